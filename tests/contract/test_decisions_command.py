"""``teremok decisions list`` as an administrator uses it."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House
from bot.house_settings import Ports
from policies.post import Post
from policies.regulation import Regulation
from rooms.judgement import Judge
from rooms.storage import decisions, rooms
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom
from tests.support.posts import post

LENGTH = {"rule": "length", "with": {"characters": 5}}
NOW = time.time_ns() // 1_000_000
DAY = 24 * 3600 * 1000


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    return House.create(tmp_path / "data", "example.org", Ports())


async def keep(house: House, *kept: tuple[Post, str, int]) -> None:
    """Posts, each with the action of the clause that it went against, and when that was."""
    store = await Store.open(house.database_url)
    async with store.transaction() as connection:
        await rooms.put_room(
            connection, KnownRoom("ladybirds", "!l:example.org", "group", "Коровки")
        )
        for number, (judged, action, at) in enumerate(kept):
            clause = {"id": "3.4", "text": "Коротко.", "action": action, **LENGTH}
            judge = Judge(Regulation.model_validate({"clauses": [clause]}), "Europe/Moscow")
            one = replace(judged, id=f"${number}")
            await decisions.add(connection, one, judge.judge(one), at)
    await store.close()


@pytest.fixture
def listed(house: House) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        # A command runs a loop of its own, so it needs a thread of its own beside the test's.
        whole = ["decisions", "list", "--data", str(house.folder), *words]
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(CliRunner().invoke, main, whole).result()

    return run


async def test_a_fresh_house_has_decided_nothing(listed: Callable[..., Result]) -> None:
    assert listed().output == "Решений нет.\n"
    assert json.loads(listed("--json").output) == []


async def test_decisions_are_shown_with_room_author_clause_and_text(
    house: House, listed: Callable[..., Result]
) -> None:
    await keep(house, (post("слишком длинно"), "refuse", NOW), (post("тоже длинно"), "flag", NOW))
    assert listed().output == (
        "№ 1  2026-11-23 12:00  ladybirds  Анна  3.4 (length)  не опубликовано"
        "  автору ещё не сообщено\n"
        "    слишком длинно\n"
        "№ 2  2026-11-23 12:00  ladybirds  Анна  3.4 (length)  отмечено; сообщение стоит\n"
        "    тоже длинно\n"
    )


async def test_json_has_everything(house: House, listed: Callable[..., Result]) -> None:
    await keep(house, (post("слишком длинно"), "refuse", NOW))
    (row,) = json.loads(listed("--json").output)
    assert row.pop("at")
    assert row == {
        "id": 1,
        "post_id": "$0",
        "written_at": "2026-11-23T12:00:00+03:00",
        "room": "ladybirds",
        "author": "@anna:example.org",
        "author_name": "Анна",
        "clause": "3.4",
        "clause_text": "Коротко.",
        "rule": "length",
        "action": "refuse",
        "evidence": {"characters": 14, "limit": 5},
        "text": "слишком длинно",
        "told_at": None,
        "state": "settled",
        "origin": {},
        "findings": [
            {
                "clause": "3.4",
                "text": "Коротко.",
                "rule": "length",
                "action": "refuse",
                "evidence": {"characters": 14, "limit": 5},
                "rehearsed": False,
            }
        ],
        "severity": "normal",
        "due_at": None,
        "settled_by": None,
        "settled_at": None,
        "card": None,
        "appeal": None,
        "appealed_at": None,
        "refused_at": None,
    }


async def test_they_can_be_chosen_by_time_and_room(
    house: House, listed: Callable[..., Result]
) -> None:
    await keep(
        house,
        (post("давнишнее"), "refuse", NOW - 40 * DAY),
        (post("недавнее"), "refuse", NOW - 2 * DAY),
        (post("в другой", room="hedgehogs"), "refuse", NOW),
    )

    def texts(*words: str) -> list[Any]:
        return [row["text"] for row in json.loads(listed("--json", *words).output)]

    assert texts() == ["давнишнее", "недавнее", "в другой"]
    assert texts("--since", "30d") == ["недавнее", "в другой"]
    assert texts("--since", "2020-01-01", "--room", "ladybirds") == ["давнишнее", "недавнее"]
    assert texts("--since", "12h") == ["в другой"]
    assert texts("--limit", "2") == ["недавнее", "в другой"]
    assert "--limit" in listed("--limit", "2").stderr


async def test_a_text_cannot_play_tricks_on_the_terminal(
    house: House, listed: Callable[..., Result]
) -> None:
    await keep(house, (post("\x1b[2Jчисто\u202e\r\nи пусто" + "о" * 500), "refuse", NOW))
    output = listed().output
    assert "\x1b" not in output
    assert "\u202e" not in output
    assert output.count("\n") == 2
    assert len(output) < 400


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "yesterday"), "yesterday"),
        (("--room", "ladybird"), "Комнаты «ladybird» нет; есть комнаты: ladybirds."),
        (("--limit", "0"), "--limit"),
        (("--data", "/nowhere"), "/nowhere"),
    ],
)
async def test_what_cannot_be_is_said_in_plain_words(
    house: House, listed: Callable[..., Result], words: tuple[str, ...], said: str
) -> None:
    await keep(house)
    result = listed(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


async def test_help_shows_an_example(listed: Callable[..., Result]) -> None:
    assert "teremok decisions list --since 30d" in listed("--help").output


@pytest.mark.parametrize("answer", ["Да", "NO", "✅"])
async def test_it_is_decided_in_any_letters(tmp_path: Path, answer: str) -> None:
    words = ["policy", "decide", "1", answer, "--data", str(tmp_path / "nowhere")]
    result = CliRunner().invoke(main, words)
    assert "nowhere" in result.stderr, "the answer was understood"
