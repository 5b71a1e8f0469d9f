"""What the daemon does for chats that stand in community.yaml. The network is a simulation."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bridges.upstream import plumbing
from bridges.upstream.chats import Chats, Found
from bridges.upstream.keeping import PlumbKeeper
from bridges.upstream.known import KnownBridges
from bridges.upstream.look import Plumb, State
from bridges.upstream.observing import Observing
from bridges.upstream.plumbing import Plumber
from bridges.upstream.plumbs import plumb_chat, unplumb_chat
from bridges.upstream.problems import BridgeAway, BridgeRefused
from bridges.upstream.provisioning import Bridge
from bridges.upstream.replacing import Replacer
from rooms.clock import SystemClock
from rooms.directory import Directory
from rooms.sentence import Sentence
from rooms.storage import queue, rooms, upstream
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom, PlumbedChat
from rooms.storage.upstream import UpstreamChat
from tests.support.bridged import Bridged, Side
from tests.support.driving import bridge_of
from tests.support.upstream_workshop import workshop_of
from tests.upstream.test_watching import COMMUNITY


class Kept:
    """The part of the daemon that keeps chats plumbed, on a bridge to a simulated messenger."""

    def __init__(
        self, bridged: Bridged, side: Side, store: Store, session: aiohttp.ClientSession
    ) -> None:
        self.bridged, self.side, self.store = bridged, side, store
        self.bridge = bridge_of(bridged, side)
        self.directory = Directory(bridged.homeserver.server_name, COMMUNITY)
        self.known = KnownBridges(lambda: [self.bridge], store)
        observing = Observing(self.known, self.directory, store, SystemClock(), lambda lanes: None)
        observing.grace_seconds = 0
        self.workshop = workshop_of(bridged, side, session, store)
        self.keeper = PlumbKeeper(self.known, self.directory, self.workshop, observing)

    async def file(self, chats: dict[str, str], room_ids: dict[str, str]) -> None:
        """What community.yaml says: the rooms of chats, by keys, and the rooms' ids."""
        async with self.store.transaction() as connection:
            for key, room_id in room_ids.items():
                await rooms.put_room(connection, KnownRoom(key, room_id, "group", key))
            plumbed = [PlumbedChat(self.side.name, chat, key) for chat, key in chats.items()]
            await rooms.replace_chats(connection, plumbed)

    async def look(self) -> None:
        await self.known.refresh()
        await self.directory.refresh(self.store)
        await self.keeper.look()

    async def group(self, login: str, name: str) -> str:
        return str((await self.side.network.group(name, login))["id"])

    async def chat_in(self, room_id: str) -> str | None:
        plumber = await self.workshop.plumber(self.bridge)
        plumb = await plumber.stands(room_id)
        return plumb.chat if plumb and plumb.stands else None

    async def told(self) -> list[str]:
        async with self.store.reading() as connection:
            return [str(t.payload["text"]) for t in await queue.head(connection, "announce", 99)]


@pytest.fixture
async def kept(bridged: Bridged, side: Side, tmp_path: Path) -> AsyncIterator[Kept]:
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    async with aiohttp.ClientSession() as session:
        made = Kept(bridged, side, store, session)
        await made.known.refresh()
        yield made
    await store.close()


async def test_two_chats_that_are_to_be_in_one_room_do_not_fight_for_it(kept: Kept) -> None:
    login, room = await kept.bridged.link(kept.side), await kept.bridged.room(kept.side)
    first, second = await kept.group(login, "One"), await kept.group(login, "Two")
    await kept.file({first: "owls", second: "owls"}, {"owls": room})
    stood = []
    for _ in range(3):
        await kept.look()
        stood.append(await kept.chat_in(room))
    assert len(set(stood)) == 1
    assert stood[0] in (first, second)
    [told] = await kept.told()
    assert "takes one of each messenger" in told


