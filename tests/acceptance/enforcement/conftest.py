"""From a verdict to what everybody sees: author, room, messenger, duty room and archive.

Each action, for what is written in Element and in the practice messenger.
"""

import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.duty_room import WITH_DUTY_ROOM, DutyRoom
from tests.support.element import Element, Event, message
from tests.support.life import Life
from tests.support.phone import Phone

KEY = "swallows"
WORDS = "Это сообщение длиннее, чем разрешено правилами нашего детского сада"
CLAUSE = "Пишите коротко."
_numbers = itertools.count(1)


def long_text() -> str:
    """Words like no others, on which the clause fires."""
    return f"{WORDS}, {next(_numbers)}"


def clause(action: str, **more: Any) -> dict[str, Any]:
    """Fires on what is longer than sixty characters."""
    return {
        "id": "3.4",
        "text": CLAUSE,
        "rule": "length",
        "with": {"characters": 60},
        "rooms": [KEY],
        "except": ["head"],
        "action": action,
        **more,
    }


@pytest.fixture(scope="package")
async def life(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Life]:
    """A house of its own, with a room for the duty administrator."""
    living = await Life.begin(tmp_path_factory.mktemp("enforced") / "files", None, WITH_DUTY_ROOM)
    try:
        yield living
        await living.house.until_quiet()
        assert await living.house.set_aside() == []
    finally:
        await living.house.down()


@pytest.fixture
async def duty(life: Life) -> DutyRoom:
    return await DutyRoom.of(life)


@pytest.fixture
def room(life: Life) -> str:
    return life.rooms[KEY]


@pytest.fixture
def lena(life: Life) -> Phone:
    return life.parent(KEY, "lena", "Лена, мама Оли")


async def bodies(anna: Element, room: str) -> list[str]:
    return [str(event["content"].get("body")) for event in await anna.timeline(room)]


async def refused_at_the_gate(anna: Element, room: str, text: str) -> str:
    """The educator writes; gives the words of the refusal."""
    status, refusal = await anna.try_to_send(room, message(text))
    assert (status, refusal["errcode"]) == (403, "M_FORBIDDEN")
    return str(refusal["error"])


async def is_removed(lena: Phone, written: str) -> None:
    await lena.sees(lambda each: each["id"] == written and each["deleted"], "the removal")


async def sees_on_behalf(anna: Element, room: str, name: str, text: str) -> Event:
    """Wait for a post that the bot repeats in somebody's name."""

    def fits(event: Event) -> bool:
        author = event["content"].get("ru.teremok.author", {})
        body = str(event["content"].get("body"))
        return str(author.get("name")).startswith(name) and body.endswith(f": {text}")

    return await anna.sees(room, fits, f"{name}: {text}")
