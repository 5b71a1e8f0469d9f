"""Many small writes of concurrent tasks in one transaction: a disk flushes a few times a
millisecond at best, and SQLite has one writer."""

import asyncio
from collections.abc import Awaitable, Callable

from rooms.storage.database import Connection, DatabaseAway, Store

Write = Callable[[Connection], Awaitable[None]]

RETRY_SECONDS = 0.5


class GroupCommit:
    """Commits what waits, all together, while more gathers for the next time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Write, asyncio.Future[None]]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def commit(self, write: Write) -> None:
        """Return when the write is on disk.

        A database that is away is waited for; an error of the write itself is raised here and
        leaves the others' writes alone.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((write, done))
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        await done

    async def _flush(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting, []
                try:
                    await self._write([write for write, _ in together])
                except Exception:  # found out one by one whose it is
                    for write, done in together:
                        await self._write_alone(write, done)
                else:
                    for _, done in together:
                        _finish(done, None)
        finally:
            self._flushing = None

    async def _write_alone(self, write: Write, done: asyncio.Future[None]) -> None:
        try:
            await self._write([write])
        except Exception as problem:
            _finish(done, problem)
        else:
            _finish(done, None)

    async def _write(self, writes: list[Write]) -> None:
        while True:
            try:
                async with self._store.transaction() as connection:
                    for write in writes:
                        await write(connection)
                return
            except DatabaseAway:
                await asyncio.sleep(RETRY_SECONDS)


def _finish(done: asyncio.Future[None], problem: Exception | None) -> None:
    if done.done():  # its task was cancelled meanwhile
        return
    if problem is None:
        done.set_result(None)
    else:
        done.set_exception(problem)