async def test_a_room_that_is_out_of_reach_stops_only_itself(kept: Kept) -> None:
    login, bridged = await kept.bridged.link(kept.side), kept.bridged
    lost, room = await bridged.room(kept.side), await bridged.room(kept.side)
    first, second = await kept.group(login, "One"), await kept.group(login, "Two")
    await kept.file({first: "owls"}, {"owls": lost, "zebras": room})
    await kept.look()
    assert await kept.chat_in(lost) == first
    await bridged.as_(bridged.owner, "POST", f"/_matrix/client/v3/rooms/{lost}/leave")
    await bridged.as_(bridged.owner, "POST", f"/_matrix/client/v3/rooms/{lost}/forget")
    await kept.file({first: "owls", second: "zebras"}, {})
    await kept.look()
    assert await kept.chat_in(room) == second
    [told] = await kept.told()
    assert "One" in told


async def test_what_is_to_be_parted_is_known_until_it_is(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    login, room = await kept.bridged.link(kept.side), await kept.bridged.room(kept.side)
    chat = await kept.group(login, "One")
    await kept.file({chat: "owls"}, {"owls": room})
    await kept.look()
    await kept.file({}, {})
    known_meanwhile = []

    async def hangs(plumber: Plumber, room_id: str) -> None:
        async with kept.store.reading() as connection:
            known_meanwhile.extend(await upstream.chats(connection))
        raise BridgeAway("The bridge to {title} does not run.", title="WhatsApp")

    with monkeypatch.context() as patched:
        patched.setattr(Plumber, "unplumb", hangs)
        await kept.look()
    assert [each.asked for each in known_meanwhile] == [chat]
    [told] = await kept.told()
    assert "cannot be parted" in told
    kept.keeper._next.clear()
    await kept.look()
    assert await kept.chat_in(room) is None


async def test_what_is_parted_by_command_meanwhile_is_not_plumbed_again(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    login, room = await kept.bridged.link(kept.side), await kept.bridged.room(kept.side)
    chat = await kept.group(login, "One")
    await kept.file({}, {"owls": room})
    known = KnownRoom("owls", room, "group", "owls")
    await plumb_chat(kept.workshop, kept.bridge, known, chat)
    await kept.look()
    assert await kept.chat_in(room) == chat

    async def somebody_parts_it(replacer: Replacer, bridge: Bridge) -> list[UpstreamChat]:
        async with kept.store.reading() as connection:
            [plumbed] = await upstream.chats(connection)
        await unplumb_chat(kept.workshop, kept.bridge, plumbed)
        return []

    with monkeypatch.context() as patched:
        patched.setattr(Replacer, "orphans", somebody_parts_it)
        await kept.look()
    assert await kept.chat_in(room) is None


async def test_a_chat_whose_invitation_is_good_no_more_is_plumbed_again(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    login, room = await kept.bridged.link(kept.side), await kept.bridged.room(kept.side)
    chat = await kept.side.network.group("One", login)
    await kept.file({chat["link"]: "owls"}, {"owls": room})
    await kept.look()
    assert await kept.chat_in(room) == chat["id"]
    client = kept.workshop.client
    await client.kick(room, kept.bridge.bot_id, "by mistake")

    async def expired(chats: Chats, asked: str) -> Found:
        raise BridgeRefused(Sentence("The invitation link is no longer good."))

    monkeypatch.setattr(Chats, "find", expired)
    await kept.look()
    assert await kept.chat_in(room) == chat["id"]


async def test_a_chat_that_somebody_else_plumbs_at_the_same_moment_is_plumbed(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    login, room = await kept.bridged.link(kept.side), await kept.bridged.room(kept.side)
    chat, known = await kept.group(login, "One"), KnownRoom("owls", room, "group", "owls")
    await plumb_chat(kept.workshop, kept.bridge, known, chat)
    real, first = plumbing.plumb_in, [True]

    def too_early(state: State, bridge: Bridge) -> Plumb | None:
        return None if first and first.pop() else real(state, bridge)

    monkeypatch.setattr(plumbing, "plumb_in", too_early)
    plumbed = await plumb_chat(kept.workshop, kept.bridge, known, chat)
    assert plumbed.chat == chat
