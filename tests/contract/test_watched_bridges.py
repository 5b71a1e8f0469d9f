"""What is done about bridges that hang, and what is remembered of their accounts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.upstream.coming_up import START_SECONDS
from bridges.upstream import provisioning
from bridges.upstream.commands import Commands
from bridges.upstream.known import KnownBridges
from bridges.upstream.observing import Observing
from bridges.upstream.provisioning import Bridge
from bridges.upstream.pushing import Transactions
from bridges.upstream.reports import Reports
from bridges.upstream.watch import BEGIN_SECONDS, Pace, Tools, Watch
from rooms.storage import queue, upstream
from rooms.storage.database import DatabaseAway, Store
from rooms.storage.upstream import UpstreamChat
from tests.support.houses import GROUP_ROOM, furnished
from tests.support.odd_bridge import OddBridge, odd_bridge
from tests.support.waiting import eventually, until

HOUR_MS = 3600 * 1000


class Clock:
    now = HOUR_MS

    def now_ms(self) -> int:
        return self.now


async def _mute(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(3600)
    raise AssertionError("nobody waits so long")


def _accounts(*ids: str) -> web.Response:
    state = {"state_event": "CONNECTED"}
    return web.json_response(
        {"logins": [{"id": each, "name": each, "state": state} for each in ids]}
    )


class Watched:
    """The part of the daemon that watches, on bridges that are none."""

    def __init__(self, store: Store, session: aiohttp.ClientSession, *odd: OddBridge) -> None:
        self.store, self.clock, self.odd = store, Clock(), odd
        self.restarted: list[str] = []
        self.pid: int | None = None
        self.known = KnownBridges(lambda: [each.bridge for each in odd], store)
        self.pace = Pace(hang=0.0)
        self.session = session

    async def begin(self) -> Watch:
        directory = await furnished(self.store)
        await self.known.refresh()
        observing = Observing(self.known, directory, self.store, self.clock, lambda lanes: None)
        observing.grace_seconds = 0

        def restart(bridge: Bridge) -> None:
            self.restarted.append(bridge.network)

        transactions = Transactions(self.session)
        commands, pace = self._commands, self.pace
        tools = Tools(self.session, transactions, commands, pace, restart, lambda bridge: self.pid)
        return Watch(self.known, observing, self.store, self.clock, tools)

    def _commands(self, bridge: Bridge) -> Commands:
        raise AssertionError("nobody says a command")

    async def subjects(self, network: str) -> list[str]:
        async with self.store.reading() as connection:
            return [state.subject for state in await upstream.states(connection, network)]

    async def told(self) -> list[str]:
        async with self.store.reading() as connection:
            return [str(t.payload["text"]) for t in await queue.head(connection, "announce", 99)]


@asynccontextmanager
async def _watched(store: Store, *odd: OddBridge) -> AsyncIterator[tuple[Watched, Watch]]:
    async with aiohttp.ClientSession() as session:
        watched = Watched(store, session, *odd)
        yield watched, await watched.begin()


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provisioning, "ASK_SECONDS", 0.2)


@pytest.mark.usefixtures("_impatient")
async def test_one_that_hangs_is_started_anew_and_not_at_every_look(store: Store) -> None:
    async with odd_bridge(_mute) as odd, _watched(store, odd) as (watched, watch):
        watched.pace.hang = 600.0
        await watch.look(odd.bridge)
        assert watched.restarted == [], "it may come round"
        _passes(watch, 600.0)
        for _ in range(2):
            await watch.look(odd.bridge)
        assert watched.restarted == ["telegram"]
        _passes(watch, 600.0)
        await watch.look(odd.bridge)
        assert watched.restarted == ["telegram"], "the next time, it has longer"
        _passes(watch, 600.0)
        await watch.look(odd.bridge)
        assert watched.restarted == ["telegram"] * 2


@pytest.mark.usefixtures("_impatient")
async def test_one_that_waits_for_the_homeserver_is_let_alone(store: Store) -> None:
    async def waits(request: web.Request) -> web.StreamResponse:
        return web.json_response({"errcode": "M_UNKNOWN"}, status=503)

    async with odd_bridge(waits) as odd, _watched(store, odd) as (watched, watch):
        for _ in range(2):
            await watch.look(odd.bridge)
        assert watched.restarted == []
    async with _watched(store, odd) as (watched, watch):
        await watch.look(odd.bridge)  # nobody is there any more
        assert watched.restarted == []


async def test_one_that_hangs_delays_the_looks_at_no_other(store: Store) -> None:
    looks = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal looks
        looks += 1
        return _accounts()

    async with (
        odd_bridge(_mute) as mute,
        odd_bridge(answer, "whatsapp") as well,
        _watched(store, mute, well) as (watched, watch),
    ):
        watched.pace.look = 0.0
        running = asyncio.create_task(watch.run())

        async def are_many() -> bool:
            return looks > 20

        try:
            await until(are_many, "many looks at the bridge that works")
        finally:
            running.cancel()
            await asyncio.wait([running])


async def test_a_bridge_that_did_not_take_the_first_event_gets_another_one(store: Store) -> None:
    refusals = [502]
    given = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal given
        if "/transactions/" not in request.path:
            return _accounts("7")
        if refusals:
            return web.json_response({}, status=refusals.pop())
        given += 1
        return web.json_response({})

    async with odd_bridge(answer) as odd, _watched(store, odd) as (watched, watch):
        await _has_chat(store, "7")
        await watched.known.refresh()
        watch._next_canary[odd.network, "7"] = float("inf")
        await watch.look(odd.bridge)
        assert given == 0
        for _ in range(3):
            await watch.look(odd.bridge)
        assert given == 1, "and only one"


async def test_an_account_that_is_gone_and_not_missed_is_forgotten_in_a_while(
    store: Store,
) -> None:
    there = ["7", "8"]

    async def answer(request: web.Request) -> web.StreamResponse:
        return _accounts(*there) if "/v3/" in request.path else web.json_response({})

    async with odd_bridge(answer) as odd, _watched(store, odd) as (watched, watch):
        await _has_chat(store, "7")
        for login in (*there, "9"):
            watch._next_canary[odd.network, login] = float("inf")
        await watch.look(odd.bridge)
        there.remove("8")
        await watch.look(odd.bridge)
        assert "login:8" in await watched.subjects("telegram"), "reports of it may come yet"
        watched.clock.now += HOUR_MS
        await watch.look(odd.bridge)
        assert "login:8" not in await watched.subjects("telegram")
        there[:] = ["9"]
        for _ in range(2):
            await watch.look(odd.bridge)
            watched.clock.now += HOUR_MS
        assert "login:7" in await watched.subjects("telegram"), "a chat waits for it"
    told = [text for text in await watched.told() if "🔴" in text]
    assert len(told) == len(set(told)) == 2, "each once"


async def _has_chat(store: Store, login: str) -> None:
    async with store.transaction() as connection:
        chat = ("telegram", "channel:3", "channel:3", "Kita", "ladybirds", GROUP_ROOM, login)
        await upstream.put_chat(connection, UpstreamChat(*chat, True))


async def test_one_that_is_asked_for_while_it_is_looked_at_is_looked_at_again(store: Store) -> None:
    looks: list[str] = []
    goes_on = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        looks.append(request.path)
        if len(looks) == 1:
            await goes_on.wait()
        return _accounts()

    async with odd_bridge(answer) as odd, _watched(store, odd) as (watched, watch):
        watched.pace.look = 3600.0
        running = asyncio.create_task(watch.run())
        try:
            await eventually(lambda: len(looks) == 1, "the first look")
            watch.ring()
            await eventually(lambda: not watch._bell.is_set(), "that the bell was heard")
            goes_on.set()
            await eventually(lambda: len(looks) == 2, "the second look")
        finally:
            running.cancel()


@pytest.mark.usefixtures("_impatient")
async def test_one_that_others_keep_running_is_not_ours_to_start_anew(store: Store) -> None:
    async with odd_bridge(_mute) as odd, _watched(store, odd) as (watched, watch):
        await watch.look(replace(odd.bridge, managed="systemd"))
        assert watched.restarted == []


async def test_of_one_whose_data_are_copied_nobody_is_told_that_it_does_not_run(
    store: Store,
) -> None:
    async with odd_bridge(_mute) as odd:
        pass
    async with _watched(store, odd) as (watched, watch):
        await watch.look(replace(odd.bridge, paused=True))
        assert await watched.told() == []
        await watch.look(odd.bridge)
        assert len(await watched.told()) == 1


@pytest.mark.parametrize("network", ["telegram", "irc"])
async def test_a_report_is_asked_for_again_while_the_database_is_away(
    store: Store, network: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*given: object) -> None:
        raise DatabaseAway

    async with odd_bridge(_mute) as odd, _watched(store, odd) as (watched, watch):
        application = web.Application()
        Reports(watched.known, watch).add_routes(application)
        monkeypatch.setattr(watched.known, "refresh", away)
        monkeypatch.setattr(watch, "take_report", away)
        async with TestClient(TestServer(application)) as client:
            answer = await client.post(
                f"/upstream/{network}/state", json={}, headers={"Authorization": "Bearer as"}
            )
            assert answer.status == 503


@pytest.mark.usefixtures("_impatient")
async def test_one_that_hung_long_ago_may_come_round_again(store: Store) -> None:
    async def waits(request: web.Request) -> web.StreamResponse:
        return web.json_response({"errcode": "M_UNKNOWN"}, status=503)

    async with odd_bridge(_mute) as odd, _watched(store, odd) as (watched, watch):
        await watch.look(odd.bridge)
        assert watched.restarted == ["telegram"]
        watched.pace.hang = 600.0
        _passes(watch, 3600.0)
        odd.answer = waits
        await watch.look(odd.bridge)
        odd.answer = _mute
        await watch.look(odd.bridge)
        assert watched.restarted == ["telegram"]
        _passes(watch, 600.0)
        await watch.look(odd.bridge)
        assert watched.restarted == ["telegram"], "it was not well since"


@pytest.mark.usefixtures("_impatient")
async def test_one_that_runs_and_never_begins_to_listen_is_started_anew(store: Store) -> None:
    async with odd_bridge(_mute) as odd:
        pass
    async with _watched(store, odd) as (watched, watch):
        await watch.look(odd.bridge)
        _passes(watch, long := 7 * BEGIN_SECONDS)
        await watch.look(odd.bridge)
        assert watched.restarted == [], "its program does not run"
        for watched.pid in (1, 2):
            await watch.look(odd.bridge)
            _passes(watch, BEGIN_SECONDS - 10)
            await watch.look(odd.bridge)
            assert watched.restarted == [], "it may bring its database up to itself"
        _passes(watch, 10)
        for _ in range(2):
            await watch.look(odd.bridge)
        assert watched.restarted == ["telegram"]
        watched.pid = 3
        await watch.look(odd.bridge)
        _passes(watch, 2 * BEGIN_SECONDS - 10)
        await watch.look(odd.bridge)
        assert watched.restarted == ["telegram"], "the next time, it has longer"
        watch._stuck["telegram"].tries = 2000  # a whole summer
        _passes(watch, long)
        await watch.look(odd.bridge)
        assert watched.restarted == ["telegram"] * 2
        [told] = await watched.told()
        assert "не работает" in told


def test_one_may_take_as_long_to_listen_as_commands_wait_for_it() -> None:
    assert BEGIN_SECONDS > START_SECONDS


def _passes(watch: Watch, seconds: float) -> None:
    """So much time, since the bridge was seen as it is."""
    watch._stuck["telegram"].since -= seconds
