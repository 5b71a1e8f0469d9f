"""The bot introduces itself in the staff room once, in an old house, too."""

import asyncio

from bot.welcome import WELCOMED, Welcome
from bridges.room_lane import SAY_IN_ROOM
from rooms.clock import SystemClock
from rooms.storage import queue, rooms, settings
from rooms.storage.database import Store
from rooms.storage.queue import QueuedTask
from rooms.storage.rooms import KnownRoom
from tests.support.houses import STAFF_ROOM, furnished
from tests.support.waiting import until


async def waiting(store: Store) -> list[QueuedTask]:
    async with store.reading() as connection:
        lanes = await queue.lanes(connection)
        return [task for lane in lanes for task in await queue.head(connection, lane, 9)]


async def test_it_is_said_once_however_often_the_house_is_started(store: Store) -> None:
    woken: list[str] = []
    for _ in range(2):
        welcome = Welcome(await furnished(store), store, SystemClock(), woken.extend)
        await welcome.look()
        await welcome.look()
    [task] = await waiting(store)
    assert (task.kind, task.payload["room"]) == (SAY_IN_ROOM, STAFF_ROOM)
    body = task.payload["content"]["body"]
    for words in ("Теремок", "!teremok help", "regulation.yaml"):
        assert words in body
    assert task.payload["content"]["msgtype"] == "m.notice", "it is carried into no chat"
    assert task.lane in woken


async def test_of_two_who_start_at_once_one_says_it(store: Store, database_url: str) -> None:
    woken: list[str] = []
    welcome = Welcome(await furnished(store), store, SystemClock(), woken.extend)
    async with store.transaction() as connection:
        await settings.put(connection, WELCOMED, STAFF_ROOM)  # the other one, who has not ended

        async def is_held_up() -> bool:
            held = "SELECT pid FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            return bool(await connection.fetch(held))

        looking = asyncio.create_task(welcome.look())
        if not database_url.startswith("sqlite:"):  # where transactions begin one after the other
            await until(is_held_up, "the one who comes second")
    await looking
    assert await waiting(store) == []
    assert woken == [], "there is nothing to be sent"


async def test_it_waits_for_a_staff_room_and_is_not_said_anew_in_another_one(store: Store) -> None:
    directory = await furnished(store)
    async with store.transaction() as connection:
        await connection.execute("DELETE FROM room WHERE key = 'staff'")
        await rooms.bump_revision(connection)
    await directory.refresh(store)
    welcome = Welcome(directory, store, SystemClock(), lambda lanes: None)
    for room_id in ("!first:t", "!second:t"):
        await welcome.look()
        async with store.transaction() as connection:
            await rooms.put_room(connection, KnownRoom("staff", room_id, "staff", "Сотрудники"))
        await directory.refresh(store)
        await welcome.look()
    assert [task.payload["room"] for task in await waiting(store)] == ["!first:t"]
