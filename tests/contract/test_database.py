"""The database tells what will pass from what never will."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from mautrix.util.async_db.connection import LoggingConnection

from rooms.storage import queue, settings
from rooms.storage.database import Connection, DatabaseAway, Store
from rooms.storage.group_commit import GroupCommit
from rooms.storage.queue import Task
from tests.support.waiting import LIMIT_SECONDS


async def test_a_value_that_fits_no_column_is_not_taken_for_an_absent_database(
    store: Store,
) -> None:
    try:
        async with store.transaction() as connection:
            await queue.add(connection, Task("a", "note", {}, due_at=2**70), 1)
    except DatabaseAway:
        pytest.fail("it would be waited for, for ever")
    except Exception:
        return
    pytest.fail("it cannot have been kept")


async def test_an_impossible_write_holds_up_no_other(store: Store) -> None:
    commits = GroupCommit(store)

    async def impossible(connection: Connection) -> None:
        await queue.add(connection, Task("a", "note", {}, due_at=2**70), 1)

    async def possible(connection: Connection) -> None:
        await settings.put(connection, "kept", "yes")

    async with asyncio.timeout(LIMIT_SECONDS):
        results = await asyncio.gather(
            commits.commit(impossible), commits.commit(possible), return_exceptions=True
        )
    assert isinstance(results[0], Exception)
    assert results[1] is None
    async with store.reading() as connection:
        assert await settings.get(connection, "kept") == "yes"


async def test_a_reason_that_no_database_takes_is_kept_as_far_as_it_can_be(store: Store) -> None:
    async with store.transaction() as connection:
        await queue.add(connection, Task("a", "note", {}), 1)
        [task] = await queue.head(connection, "a", 1)
        await queue.postpone(connection, task.id, 2, "no\x00thing \ud800")
        await queue.set_aside(connection, task, "no\x00thing \ud800")
    async with store.reading() as connection:
        [length] = await queue.lengths(connection)
    assert (length.lane, length.problem) == (
        "failed:a",
        "no\N{REPLACEMENT CHARACTER}thing \N{REPLACEMENT CHARACTER}",
    )


async def test_a_commit_that_failed_leaves_no_half_open_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # PostgreSQL's driver ends its transactions itself.
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    real, failing = LoggingConnection.execute, [True]

    async def execute(self: LoggingConnection, query: str, *args: object) -> object:
        if query == "COMMIT" and failing:
            failing.clear()
            raise sqlite3.OperationalError("database or disk is full")
        return await real(self, query, *args)

    monkeypatch.setattr(LoggingConnection, "execute", execute)
    with pytest.raises(DatabaseAway):
        async with store.transaction() as connection:
            await settings.put(connection, "kept", "no")
    for _ in range(5):  # every connection of the pool
        async with store.reading() as connection:
            assert await settings.get(connection, "kept") is None
            assert not connection.wrapped.in_transaction
    await store.close()


async def test_a_cancelled_query_does_not_stand_in_the_way_of_the_next_write(
    tmp_path: Path,
) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    held: list[BaseException] = []  # as long as an error is held, so is all that it passed

    async def look() -> None:
        try:
            async with store.reading() as connection:
                while True:
                    await connection.fetchval("SELECT name FROM setting")
        except asyncio.CancelledError as cancelled:
            held.append(cancelled)
            raise

    async with store.transaction() as connection:
        for number in range(9):
            await settings.put(connection, f"setting {number}", "x")
    for number in range(60):
        looking = asyncio.create_task(look())
        await asyncio.sleep(number % 7 / 5000)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        async with store.transaction() as connection:
            await settings.put(connection, "written", str(number))
    assert len(held) == 60
    await store.close()


async def test_a_file_that_cannot_be_opened_leaves_nothing_behind_that_keeps_a_program_running(
    tmp_path: Path,
) -> None:
    """As on a full disk: what SQLite writes beside its file cannot be made."""
    (tmp_path / "teremok.db-wal").mkdir()
    threads = set(threading.enumerate())

    with pytest.raises(DatabaseAway):
        await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")

    left = {each.name for each in threading.enumerate() if each not in threads}
    assert not {name for name in left if not name.startswith("asyncio")}  # its pool ends with it
