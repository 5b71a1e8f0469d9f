"""Those responsible are told once of somebody who should not be in a chat."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.staying_watch import StayingWatch
from bridges.announcing import ANNOUNCE
from rooms.clock import SystemClock
from rooms.community import Community
from rooms.directory import Directory
from rooms.files.yaml_file import load_text
from rooms.roster.linking import link_by_hand
from rooms.roster.staying import who_stays
from rooms.storage import crossings, queue, rooms, upstream
from rooms.storage.crossings import Ghost
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom, PlumbedChat
from tests.support.families import BORIS, DASHA, OLGA, import_children, person

GHOST, ROOM = "@teremok_sandbox_boris:sad.test", "!ladybirds:sad.test"
COMMUNITY = load_text(
    "community: {name: Сад, slug: sad}\ngroups: [{key: ladybirds, name: Божьи коровки}]\n",
    Path("community.yaml"),
    Community,
)
UNBLOCKED = replace(DASHA, guardians=(OLGA, replace(BORIS, blocked=False)))


@pytest.fixture
async def directory(store: Store) -> Directory:
    async with store.transaction() as connection:
        await rooms.put_room(connection, KnownRoom("ladybirds", ROOM, "group", "Божьи коровки"))
        chats = [PlumbedChat(network, "1", "ladybirds") for network in ("sandbox", "whatsapp")]
        await rooms.replace_chats(connection, chats)
        await crossings.put_ghost(connection, Ghost(GHOST, "sandbox", "boris", "Боря", None))
    found = Directory("sad.test", COMMUNITY)
    await found.refresh(store)
    return found


async def told(store: Store) -> list[str]:
    """What is to be announced."""
    async with store.reading() as connection:
        return [task.payload["text"] for task in await queue.head(connection, ANNOUNCE, 100)]


async def moves(store: Store, watch: StayingWatch, membership: str) -> None:
    """Boris comes into the room or leaves it."""
    async with store.transaction() as connection:
        await rooms.put_member(connection, ROOM, GHOST, "Боря", membership)
    watch.notice({"type": "m.room.member", "state_key": GHOST})
    await watch.look()


async def test_somebody_with_a_block_is_told_of_once_and_again_when_they_come_back(
    store: Store, directory: Directory
) -> None:
    woken: list[str] = []
    watch = StayingWatch(directory, store, SystemClock(), woken.extend)
    await import_children(store, UNBLOCKED)
    async with store.transaction() as connection:
        await link_by_hand(connection, await person(store, BORIS.name), "sandbox", "boris", 1)
    await moves(store, watch, "join")
    assert await told(store) == []
    await import_children(store, DASHA)
    await watch.look()
    [text] = await told(store)
    assert "!teremok uninvite" in text
    assert woken == [ANNOUNCE]
    await moves(store, watch, "join")
    again = StayingWatch(directory, store, SystemClock(), woken.extend)  # after a restart
    await again.look()
    assert await told(store) == [text]
    await moves(store, again, "leave")
    assert await told(store) == [text]
    await moves(store, again, "join")
    assert await told(store) == [text, text]


async def test_whoever_left_the_roster_is_told_of(store: Store, directory: Directory) -> None:
    watch = StayingWatch(directory, store, SystemClock(), lambda lanes: None)
    await import_children(store, UNBLOCKED)
    async with store.transaction() as connection:
        await link_by_hand(connection, await person(store, BORIS.name), "sandbox", "boris", 1)
    await moves(store, watch, "join")
    await import_children(store, replace(DASHA, guardians=(OLGA,)))
    await watch.look()
    [text] = await told(store)
    assert "детей этого представителя в саду больше нет" in text


async def test_a_guardian_behind_an_upstream_bridge_is_found_by_the_id_of_the_ghost(
    store: Store, directory: Directory
) -> None:
    await import_children(store, DASHA)
    async with store.transaction() as connection:
        who = await person(store, BORIS.name)
        await upstream.drive(connection, "whatsapp", "whatsapp_", "whatsappbot")
        await link_by_hand(connection, who, "whatsapp", "79250000002", 1)
        ghost = "@whatsapp_79250000002:sad.test"
        await rooms.put_member(connection, ROOM, ghost, "Боря", "join")
    async with store.reading() as connection:
        [row] = await who_stays(connection, "sad.test")
    assert (row.guardian_id, row.networks, row.user_ids) == (who, ("whatsapp",), (ghost,))
