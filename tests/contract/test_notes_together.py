"""The ends of many tasks are noted together: each commit makes the disk flush."""

import asyncio

import pytest

from bridges.outbox import UNDER_WAY, Outbox
from rooms.clock import SystemClock
from rooms.storage import queue, settings
from rooms.storage.database import Connection, Store
from rooms.storage.group_commit import GroupCommit, Write
from rooms.storage.queue import Done, QueuedTask, Task
from tests.support.waiting import LIMIT_SECONDS, until


async def test_the_ends_of_a_lanes_tasks_are_noted_together(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rooms.storage.group_commit.GATHER_SECONDS", LIMIT_SECONDS)
    together: list[int] = []
    write = GroupCommit._write

    async def counted(self: GroupCommit, writes: list[Write]) -> None:
        together.append(len(writes))
        await write(self, writes)

    monkeypatch.setattr(GroupCommit, "_write", counted)

    async def handler(task: QueuedTask, repeated: bool) -> Done:
        return None

    outbox = Outbox(store, {"note": handler}, SystemClock(), lambda task: True)
    async with store.transaction() as connection:
        for number in range(10):
            await queue.add(connection, Task("a", "note", {"number": number}), 1)
    outbox.wake(["a"])

    async def is_empty() -> bool:
        async with store.reading() as connection:
            return not await queue.lanes(connection)

    await until(is_empty, "an empty queue", pause=0.02)
    await outbox.stop()
    most = UNDER_WAY - 1
    assert together == [most] * (10 // most) + [10 % most]


async def test_what_nobody_waits_for_is_written_soon_all_the_same(store: Store) -> None:
    async def write(connection: Connection) -> None:
        await settings.put(connection, "kept", "yes")

    async with asyncio.timeout(LIMIT_SECONDS):
        await GroupCommit(store).soon(write)
    async with store.reading() as connection:
        assert await settings.get(connection, "kept") == "yes"
