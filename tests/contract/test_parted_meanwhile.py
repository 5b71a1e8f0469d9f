"""A chat that is parted, or whose bridge is taken out, while it is being plumbed stays so."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bot.cli.bridge import remove as command
from bot.cli.bridge.remove import _remove
from bot.house import House
from bot.upstream.installed import InstalledBridge, open_bridge
from bridges.upstream import keeping, plumbs, replacing
from bridges.upstream.answers import Login, State
from bridges.upstream.homeserver import BotClient
from bridges.upstream.keeping import PlumbKeeper
from bridges.upstream.look import Plumb
from bridges.upstream.plumbing import Plumbed
from bridges.upstream.plumbs import plumb_chat, unplumb_chat
from bridges.upstream.problems import BridgeAway
from bridges.upstream.provisioning import Bridge, Provisioning
from bridges.upstream.replacing import replace_lost
from bridges.upstream.workshop import Workshop
from rooms.reconcile.homeserver import HomeserverAway
from rooms.storage import upstream
from rooms.storage.database import DatabaseAway, Store
from rooms.storage.rooms import KnownRoom
from rooms.storage.upstream import UpstreamChat
from tests.contract.test_taking_bridges_out import house as house
from tests.support.upstream_room import BRIDGE

CHAT = UpstreamChat("telegram", "channel:3", "channel:3", "Kita", "owls", "!owls:t", "7", False)
ACCOUNT = Login(id="8", state=State(state_event="CONNECTED"))
ROOM = KnownRoom("owls", "!owls:t", "group", "Owls")
Meanwhile = Callable[[], Awaitable[None]]


class Plumbing:
    """A bridge that plumbs everything, while something else happens."""

    def __init__(self, store: Store, session: aiohttp.ClientSession) -> None:
        self.store = store
        client = BotClient("http://127.0.0.1:9", BRIDGE.owner, "token", session)
        self.workshop = Workshop(client, session, store)
        self.meanwhile: Meanwhile | None = None
        self.away: BaseException | None = BridgeAway("The bridge does not run.")
        self.cleared: list[str] = []
        self.parted: list[str] = []

    async def plumb(self, room_id: str, asked: str, *more: object) -> Plumbed:
        if self.meanwhile is not None:
            await self.meanwhile()
        return Plumbed(asked, "Kita", "8")

    async def unplumb(self, room_id: str) -> None:
        self.parted.append(room_id)
        if self.away is not None:
            raise self.away

    async def clear(self, client: BotClient, bridge: Bridge, room_id: str) -> None:
        self.cleared.append(room_id)

    async def chats(self) -> list[UpstreamChat]:
        async with self.store.reading() as connection:
            return await upstream.chats(connection)

    async def keeps(self, *chats: UpstreamChat) -> None:
        async with self.store.transaction() as connection:
            for chat in chats:
                await upstream.put_chat(connection, chat)

    async def is_parted(self, chat: UpstreamChat = CHAT) -> None:
        async with self.store.transaction() as connection:
            await upstream.remove_chat(connection, chat.network, chat.asked)

    async def is_taken_out(self) -> None:
        async with self.store.transaction() as connection:
            await upstream.drive_no_more(connection, "telegram")


@pytest.fixture
async def plumbing(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Plumbing]:
    async with store.transaction() as connection:
        await upstream.drive(connection, "telegram", "telegram_", "telegrambot")
    async with aiohttp.ClientSession() as session:
        made = Plumbing(store, session)

        async def plumber(workshop: Workshop, bridge: Bridge) -> Plumbing:
            return made

        async def whoami(self: object) -> SimpleNamespace:
            return SimpleNamespace(logins=[ACCOUNT])

        monkeypatch.setattr(Provisioning, "whoami", whoami)
        monkeypatch.setattr(Workshop, "plumber", plumber)
        monkeypatch.setattr(plumbs, "clear", made.clear, raising=False)
        yield made


async def test_what_is_plumbed_while_its_bridge_is_taken_out_is_taken_back(
    plumbing: Plumbing,
) -> None:
    plumbing.meanwhile = plumbing.is_taken_out
    with pytest.raises(BridgeAway, match="taken out"):
        await plumb_chat(plumbing.workshop, BRIDGE, ROOM, CHAT.asked)
    assert await plumbing.chats() == []
    assert plumbing.parted == plumbing.cleared == ["!owls:t"], "also where the bridge is gone"


async def test_what_is_parted_while_it_is_plumbed_again_stays_parted(plumbing: Plumbing) -> None:
    await plumbing.keeps(CHAT)
    plumbing.meanwhile = plumbing.is_parted
    plumbing.away = None
    with pytest.raises(BridgeAway, match="parted"):
        await plumb_chat(plumbing.workshop, BRIDGE, ROOM, CHAT.asked)
    assert plumbing.parted == ["!owls:t"]
    assert await plumbing.chats() == []


@pytest.mark.parametrize("away", [BridgeAway("no"), HomeserverAway("no"), asyncio.CancelledError()])
async def test_what_cannot_be_taken_back_is_left_over_until_it_can(
    plumbing: Plumbing, away: BaseException
) -> None:
    await plumbing.keeps(CHAT)
    plumbing.meanwhile, plumbing.away = plumbing.is_parted, away
    with pytest.raises(type(away)):
        await plumb_chat(plumbing.workshop, BRIDGE, ROOM, CHAT.asked)
    assert await plumbing.chats() == [replace(CHAT, login="8", by_file=True)]
    assert plumbing.cleared == [], "then the bridge would never hear of it"


async def test_what_is_moved_while_it_is_plumbed_again_stays_where_it_is(
    plumbing: Plumbing,
) -> None:
    moved = replace(CHAT, room_id="!bees:t", room_key="bees")
    await plumbing.keeps(CHAT)

    async def is_moved() -> None:
        await plumbing.keeps(moved)

    plumbing.meanwhile = is_moved
    with pytest.raises(BridgeAway):
        await plumb_chat(plumbing.workshop, BRIDGE, ROOM, CHAT.asked, move=True)
    assert await plumbing.chats() == [moved]
    assert plumbing.parted == plumbing.cleared == ["!owls:t"]


async def test_what_is_named_otherwise_while_it_is_plumbed_again_stands(plumbing: Plumbing) -> None:
    other = replace(CHAT, asked="https://t.me/+AbCdEfGh1234")
    await plumbing.keeps(CHAT)

    async def is_named_otherwise() -> None:
        await plumbing.is_parted()
        await plumbing.keeps(other)

    plumbing.meanwhile = is_named_otherwise
    await plumb_chat(plumbing.workshop, BRIDGE, ROOM, CHAT.asked)
    assert await plumbing.chats() == [other]
    assert plumbing.parted == plumbing.cleared == []


async def test_what_is_plumbed_twice_at_once_stands(plumbing: Plumbing) -> None:
    async def somebody_else_was_faster() -> None:
        await plumbing.keeps(CHAT)

    plumbing.meanwhile = somebody_else_was_faster
    await plumb_chat(plumbing.workshop, BRIDGE, ROOM, CHAT.asked)
    assert await plumbing.chats() == [replace(CHAT, login="8")]
    assert plumbing.cleared == []


async def test_parting_that_fails_brings_nothing_back_once_the_bridge_is_taken_out(
    plumbing: Plumbing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plumbing.keeps(CHAT)

    async def unplumb(room_id: str) -> None:
        await plumbing.is_taken_out()
        raise BridgeAway("The bridge to {title} does not run.", title="Telegram")

    monkeypatch.setattr(plumbing, "unplumb", unplumb)
    with pytest.raises(BridgeAway):
        await unplumb_chat(plumbing.workshop, BRIDGE, CHAT)
    assert await plumbing.chats() == []


async def test_a_chat_that_is_parted_while_others_are_taken_over_is_not_plumbed_again(
    plumbing: Plumbing, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(CHAT, asked="channel:4", chat="channel:4", room_id="!bees:t", room_key="bees")
    await plumbing.keeps(CHAT, other)

    async def member(*given: object) -> tuple[bool, Login]:
        return True, ACCOUNT

    async def other_is_parted() -> None:
        await plumbing.is_parted(other)

    monkeypatch.setattr(replacing, "_member", member)
    plumbing.meanwhile = other_is_parted
    replaced = await replace_lost(plumbing.workshop, BRIDGE)
    assert [chat.asked for chat in replaced.done] == [CHAT.asked]
    assert [chat.asked for chat in await plumbing.chats()] == [CHAT.asked]


@pytest.mark.parametrize("moved", [None, replace(CHAT, room_id="!bees:t", room_key="bees")])
async def test_a_chat_that_goes_while_an_account_is_looked_for_is_not_taken_over(
    plumbing: Plumbing, monkeypatch: pytest.MonkeyPatch, moved: UpstreamChat | None
) -> None:
    await plumbing.keeps(CHAT)

    async def member(*given: object) -> tuple[bool, Login]:
        await (plumbing.is_parted() if moved is None else plumbing.keeps(moved))
        return True, ACCOUNT

    monkeypatch.setattr(replacing, "_member", member)
    replaced = await replace_lost(plumbing.workshop, BRIDGE)
    assert replaced.done == []
    assert await plumbing.chats() == ([] if moved is None else [moved])


async def test_one_that_cannot_be_taken_over_in_an_unknown_way_stops_no_other(
    plumbing: Plumbing, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(CHAT, asked="channel:4", chat="channel:4", room_id="!bees:t", room_key="bees")
    await plumbing.keeps(CHAT, other)

    async def member(
        workshop: Workshop, bridge: Bridge, chat: UpstreamChat, able: object
    ) -> tuple[bool, Login]:
        if chat == CHAT:
            raise KeyError("nobody has thought of this")
        return True, ACCOUNT

    monkeypatch.setattr(replacing, "_member", member)
    replaced = await replace_lost(plumbing.workshop, BRIDGE)
    assert replaced.done == [other]
    assert [chat for chat, _ in replaced.failed] == [CHAT]


@pytest.mark.parametrize("moved", [None, replace(CHAT, room_id="!bees:t", room_key="bees")])
async def test_a_chat_by_command_that_goes_during_a_look_is_not_plumbed_again(
    plumbing: Plumbing, monkeypatch: pytest.MonkeyPatch, moved: UpstreamChat | None
) -> None:
    keeper = PlumbKeeper(*([None] * 4))  # type: ignore[arg-type]
    keeper._workshop = plumbing.workshop
    await plumbing.keeps(CHAT)

    async def state(client: BotClient, room_id: str) -> dict[object, object]:
        await (plumbing.is_parted() if moved is None else plumbing.keeps(moved))
        return {}

    async def attempt(self: PlumbKeeper, *given: Any) -> None:
        with pytest.raises(BridgeAway, match="parted"):
            await given[3]

    monkeypatch.setattr(BotClient, "state", state)
    monkeypatch.setattr(PlumbKeeper, "_try", attempt)
    await keeper._keep(BRIDGE, ROOM, CHAT.asked, CHAT, False, {})
    assert await plumbing.chats() == ([] if moved is None else [moved])


async def test_a_chat_that_has_become_another_is_not_followed_once_it_is_parted(
    plumbing: Plumbing, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = PlumbKeeper(*([None] * 4))  # type: ignore[arg-type]
    keeper._workshop = plumbing.workshop
    room = replace(CHAT, chat="chat:3")
    await plumbing.keeps(room)

    async def state(client: BotClient, room_id: str) -> None:
        await plumbing.is_parted()

    stands = Plumb("channel:3", "Kita", "", bot_is_in=True, has_features=True)
    monkeypatch.setattr(BotClient, "state", state)
    monkeypatch.setattr(keeping, "plumb_in", lambda state, bridge: stands)
    await keeper._keep(BRIDGE, ROOM, CHAT.asked, room, False, {})
    assert await plumbing.chats() == []


async def test_a_chat_that_is_plumbed_until_its_bridge_is_let_be_is_parted_with_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, cleared = command.let_be, []

    async def let_be(installed: InstalledBridge, store: Store, is_whole: bool) -> None:
        async with store.transaction() as connection:
            await upstream.put_chat(connection, replace(CHAT, network="irc"))
        await real(installed, store, is_whole)

    async def clear(house: House, bridge: Bridge, rooms: dict[str, str]) -> dict[str, str]:
        cleared.extend(rooms)
        return {}

    async def broken_off(*given: object) -> None:
        raise DatabaseAway

    monkeypatch.setattr(command, "let_be", let_be)
    monkeypatch.setattr(command, "_clear", clear)
    monkeypatch.setattr(command, "remove_bridge", broken_off)
    with pytest.raises(DatabaseAway):
        await _remove(house, open_bridge(house, "irc"), yes=True, is_whole=True)
    assert cleared == ["!owls:t"]


async def test_what_was_taken_over_is_not_told_of_a_bridge_that_is_added_again(
    plumbing: Plumbing,
) -> None:
    async with plumbing.store.transaction() as connection:
        await upstream.count_replaced(connection, "telegram", "7", "8")
    await plumbing.is_taken_out()
    async with plumbing.store.reading() as connection:
        assert await upstream.replaced(connection, "telegram") == {}
