"""Whoever watches the house learns at once which part does not work, and nothing personal."""

import asyncio
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request

from bot.console.application import Entrance
from bot.status import PARTS, PartState, StatusSource, look_at, look_into
from rooms.storage import queue, upstream
from rooms.storage.database import Store
from rooms.storage.queue import Task
from rooms.storage.upstream import KeptState, Unsent
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

    happened: list[str] = []

    async def hangs() -> PartState:
        happened.append("asked")
        try:
            await asyncio.sleep(3600)
        finally:
            happened.append("given up")
        raise AssertionError

    async def breaks() -> PartState:
        raise RuntimeError("@anna:home is in here")

    states = await look_at({"gate": hangs, "bridges": breaks, "bot": works, "homeserver": hangs})
    assert happened == ["asked", "asked", "given up", "given up"], "side by side"
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


async def test_what_waits_for_people_or_its_hour_is_not_stuck(store: Store) -> None:
    waits = {
        "chat:sandbox:owls": 2,
        "asked:7": 1,
        "asked:8": 1,
        "held:!owls:t:9": 3,
        "unmute:owls:@olga:t:9": 1,
        "failed:held:!owls:t:9": 1,
    }
    async with store.transaction() as connection:
        for lane, count in waits.items():
            await queue.add_many(connection, [Task(lane, "some", {})] * count, NOON)
    status = await look_into(store, {"bot": PartState(True, "works")}, NOON + 1000)
    whole = status.as_json()
    assert [whole[name] for name in ("waiting", "undecided", "timed", "failed")] == [2, 2, 4, 1]
    assert {lane["lane"] for lane in whole["queues"]} == {
        "chat:sandbox:owls",
        "failed:held:!owls:t:9",
    }


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


@pytest.mark.parametrize(
    ("headers", "readers", "status"),
    [
        ({}, None, 200),
        ({"Host": "127.0.0.1:9100"}, None, 200),
        ({"Host": "LOCALHOST"}, None, 200),
        ({"Host": "[::1]:8009"}, None, 200),
        ({"Host": "pult.sad24.example"}, None, 403),
        ({"Host": "pult.sad24.example."}, None, 403),
        ({"Host": "pult.sad24.example:8443"}, None, 403),
        ({"Host": "monitoring.example"}, None, 403),
        ({"Host": "monitoring.example"}, ["127.0.0.1"], 403),
        ({"Host": ""}, None, 403),
        ({"X-Forwarded-For": "203.0.113.9"}, None, 403),
        ({"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}, None, 403),
        ({"X-Forwarded-For": "unknown"}, None, 403),
        ({"Forwarded": "for=127.0.0.1"}, None, 403),
        ({"X-Forwarded-For": "10.1.0.7", "Host": "pult.sad24.example"}, ["10.1.0.0/24"], 200),
        ({"X-Forwarded-For": "::ffff:10.1.0.7"}, ["10.1.0.0/24"], 200),
        ({"X-Forwarded-For": "10.2.0.7"}, ["10.1.0.0/24"], 403),
        ({}, ["10.1.0.0/24"], 403),
        ({}, [], 403),
    ],
)
async def test_the_figures_of_a_public_console_are_for_those_who_are_named(
    store: Store, headers: dict[str, str], readers: list[str] | None, status: int
) -> None:
    served = ServedConsole(store, SetClock(NOON), readers)
    await served.start()
    async with aiohttp.ClientSession(headers=headers) as session:
        answer = await session.get(f"{served.url}/metrics")
    await served.stop()
    assert answer.status == status


def test_the_figures_of_a_console_that_is_not_public_are_read_under_any_name() -> None:
    url = "http://127.0.0.1:8009"
    readers = Entrance(url, url, "a key").readers()
    asks = make_mocked_request("GET", "/metrics", {"Host": "monitoring.example"})
    assert readers.may_read(asks.clone(remote="172.17.0.2"))


async def test_a_house_of_which_nothing_is_known_is_not_well(store: Store) -> None:
    assert not (await look_into(store, {}, NOON)).ok


async def test_the_figures_tell_each_bridge_and_what_waits_and_nothing_personal(
    console: ServedConsole, store: Store
) -> None:
    await furnish(store, NOON)
    await decide(store, NOON, "Анна Сергеевна")
    seen = {"": "connected", "login:491510001": "logged_out", "chat:1203@g.us": "connected"}
    async with store.transaction() as connection:
        for subject, state in seen.items():
            kept = KeptState("whatsapp", subject, "+491510001", state, "", NOON)
            await upstream.put_state(connection, kept)
        unsent = Unsent("whatsapp", "$1", "!r:t", "away", "waiting", 0, NOON)
        await upstream.put_unsent(connection, unsent)
    console.parts["gate"] = PartState(False, "does not answer")
    async with aiohttp.ClientSession() as session:
        answer = await session.get(f"{console.url}/metrics")
        lines = (await answer.text()).splitlines()
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    for line in (
        'teremok_part_up{part="gate"} 0',
        'teremok_part_up{part="database"} 1',
        'teremok_bridge_up{network="whatsapp"} 1',
        'teremok_bridge_accounts{network="whatsapp",condition="logged_out"} 1',
        'teremok_bridge_accounts{network="whatsapp",condition="connected"} 0',
        'teremok_bridge_chats{network="whatsapp",condition="connected"} 1',
        'teremok_bridge_unsent_posts{network="whatsapp"} 1',
        'teremok_queue_tasks{kind="failed"} 1',
    ):
        assert line in lines
    for personal in ("49151", "1203", "@", "Анна", "!"):
        assert not any(personal in line for line in lines)
    for line in lines:
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+\{(\w+="[^"]*",?)+\} \d+', line), line
