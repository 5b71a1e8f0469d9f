"""What becomes of a chat in community.yaml that cannot be plumbed into its room."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from bot.cli.bridge.plumb import as_the_file_says
from bot.house import HouseProblem
from bot.upstream.unplumbed import unplumbed, unplumbed_of_file
from bridges.upstream import keeping
from bridges.upstream.homeserver import BotClient
from bridges.upstream.keeping import PlumbKeeper
from bridges.upstream.known import KnownBridges
from bridges.upstream.observing import Observing
from bridges.upstream.problems import BridgeAway
from bridges.upstream.provisioning import Bridge
from bridges.upstream.replacing import Replacer
from bridges.upstream.states import Condition
from bridges.upstream.workshop import Workshop
from rooms.clock import SystemClock
from rooms.storage import rooms, upstream
from rooms.storage.database import Store
from rooms.storage.rooms import PlumbedChat
from rooms.storage.upstream import KeptState, UpstreamChat
from tests.support.houses import GROUP_ROOM, furnished
from tests.support.upstream_room import BRIDGE

CHAT = "channel:3"


class File:
    """community.yaml, and the daemon that keeps its chats; no bridge takes any of them."""

    def __init__(self, store: Store, session: aiohttp.ClientSession) -> None:
        self.store, self._session = store, session
        self.tried: list[str] = []
        self._keeper: PlumbKeeper | None = None

    async def plumb(self, *given: object, **more: object) -> None:
        self.tried.append(str(given[3]))
        raise BridgeAway("The bridge to {title} does not run.", title="Telegram")

    async def says(self, *chats: str) -> None:
        async with self.store.transaction() as connection:
            plumbed = [PlumbedChat("telegram", chat, "ladybirds") for chat in chats]
            await rooms.replace_chats(connection, plumbed)

    async def state(self, subject: str, state: str) -> None:
        async with self.store.transaction() as connection:
            kept = KeptState("telegram", subject, "", state, "", 1, state, 1)
            await upstream.put_state(connection, kept)

    async def look(self) -> None:
        self._keeper = self._keeper or await self._made()
        await self._keeper._directory.refresh(self.store)
        await self._keeper.look()

    async def _made(self) -> PlumbKeeper:
        known, clock = KnownBridges(lambda: [BRIDGE], self.store), SystemClock()
        await known.refresh()
        directory = await furnished(self.store)
        observing = Observing(known, directory, self.store, clock, lambda lanes: None)
        client = BotClient("http://127.0.0.1:9", BRIDGE.owner, "token", self._session)
        workshop = Workshop(client, self._session, self.store)
        return PlumbKeeper(known, directory, workshop, observing)

    async def told_of(self) -> list[str]:
        async with self.store.reading() as connection:
            return [state.subject for state in await upstream.states(connection)]


@pytest.fixture
async def file(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[File]:
    async with aiohttp.ClientSession() as session:
        made = File(store, session)
        monkeypatch.setattr(keeping, "plumb_chat", made.plumb)
        yield made


async def test_a_chat_that_never_stood_and_is_wanted_no_more_is_spoken_of_no_more(
    file: File,
) -> None:
    await file.says(CHAT, "channel:4")
    await file.look()
    assert await file.told_of() == [f"chat:{CHAT}", "chat:channel:4"]
    await file.says("channel:4")
    await file.look()
    assert await file.told_of() == ["chat:channel:4"]


@pytest.mark.parametrize("who", ["login:7", ""], ids=["account", "bridge"])
async def test_what_failed_is_tried_again_as_soon_as_account_or_bridge_is_well(
    file: File, who: str
) -> None:
    await file.says(CHAT)
    await file.state(who, "down")
    await file.look()
    await file.look()
    assert file.tried == [CHAT]
    await file.state(who, "connected")
    await file.look()
    assert file.tried == [CHAT, CHAT]
    await file.look()
    assert file.tried == [CHAT, CHAT]


async def test_a_chat_that_is_written_into_the_file_again_is_tried_at_once(file: File) -> None:
    for chats in ([CHAT], [], [CHAT]):
        await file.says(*chats)
        await file.look()
    assert file.tried == [CHAT, CHAT]


async def test_a_chat_of_which_nobody_knows_what_is_wrong_stops_only_itself(
    file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    await file.says(CHAT, "channel:4")

    async def plumb(*given: object, **more: object) -> None:
        file.tried.append(str(given[3]))
        raise ValueError("nobody has thought of this")

    monkeypatch.setattr(keeping, "plumb_chat", plumb)
    await file.look()
    assert file.tried == [CHAT, "channel:4"]
    assert await file.told_of() == [f"chat:{CHAT}", "chat:channel:4"]
    await file.look()
    assert file.tried == [CHAT, "channel:4"], "there is a pause"


@pytest.mark.parametrize("failing", ["unplumb_chat", "orphans"])
async def test_what_else_fails_in_an_unknown_way_stops_only_itself(
    file: File, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    await file.says(CHAT)
    stands = UpstreamChat("telegram", "channel:9", "channel:9", "", "owls", "!owls:t", "7", True)
    async with file.store.transaction() as connection:
        await upstream.put_chat(connection, stands)

    async def fail(*given: object) -> list[UpstreamChat]:
        raise KeyError("nobody has thought of this")

    async def none(*given: object) -> list[UpstreamChat]:
        return []

    monkeypatch.setattr(Replacer, "orphans", none)
    monkeypatch.setattr(keeping, "unplumb_chat", none)
    monkeypatch.setattr(Replacer if failing == "orphans" else keeping, failing, fail)
    await file.look()
    assert file.tried == [CHAT]
    parted = [] if failing == "orphans" else ["chat:channel:9"]
    assert await file.told_of() == [f"chat:{CHAT}", *parted]


async def test_what_somebody_moves_by_command_during_a_look_is_not_moved_back(
    file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands = UpstreamChat("telegram", CHAT, CHAT, "", "owls", "!owls:t", "7", False)
    moved = replace(stands, room_key="bees", room_id="!bees:t")
    async with file.store.transaction() as connection:
        await upstream.put_chat(connection, stands)

    async def somebody_moves_it(*given: object) -> list[UpstreamChat]:
        async with file.store.transaction() as connection:
            await upstream.put_chat(connection, moved)
        return []

    monkeypatch.setattr(Replacer, "orphans", somebody_moves_it)
    await file.look()
    assert file.tried == []


async def test_what_does_not_stand_in_its_room_yet_is_known_with_the_reason(file: File) -> None:
    await file.says(CHAT, "channel:4")
    await file.look()
    async with file.store.transaction() as connection:
        stands = ("telegram", "channel:4", "channel:4", "", "ladybirds", "!room:t", "7", True)
        await upstream.put_chat(connection, UpstreamChat(*stands))
        await upstream.remove_state(connection, "telegram", "chat:channel:4")
        by_command = ("telegram", "channel:5", "channel:5", "Bees", "bees", "!bees:t", "7", False)
        await upstream.put_chat(connection, UpstreamChat(*by_command))
    await file.state("chat:channel:5", Condition.UNPLUMBED)
    [pending] = await unplumbed_of_file(file.store)
    assert (pending.asked, pending.room_key) == (CHAT, "ladybirds")
    assert "Telegram" in pending.why
    async with file.store.reading() as connection:
        assert {(each.asked, each.title) for each in await unplumbed(connection)} == {
            *((CHAT, ""), ("channel:5", "Bees"))
        }


@pytest.mark.parametrize(
    ("key", "chat", "told"),
    [
        ("ladybirds", "channel:9", "channel:3"),
        ("staff", "channel:3", "Божьи коровки"),
        ("staff", "channel:33", "Божьи коровки"),
        ("ladybirds", "channel:3", None),
        ("ladybirds", "channel:33", None),
        ("staff", "channel:9", None),
    ],
)
async def test_nothing_is_plumbed_by_command_that_the_file_would_undo(
    store: Store, key: str, chat: str, told: str | None
) -> None:
    """`channel:33` is what the chat of the file has become."""
    directory = await furnished(store)
    async with store.transaction() as connection:
        await rooms.replace_chats(connection, [PlumbedChat("telegram", CHAT, "ladybirds")])
        stands = ("telegram", CHAT, "channel:33", "", "ladybirds", GROUP_ROOM, "7", True)
        await upstream.put_chat(connection, UpstreamChat(*stands))
    await directory.refresh(store)
    room = directory.room_by_key(key)
    assert room is not None
    if told is not None:
        with pytest.raises(HouseProblem, match=told):
            await as_the_file_says(store, "telegram", directory, room, chat)
        return
    asked, spared = await as_the_file_says(store, "telegram", directory, room, chat)
    assert asked == (CHAT if key == "ladybirds" else None)
    assert spared == (frozenset() if key == "ladybirds" else {GROUP_ROOM})


async def test_a_bridge_that_is_taken_out_during_a_look_plumbs_nothing_more(
    file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    await file.says(CHAT, "channel:4")

    async def plumb(*given: object, **more: object) -> None:
        file.tried.append(str(given[3]))
        async with file.store.transaction() as connection:
            await upstream.put_users(connection, upstream.UpstreamUsers((), (), ()))

    monkeypatch.setattr(keeping, "plumb_chat", plumb)
    await file.look()
    assert file.tried == [CHAT]


async def test_a_bridge_that_is_let_be_while_files_are_read_is_not_driven_again(
    store: Store,
) -> None:
    loop, is_leaving = asyncio.get_running_loop(), False

    async def let_be() -> None:
        async with store.transaction() as connection:
            users = await upstream.users(connection)
            await upstream.put_users(connection, replace(users, networks=()))

    def read() -> list[Bridge]:
        if is_leaving:  # the files were read just before they said so
            asyncio.run_coroutine_threadsafe(let_be(), loop).result(10)
        return [BRIDGE]

    known = KnownBridges(read, store)
    await known.refresh()
    is_leaving = True
    await known.refresh()
    async with store.reading() as connection:
        assert (await upstream.users(connection)).networks == ()


async def test_a_chat_that_the_file_moves_is_on_its_way_to_the_room_of_the_file(
    store: Store,
) -> None:
    await furnished(store)
    stands = UpstreamChat("telegram", CHAT, CHAT, "Коровки", "owls", "!owls:t", "7", True)
    async with store.transaction() as connection:
        await upstream.drive(connection, "telegram", "telegram_", "telegrambot")
        await upstream.put_chat(connection, stands)
        state = KeptState("telegram", f"chat:{CHAT}", "", Condition.UNPLUMBED, "no", 1, "x", 1)
        await upstream.put_state(connection, state)
        await rooms.replace_chats(connection, [PlumbedChat("telegram", CHAT, "ladybirds")])
    (chat,) = await unplumbed_of_file(store)
    assert (chat.room_key, chat.title) == ("ladybirds", "Коровки")
