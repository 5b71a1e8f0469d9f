"""What ``teremok bridge status`` says of chats and accounts that are not as they should be."""

from pathlib import Path

import pytest
from aiohttp import web

from bot.cli.bridge import looking
from bot.house import House
from bot.house_settings import Ports
from bot.upstream.installed import (
    Installation,
    ProgramSettings,
    State,
    bridge_folder,
    make_secrets,
    write_installation,
)
from bridges.upstream.states import WELL, Condition
from rooms.storage import rooms, upstream
from rooms.storage.database import Store
from rooms.storage.rooms import PlumbedChat
from rooms.storage.upstream import KeptState, UpstreamChat
from tests.support.odd_bridge import odd_bridge

CHAT = UpstreamChat("telegram", "channel:3", "channel:3", "Kita", "owls", "!owls:t", "7", True)


async def _seen(
    folder: Path,
    *accounts: str,
    chats: tuple[UpstreamChat, ...] = (),
    wanted: tuple[PlumbedChat, ...] = (),
    state: KeptState | None = None,
) -> tuple[bool, str]:
    """Whether all is called well, and what is said; `accounts`: the bridge's words for each."""
    house = House.create(folder, "sad24.test", Ports())
    store = await Store.open(house.database_url)
    async with store.transaction() as connection:
        await upstream.drive(connection, "telegram", "telegram_", "telegrambot")
        await rooms.replace_chats(connection, wanted)
        for chat in chats:
            await upstream.put_chat(connection, chat)
        if state is not None:
            await upstream.put_state(connection, state)
    await store.close()

    async def answer(request: web.Request) -> web.StreamResponse:
        logins = [{"id": f"{n}", "state": {"state_event": e}} for n, e in enumerate(accounts)]
        return web.json_response({"logins": logins})

    async with odd_bridge(answer) as odd:
        place = bridge_folder(house, "telegram")
        make_secrets(place)
        now = State(program=ProgramSettings(path="bridge", version="v1"))
        write_installation(place, Installation(network="telegram", now=now, port=odd.port))
        found = await looking._look(house)
        [overview] = found.bridges
        said = "\n".join(looking._paragraph(house, overview, found))
        return found.is_well(overview), said


async def test_accounts_and_chats_that_stand_are_well(tmp_path: Path) -> None:
    is_well, said = await _seen(tmp_path, "CONNECTED", "BACKFILLING", chats=(CHAT,))
    assert is_well
    assert "✗" not in said


async def test_a_chat_that_does_not_stand_is_shown_with_the_reason(tmp_path: Path) -> None:
    state = KeptState("telegram", "chat:channel:3", "Kita", Condition.UNPLUMBED, "no such chat", 1)
    is_well, said = await _seen(tmp_path, "CONNECTED", chats=(CHAT,), state=state)
    assert not is_well
    assert "✗ owls ← Kita: no such chat" in said
    assert said.count("Kita") == 1


@pytest.mark.parametrize("network", ["telegram", "max"])
async def test_a_chat_of_the_file_that_never_stood_is_shown(tmp_path: Path, network: str) -> None:
    wanted = (PlumbedChat(network, "channel:9", "zebras"),)
    is_well, said = await _seen(tmp_path, "CONNECTED", wanted=wanted)
    assert is_well is (network == "max"), "which is no bridge of this kind"
    assert ("zebras ← channel:9" in said) is not is_well


async def test_chats_without_an_account_are_not_well(tmp_path: Path) -> None:
    is_well, _ = await _seen(tmp_path, chats=(CHAT,))
    assert not is_well


async def test_a_bridge_that_nobody_uses_yet_is_well(tmp_path: Path) -> None:
    is_well, _ = await _seen(tmp_path)
    assert is_well


async def test_a_chat_that_was_well_and_stands_no_more_is_shown(tmp_path: Path) -> None:
    wanted = (PlumbedChat("telegram", "channel:3", "owls"),)
    state = KeptState("telegram", "chat:channel:3", "Kita", WELL, "", 1)
    is_well, said = await _seen(tmp_path, "CONNECTED", wanted=wanted, state=state)
    assert not is_well
    assert "✗ owls ← channel:3" in said
