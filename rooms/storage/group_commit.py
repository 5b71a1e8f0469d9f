"""Many small writes of concurrent tasks in one transaction: a disk flushes a few times a
millisecond at best, and SQLite has one writer."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from rooms.storage.database import Connection, DatabaseAway, Store

Write = Callable[[Connection], Awaitable[None]]

RETRY_SECONDS = 0.5
GATHER_SECONDS = 0.1
"""How long a write that nobody waits for may wait for others."""


class GroupCommit:
    """Commits what waits, all together, while more gathers for the next time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Write, asyncio.Future[None]]] = []
        self._flushing: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    async def commit(self, write: Write) -> None:
        """Return when the write is on disk.

        A database that is away is waited for; an error of the write itself is raised here and
        leaves the others' writes alone.
        """
        done = self.soon(write)
        self.hurry()
        await done

    def soon(self, write: Write) -> asyncio.Future[None]:
        """The same in a moment, with what else comes until then or until somebody hurries."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((write, done))
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        return done

    def hurry(self) -> None:
        """Have what waits written at once."""
        self._hurry.set()

    async def settle(self, seconds: float) -> None:
        """Have what waits written, and wait so long for it."""
        if self._flushing is not None:
            self.hurry()
            await asyncio.wait({self._flushing}, timeout=seconds)

    async def _gather(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHER_SECONDS):
                await self._hurry.wait()
        self._hurry.clear()

    async def _flush(self) -> None:
        try:
            while self._waiting:
                await self._gather()
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
