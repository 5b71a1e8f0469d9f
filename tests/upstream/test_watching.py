"""How bridges and accounts are reaches the duty room, once. The network is a simulation."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bridges.upstream.answers import State
from bridges.upstream.hearing import UpstreamHearing
from bridges.upstream.known import KnownBridges
from bridges.upstream.observing import Observing
from bridges.upstream.pushing import Pushing, Transactions
from bridges.upstream.states import Condition
from bridges.upstream.watch import Pace, Tools, Watch
from bridges.upstream.workshop import Workshop
from rooms.archive.event import archived_event
from rooms.archive.vanishing import NotKept, without_content
from rooms.clock import SystemClock
from rooms.community import Community
from rooms.directory import Directory
from rooms.storage import events, queue, upstream
from rooms.storage.database import Store
from rooms.storage.queue import QueuedTask
from rooms.storage.upstream import UpstreamChat
from tests.support.bridged import Bridged, Side
from tests.support.driving import bridge_of, with_canary
from tests.support.upstream_workshop import workshop_of
from tests.support.waiting import LIMIT_SECONDS, until

COMMUNITY = Community.model_validate(
    {"community": {"name": "Kita", "slug": "kita", "language": "en"}}
)


class Watched:
    """The part of the daemon that watches, on a bridge of the simulated messengers."""

    def __init__(self, bridged: Bridged, side: Side, workshop: Workshop) -> None:
        self.bridged, self.side, self.workshop = bridged, side, workshop
        self.store, clock = workshop.store, SystemClock()
        self.bridge = with_canary(bridge_of(bridged, side), int(LIMIT_SECONDS))
        self.directory = Directory(bridged.homeserver.server_name, COMMUNITY)
        self.known = KnownBridges(lambda: [self.bridge], self.store)
        self.observing = Observing(
            self.known, self.directory, self.store, clock, lambda lanes: None
        )
        self.observing.grace_seconds = 0
        transactions = Transactions(workshop.session)
        tools = Tools(workshop.session, transactions, workshop.commands, Pace(0, 0))
        self.watch = Watch(self.known, self.observing, self.store, clock, tools)
        self.hearing = UpstreamHearing(self.known, self.directory, clock)
        self.pushing = Pushing(self.known, transactions, workshop.client, self.store, clock)

    async def look(self, times: int = 1) -> None:
        for _ in range(times):
            await self.known.refresh()
            await self.watch.look(self.bridge)

    async def told(self) -> list[str]:
        """What the duty room was told."""
        async with self.store.reading() as connection:
            return [str(t.payload["text"]) for t in await queue.head(connection, "announce", 99)]

    async def hear(self, raw: dict[str, Any], *, kept: bool = True) -> None:
        """The homeserver tells an event: archived, and what follows is queued."""
        async with self.store.transaction() as connection:
            event = archived_event(raw, "Anna")
            if not kept:
                event = without_content(event, NotKept.DISAPPEARS)
            if await events.add(connection, event):
                tasks = await self.hearing.hear(connection, raw)
                await queue.add_many(connection, tasks, 0)

    async def queued(self, kind: str) -> list[QueuedTask]:
        found = []
        async with self.store.reading() as connection:
            for lane in await queue.lanes(connection):
                found += [t for t in await queue.head(connection, lane, 99) if t.kind == kind]
        return found


@pytest.fixture
async def watched(bridged: Bridged, whatsapp: Side, tmp_path: Path) -> AsyncIterator[Watched]:
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    async with aiohttp.ClientSession() as session:
        yield Watched(bridged, whatsapp, workshop_of(bridged, whatsapp, session, store))
    await store.close()


@pytest.fixture
async def login(bridged: Bridged, whatsapp: Side) -> str:
    return await bridged.link(whatsapp)


async def test_a_well_account_is_not_spoken_of(watched: Watched, login: str) -> None:
    await watched.look(3)
    assert await watched.told() == []


@pytest.mark.parametrize(
    ("condition", "state", "words"),
    [
        ("logged-out", "BAD_CREDENTIALS", "logged out of WhatsApp"),
        ("temporary-ban", "BAD_CREDENTIALS", "banned the account"),
        ("phone-offline", "TRANSIENT_DISCONNECT", "has been offline for days"),
        ("client-outdated", "UNKNOWN_ERROR", "Upgrade it"),
        ("stream-error", "UNKNOWN_ERROR", "lost its connection"),
    ],
)
async def test_each_trouble_is_told_once_with_what_to_do(
    watched: Watched, login: str, condition: str, state: str, words: str
) -> None:
    await watched.look()
    await watched.side.network.befall(login, condition, "until tomorrow")
    await watched.bridged.state_of(watched.side, login, state)
    await watched.look(3)
    told = await watched.told()
    assert len(told) == 1, told
    assert words in told[0]


async def test_what_the_bridge_reports_and_what_we_see_is_told_once(
    watched: Watched, login: str
) -> None:
    await watched.look()
    pushed = len(watched.side.pushed)
    await watched.side.network.befall(login, "logged-out")
    push = await watched.side.push(login, "BAD_CREDENTIALS", pushed)
    await watched.watch.take_report(watched.bridge.network, State.model_validate(push))
    await watched.look(2)
    assert len(await watched.told()) == 1


async def test_an_account_that_hears_nothing_is_found_out(watched: Watched, login: str) -> None:
    await watched.look()
    await watched.side.network.befall(login, "deaf-and-dumb")
    watched.bridge = with_canary(patient := watched.bridge, 1)
    await watched.look(3)
    assert "a test got no answer" in (await watched.told())[0]
    await watched.side.network.befall(login, "hearing")
    watched.bridge = patient
    await watched.look(2)
    assert "connected again" in (await watched.told())[-1]


async def test_a_bridge_that_ended_is_told_and_its_return_too(watched: Watched, login: str) -> None:
    await watched.look()
    await watched.side.bridge.kill()
    try:
        await watched.look(2)
        assert "does not run" in (await watched.told())[0]
    finally:
        await watched.side.bridge.start()
    await watched.bridged.state_of(watched.side, login, "CONNECTED")
    await watched.look(2)
    assert [text.split(" ")[0] for text in await watched.told()] == ["🔴", "✅"]


async def _plumbed(watched: Watched, login: str) -> tuple[str, str]:
    room = await watched.bridged.room(watched.side)
    chat = (await watched.side.network.group("Kita", login))["id"]
    await (await watched.workshop.plumber(watched.bridge)).plumb(room, chat)
    kept = UpstreamChat(watched.side.name, chat, chat, "Kita", "owls", room, login, False)
    async with watched.store.transaction() as connection:
        await upstream.put_chat(connection, kept)
    await watched.look()
    return room, chat


async def test_what_was_written_while_the_network_was_away_arrives_once_when_it_is_back(
    watched: Watched, login: str
) -> None:
    bridged, side = watched.bridged, watched.side
    room, chat = await _plumbed(watched, login)
    anna = await bridged.member("Anna")
    invite = f"/_matrix/client/v3/rooms/{room}/invite"
    await bridged.as_(bridged.owner, "POST", invite, {"user_id": anna.user_id})
    await bridged.as_(anna, "POST", f"/_matrix/client/v3/join/{room}")
    await side.network.weather(away=True)
    said = []
    try:
        for text in ("one", "two", "three"):
            said.append(await bridged.say(anna, room, f"while away: {text}"))
            status = await bridged.status(room, said[-1])
            assert status["status"] == "FAIL_RETRIABLE"
        await watched.look()
        for raw in await bridged.timeline(room):
            # What the archive does not keep is in the room all the same.
            kept = "two" not in str(raw["content"].get("body"))
            await watched.hear({**raw, "room_id": room}, kept=kept)
    finally:
        await side.network.weather()
    [notice] = await watched.queued("say-in-room")
    assert "did not reach WhatsApp yet" in notice.payload["content"]["body"]
    await bridged.state_of(side, login, "CONNECTED")
    await watched.look()
    for task in await watched.queued("upstream-push"):
        await watched.pushing(task, False)
    await side.network.gets(chat, "while away: three")
    written = [m["text"] for m in await side.network.messages(chat) if "while away" in m["text"]]
    assert [text.rsplit(" ", 1)[1] for text in written] == ["one", "two", "three"]
    for task in await watched.queued("upstream-push"):
        await watched.pushing(task, True)  # as after a crash
    again = [m for m in await side.network.messages(chat) if "while away" in m["text"]]
    assert len(again) == 3


async def test_what_was_deleted_while_the_network_was_away_is_deleted_there_when_it_is_back(
    watched: Watched, login: str
) -> None:
    bridged, side = watched.bridged, watched.side
    room, chat = await _plumbed(watched, login)
    said = await bridged.say(bridged.owner, room, "to be deleted")
    assert (await bridged.status(room, said))["status"] == "SUCCESS"
    await side.network.weather(away=True)
    try:
        gone = await bridged.redact(bridged.owner, room, said)
        assert (await bridged.status(room, gone))["status"] == "FAIL_RETRIABLE"
        await watched.look()
        for raw in await bridged.timeline(room):
            await watched.hear({**raw, "room_id": room})
    finally:
        await side.network.weather()
    await bridged.state_of(side, login, "CONNECTED")
    await watched.look()
    for task in await watched.queued("upstream-push"):
        await watched.pushing(task, False)

    async def is_deleted() -> bool:
        [message] = await side.network.messages(chat)
        return bool(message.get("deleted"))

    await until(is_deleted, "the deletion in the messenger")


async def test_of_an_account_that_was_taken_off_and_carried_nothing_nobody_is_reminded(
    watched: Watched, login: str
) -> None:
    other = await watched.bridged.link(watched.side)
    await watched.look()
    assert await watched.bridged.provision(watched.side, "POST", f"/v3/logout/{login}") == {}

    async def is_told() -> bool:
        await watched.look()
        return any("logged out of WhatsApp" in each for each in await watched.told())

    await until(is_told, "the end of the log-in")
    assert await _reminded(watched) == []
    await _plumbed(watched, other)
    assert await watched.bridged.provision(watched.side, "POST", f"/v3/logout/{other}") == {}

    async def is_reminded() -> bool:
        await watched.look()
        return await _reminded(watched) == [f"login:{other}"]

    await until(is_reminded, "that somebody is reminded of the account for which a chat waits")


async def _reminded(watched: Watched) -> list[str]:
    """The accounts of which the duty room is reminded every day."""
    async with watched.store.reading() as connection:
        told = await upstream.told(connection, watched.side.name)
    return [state.subject for state in told if state.state == Condition.LOGGED_OUT]
