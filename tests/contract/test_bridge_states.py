"""How bridges, accounts and chats are, as it is kept and told, on both databases."""

from dataclasses import replace

import pytest

from bridges.upstream.observing import account_subject, down
from bridges.upstream.states import Condition, Seen
from rooms.storage import upstream
from rooms.storage.database import Store
from tests.support.upstream_room import BRIDGE, Room, furnished_room

NETWORK = BRIDGE.network
ACCOUNT = account_subject("7")


@pytest.fixture
async def room(store: Store) -> Room:
    made = await furnished_room(store)
    made.observing.grace_seconds = 0
    return made


async def _told(room: Room) -> list[str]:
    return [str(task.payload["text"]) for task in await room.tasks("announce")]


async def _sees(room: Room, subject: str, condition: Condition, detail: str = "") -> None:
    await room.observing.observe(Seen(NETWORK, subject, "Kita", condition, detail))


async def test_an_account_that_tries_to_get_out_of_its_trouble_is_not_called_well(
    room: Room,
) -> None:
    for condition in (Condition.LOGGED_OUT, Condition.CONNECTING):
        await _sees(room, ACCOUNT, condition)
    async with room.store.reading() as connection:
        [kept] = await upstream.told(connection, NETWORK)
    assert (kept.told, kept.state) == (Condition.LOGGED_OUT, Condition.CONNECTING)
    await _sees(room, ACCOUNT, Condition.CONNECTED)
    async with room.store.reading() as connection:
        assert await upstream.told(connection, NETWORK) == []


async def test_of_a_bridge_that_is_taken_out_nothing_is_told_or_kept(room: Room) -> None:
    async with room.store.transaction() as connection:
        await upstream.drive_no_more(connection, NETWORK)
    await _sees(room, ACCOUNT, Condition.LOGGED_OUT)
    await room.observing.observe(down(NETWORK))
    assert await _told(room) == []
    async with room.store.reading() as connection:
        assert await upstream.states(connection, NETWORK) == []


async def test_how_to_plumb_a_chat_by_hand_names_its_room(room: Room) -> None:
    async with room.store.transaction() as connection:
        await upstream.remove_chat(connection, NETWORK, "channel:3")  # it never stood
    await _sees(room, "chat:channel:3", Condition.UNPLUMBED, "no such chat")
    [told] = await _told(room)
    assert f"teremok bridge plumb ladybirds {NETWORK} channel:3" in told


async def test_without_an_account_nobody_is_advised_to_plumb_by_hand(room: Room) -> None:
    await _sees(room, ACCOUNT, Condition.LOGGED_OUT)
    await _sees(room, "chat:channel:3", Condition.UNPLUMBED, "no account is linked")
    _, told = await _told(room)
    assert "no account is linked" in told
    assert "bridge plumb" not in told


async def test_who_starts_a_bridge_that_is_not_ours_is_said(room: Room) -> None:
    room.known._read = lambda: [replace(BRIDGE, managed="systemd")]
    await room.known.refresh()
    await room.observing.observe(down(NETWORK))
    await _sees(room, ACCOUNT, Condition.DEAF)
    for told in await _told(room):
        assert "systemd" in told
        assert "bridge logs" not in told
