"""Whoever watches the house learns at once which part does not work, and nothing personal."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.status import PARTS, PROBE_SECONDS, PartState, StatusSource, look_at, look_into
from rooms.storage.database import Store
from tests.support.console import ServedConsole, SetClock, decide, furnish

NOON = 1_790_000_000_000


@pytest.fixture
async def console(store: Store) -> AsyncIterator[ServedConsole]:
    served = ServedConsole(store, SetClock(NOON))
    await served.start()
    yield served
    await served.stop()


async def _ask(console: ServedConsole, **headers: str) -> tuple[int, dict[str, object], str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{console.url}/healthz", headers=headers) as answer,
    ):
        return answer.status, await answer.json(), await answer.text()


async def test_when_all_works_each_part_is_named(console: ServedConsole) -> None:
    status, said, _ = await _ask(console, Host="monitoring.example")
    assert status == 200
    assert list(said) == list(PARTS)
    assert said["gate"] == {"ok": True, "words": "works"}


async def test_the_part_that_does_not_work_is_named(console: ServedConsole) -> None:
    console.parts["bridges"] = PartState(False, "does not answer")
    status, said, _ = await _ask(console)
    assert status == 503
    assert said["bridges"] == {"ok": False, "words": "does not answer"}
    assert said["bot"] == {"ok": True, "words": "works"}


async def test_nothing_personal_is_said(console: ServedConsole, store: Store) -> None:
    await furnish(store, NOON)
    await decide(store, NOON, "Анна Сергеевна")
    _, _, text = await _ask(console)
    assert "@" not in text
    assert "Анна" not in text


async def test_a_part_that_hangs_or_breaks_is_told_with_the_others() -> None:
    async def works() -> PartState:
        return PartState(True, "works")

    async def hangs() -> PartState:
        await asyncio.sleep(3600)
        raise AssertionError

    async def breaks() -> PartState:
        raise RuntimeError("@anna:home is in here")

    begun = time.monotonic()
    states = await look_at({"gate": hangs, "bridges": breaks, "bot": works, "homeserver": hangs})
    assert time.monotonic() - begun < 20 * PROBE_SECONDS  # side by side, and given up
    assert list(states) == ["homeserver", "bot", "bridges", "gate"]
    assert states["gate"] == PartState(False, "does not answer")
    assert states["bridges"] == PartState(False, "does not work")
    assert states["bot"].ok


async def test_many_who_ask_at_once_make_one_look(store: Store) -> None:
    from bot.health import Health

    looks = 0

    async def count() -> PartState:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)
        return PartState(True, "works")

    health = Health(StatusSource(store, {"bot": count}, SetClock(NOON)))
    answers = await asyncio.gather(*(health.show(None) for _ in range(20)))  # type: ignore[arg-type]
    assert {answer.status for answer in answers} == {200}
    assert looks < 20


async def test_the_state_of_the_house_counts_everything(store: Store) -> None:
    await furnish(store, NOON)
    await decide(store, NOON, "Анна Сергеевна")
    status = await look_into(store, {"bot": PartState(True, "works")}, NOON + 1000)
    assert status.ok
    assert (status.waiting, status.failed) == (3, 1)
    assert status.decisions.last_day == 1
    assert status.archive.events == 1234
    (ladybirds,) = [room for room in status.rooms if room.key == "ladybirds"]
    assert (ladybirds.staff, ladybirds.parents) == (1, 3)
    (hedgehogs,) = [room for room in status.rooms if room.key == "hedgehogs"]
    assert [chat.waiting for chat in hedgehogs.chats] == [3]
    whole = status.as_json()
    assert whole["parts"] == {"bot": {"ok": True, "words": "works"}}
    assert whole["decisions"]["last"][0]["clause"] == "3.2"


async def test_a_house_of_which_nothing_is_known_is_not_well(store: Store) -> None:
    assert not (await look_into(store, {}, NOON)).ok
