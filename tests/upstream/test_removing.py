"""`teremok bridge remove` in a running house. The networks are simulations."""

import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.upstream.installed import SECRETS, SETTINGS
from bridges.upstream.clearing import clear
from rooms.storage import upstream
from rooms.storage.database import Store
from rooms.storage.upstream import KeptState
from tests.support.bridged import Bridged, Side
from tests.support.bridged_house import BridgedHouse
from tests.support.driving import bridge_of, driver
from tests.support.upstream import Kind


@pytest.fixture(scope="module")
async def house(
    network_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BridgedHouse]:
    folder = tmp_path_factory.mktemp("removing") / "house"
    made = await BridgedHouse.begin(folder, network_programs)
    try:
        yield made
    finally:
        await made.end()


async def _states(house: BridgedHouse, network: Kind) -> list[KeptState]:
    store = await Store.open(house.life.house.house.database_url)
    try:
        async with store.reading() as connection:
            return await upstream.states(connection, network)
    finally:
        await store.close()


async def _is_empty_of(house: BridgedHouse, kind: Kind, key: str) -> None:
    """Neither bot nor ghosts are in the room, and the parent still is in the chat."""
    await house.life.house.until_well()
    room, chat = house.life.rooms[key], house.chats[kind]
    members = await house.life.anna.members(room)
    assert not [member for member in members if member.startswith(f"@{kind}")]
    inside = (await house.networks[kind].chat(chat))["members"]
    assert inside[house.parents[chat]] != "gone"


async def _plumbed(house: BridgedHouse, kind: Kind, key: str) -> None:
    """A chat whose administrator our account is: it could put parents out."""
    account = await house.link(kind)
    chat = await house.group(kind, key, "Сова")
    await house.networks[kind].role(chat, account, "admin")


async def test_a_bridge_that_is_well_goes_without_an_alarm(house: BridgedHouse) -> None:
    await _plumbed(house, "telegram", "hedgehogs")
    heard = len(await house.duty())
    told = await house.teremok("remove", "telegram", "--yes")
    assert "телефоне" not in told, "it was logged out"
    await _is_empty_of(house, "telegram", "hedgehogs")
    assert await _states(house, "telegram") == []
    assert (await house.duty())[heard:] == []


@pytest.mark.parametrize("broken", ["hangs", SECRETS, SETTINGS])
async def test_nothing_stays_in_the_rooms_of_a_bridge_that_is_broken(
    house: BridgedHouse, broken: str, network_programs: Path
) -> None:
    if broken != "hangs":
        program = network_programs / "simulated-whatsapp"
        setting = f"network.messenger={house.networks['whatsapp'].url}"
        await house.teremok("add", "whatsapp", "--program", str(program), "--set", setting)
    await _plumbed(house, "whatsapp", "ladybirds")
    if broken == "hangs":
        [pid] = [row["pid"] for row in await house.status() if row["network"] == "whatsapp"]
        os.kill(pid, signal.SIGSTOP)
    else:
        (house.life.house.folder / "bridges" / "whatsapp" / broken).write_text("{[")
    refused = await house.teremok("remove", "whatsapp", well=False)
    assert "--yes" in refused
    assert "Traceback" not in refused
    told = await house.teremok("remove", "whatsapp", "--yes")
    assert "телефоне" in told, "nobody could log it out"
    assert not (house.life.house.folder / "bridges" / "whatsapp").exists()
    await _is_empty_of(house, "whatsapp", "ladybirds")


async def test_what_is_cleared_while_the_bridge_hangs_puts_no_parent_out_of_the_chat(
    bridged: Bridged, whatsapp: Side
) -> None:

    login, anna = await bridged.link(whatsapp), await bridged.member("Anna")
    parent = await whatsapp.network.person("Inge", bridged.fresh_phone())
    chat = str((await whatsapp.network.group("Kita", login, parent))["id"])
    room, other = await bridged.room(whatsapp, anna), await bridged.room(whatsapp, anna)
    async with driver(bridged, whatsapp) as driving:
        await driving.plumber.plumb(room, chat)
        await bridged.joined(room, whatsapp.ghost(parent, "kita.test"))
        process = whatsapp.bridge._process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        try:
            await clear(driving.client, bridge_of(bridged, whatsapp), room)
        finally:
            process.send_signal(signal.SIGCONT)
        assert set(await bridged.members(room)) == {bridged.owner.user_id, anna.user_id}
        # It takes what happened in its order: when this is plumbed, it has seen all before.
        second = str((await whatsapp.network.group("Two", login, parent))["id"])
        await driving.plumber.plumb(other, second)
    assert (await whatsapp.network.chat(chat))["members"][parent] != "gone"


async def test_who_belongs_to_a_bridge_that_the_homeserver_has_forgotten_is_put_out(
    bridged: Bridged, telegram: Side
) -> None:
    login, anna = await bridged.link(telegram), await bridged.member("Anna")
    chat = str((await telegram.network.group("Kita", login))["id"])
    room = await bridged.room(telegram, anna)
    async with driver(bridged, telegram) as driving:
        await driving.plumber.plumb(room, chat)
        forgotten = replace(bridge_of(bridged, telegram), as_token="of-another-time")
        await clear(driving.client, forgotten, room)
        assert set(await bridged.members(room)) == {bridged.owner.user_id, anna.user_id}
        assert await driving.plumber.stands(room) is None
