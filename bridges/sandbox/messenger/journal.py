"""An append-only file of lines, numbered 1, 2, 3 …; many writers share one fsync.

A line is in the file for good once `written` has returned for its number. Whoever shows somebody
a line must await that first: a line that is shown and then lost in a crash would come back as
another one under the same number.
"""

import asyncio
import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bridges.sandbox.messenger.syncing import sync_folder


class JournalBroken(Exception):
    """The disk did not take a line; what is in memory may be more than what is kept."""


class Journal:
    """An open journal; `lines` are those that it held when it was opened.

    A last line without its end was torn by a crash, was never answered, and is cut off.
    """

    def __init__(self, path: Path) -> None:
        self.lines = _complete_lines(path)
        self.last = len(self.lines)
        self.durable = self.last
        self.broken = asyncio.Event()
        self._file = path.open("ab", buffering=0)
        sync_folder(path.parent)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._pending: list[bytes] = []
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._writing: asyncio.Task[None] | None = None

    def append(self, line: bytes) -> int:
        """Put a line (without its end) at the end, soon; returns its number."""
        if self.broken.is_set():
            raise JournalBroken
        self.last += 1
        self._pending.append(line)
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write())
        return self.last

    async def written(self, number: int) -> None:
        """Return once all lines up to that number are on the disk."""
        if number <= self.durable:
            return
        if self.broken.is_set():
            raise JournalBroken
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((number, done))
        await done

    async def close(self) -> None:
        """Write what is left and close the file."""
        if self._writing is not None:
            await self._writing
        self._thread.shutdown()
        self._file.close()

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._pending:
                lines, self._pending = self._pending, []
                reached = self.last
                await loop.run_in_executor(self._thread, self._put, b"\n".join(lines) + b"\n")
                self.durable = reached
                self._answer_waiting(reached)
        except OSError as problem:
            self._give_up(problem)
        finally:
            self._writing = None

    def _put(self, block: bytes) -> None:
        file = self._file.fileno()
        before = os.fstat(file).st_size
        rest = memoryview(block)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(file)
        except OSError:
            # All are told that nothing was kept and will send again: so nothing may be found
            # at the next start.
            os.ftruncate(file, before)
            raise

    def _answer_waiting(self, reached: int) -> None:
        # Not sorted by number: a reader may wait for an older line than a writer before it.
        for _ in range(len(self._waiting)):
            number, done = self._waiting.popleft()
            if number > reached:
                self._waiting.append((number, done))
            elif not done.done():
                done.set_result(None)

    def _give_up(self, problem: OSError) -> None:
        # After a failed fsync nobody knows what the file holds: the process has to end and to
        # read the file anew.
        self.broken.set()
        while self._waiting:
            _, done = self._waiting.popleft()
            if not done.done():
                done.set_exception(JournalBroken(str(problem)))


def _complete_lines(path: Path) -> list[bytes]:
    if not path.exists():
        return []
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    if end < len(content):
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
    return content[:end].split(b"\n")[:-1]
