"""The outbox: works the lanes of the durable queue, each in its order, side by side."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from rooms.clock import Clock
from rooms.storage import queue
from rooms.storage.database import Connection, DatabaseAway, Store
from rooms.storage.group_commit import GroupCommit, Write
from rooms.storage.queue import Done, Handler, Hopeless, QueuedTask, TryLater
from rooms.traces import trace

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
"""Seconds between attempts: doubled from the first to the longest."""
SWEEP_SECONDS = 1.0
LONGEST_SLEEP = 15.0
"""After so many seconds a lane looks again whether it is time: somebody may have set the clock, or
the machine may have slept."""
STOP_SECONDS = 1.0
"""So long a stop waits for what is carried out to be noted, and no longer for a database that is
away."""
AT_ONCE = 64
"""How many tasks of a lane are read at a time."""
UNDER_WAY = 8
"""How many tasks of a lane, at most, were carried out without a note of it when a run ends. Their
ends are noted together: each commit makes the disk flush, for which the homeserver waits, too."""
MOST_SURPRISES = 20
"""After so many errors that nobody foresaw, some three minutes, a task is set aside: whatever it
is that our program stumbles over, the lane goes on."""


class Outbox:
    """Carries out queued tasks through the handlers of their kinds.

    A lane is a row of tasks that leave in their order: while the first waits for a retry, all
    wait. Lanes do not wait for one another. A task that `stands_alone`, that is one whose handler
    asks for nothing that the tasks before it noted, begins while those notes are still on their
    way to the disk.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        clock: Clock,
        stands_alone: Callable[[QueuedTask], bool] = lambda task: False,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._clock = clock
        self._stands_alone = stands_alone
        self._commits = GroupCommit(store)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._bells: dict[str, asyncio.Event] = {}
        self._left_over: int | None = None
        self._doubted: dict[str, int] = {}
        self._proven: dict[str, int] = {}
        self._surprises: dict[str, tuple[int, int]] = {}

    async def run(self) -> None:
        """Work for ever: what an earlier run left, what is rung for, what other processes add."""
        while True:
            try:
                async with self._store.reading() as connection:
                    lanes = await queue.lanes(connection)
                self.wake(lane for lane in lanes if lane not in self._workers)
            except DatabaseAway:
                log.warning("Database away: the lanes wait")
            await asyncio.sleep(SWEEP_SECONDS)

    def wake(self, lanes: Iterable[str]) -> None:
        """Say that these lanes have new tasks; to be called after the commit."""
        for lane in lanes:
            self._bells.setdefault(lane, asyncio.Event()).set()
            if lane not in self._workers:
                worker = asyncio.create_task(self._work(lane), name=f"lane {lane}")
                self._workers[lane] = worker

    async def stop(self) -> None:
        """Stop; what was under way is looked up in its place after the next start."""
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await self._commits.settle(STOP_SECONDS)

    async def _work(self, lane: str) -> None:
        bell = self._bells[lane]
        try:
            while True:
                bell.clear()
                try:
                    pause = await self._work_off(lane)
                except DatabaseAway:
                    self._proven.pop(lane, None)
                    pause = FIRST_PAUSE
                except Exception as error:
                    log.error("A lane stumbles: %s", trace(error))
                    self._proven.pop(lane, None)
                    pause = LONGEST_PAUSE
                if pause is None:
                    if not bell.is_set():
                        return
                else:
                    await _wait(bell, min(pause, LONGEST_SLEEP))
        finally:
            self._workers.pop(lane, None)
            if bell.is_set():  # rung between the last look and now
                self.wake([lane])

    async def _work_off(self, lane: str) -> float | None:
        """Work until the lane is empty (None) or has to wait (seconds)."""
        while True:
            async with self._store.reading() as connection:
                await self._doubt(connection, lane)
                tasks = await queue.head(connection, lane, AT_ONCE)
            if not tasks:
                return None
            waited = await self._work_through(lane, tasks)
            if waited is not None:
                return waited

    async def _doubt(self, connection: Connection, lane: str) -> None:
        """Note which tasks of a lane may have been carried out without our knowing: at the start
        those that are there from an earlier run, and after an end that could not be noted all."""
        if self._left_over is None:
            self._left_over = await queue.newest(connection)
        if lane not in self._proven:
            known = lane in self._doubted  # then it has stumbled
            self._doubted[lane] = await queue.newest(connection) if known else self._left_over
            self._proven[lane] = 0

    async def _work_through(self, lane: str, tasks: Sequence[QueuedTask]) -> float | None:
        """Carry these out; returns when the end of each is noted, or how long to wait."""
        notes: list[asyncio.Future[None]] = []
        try:
            for task in tasks:
                pause = (task.due_at - self._clock.now_ms()) / 1000
                if pause > 0:
                    return pause
                if len(notes) == UNDER_WAY - 1 or not self._stands_alone(task):
                    await self._noted(notes)
                # Of those in doubt only the first were under way.
                is_doubted = task.id <= self._doubted[lane] and self._proven[lane] < UNDER_WAY
                end = await self._carry_out(task, is_doubted or task.attempts > 0)
                if isinstance(end, float):
                    return end
                self._proven[lane] += 1
                notes.append(self._commits.soon(end))
        except asyncio.CancelledError:
            for note in notes:
                note.cancel()  # what stops does not wait for a database that is away
            notes.clear()
            raise
        finally:
            await self._noted(notes)
        return None

    async def _noted(self, notes: list[asyncio.Future[None]]) -> None:
        """Return when these are on disk; raises what one of them met with."""
        if not notes:
            return
        if not all(note.done() for note in notes):
            self._commits.hurry()
        met = await asyncio.gather(*notes, return_exceptions=True)
        notes.clear()
        for problem in met:
            if problem is not None:
                raise problem

    async def _carry_out(self, task: QueuedTask, repeated: bool) -> Write | float:
        """Carry it out; gives what notes its end, or how many seconds it has to wait."""
        handler = self._handlers.get(task.kind)
        problem: str | None = None
        done: Done
        try:
            if handler is None:
                raise Hopeless(f"nothing here carries out {task.kind!r}")
            done = await handler(task, repeated)
        except Hopeless as hopeless:
            log.warning("Task %d (%s) set aside", task.id, task.kind)
            done, problem = hopeless.then, str(hopeless)
        except TryLater as later:
            return await self._postpone(task, str(later), later.after)
        except DatabaseAway:
            raise
        except Exception as error:
            log.error("Task %d (%s) failed: %s", task.id, task.kind, trace(error))
            if self._count_surprise(task) < MOST_SURPRISES:
                return await self._postpone(task, type(error).__name__, None)
            done, problem = None, type(error).__name__

        async def finish(connection: Connection) -> None:
            if done is not None:
                await done(connection)
            if problem is None:
                await queue.remove(connection, task.id)
            else:
                await queue.set_aside(connection, task, problem)

        return finish

    def _count_surprise(self, task: QueuedTask) -> int:
        known, count = self._surprises.get(task.lane, (task.id, 0))
        count = count + 1 if known == task.id else 1
        self._surprises[task.lane] = (task.id, count)
        return count

    async def _postpone(self, task: QueuedTask, problem: str, after: float | None) -> float:
        pause = min(FIRST_PAUSE * 2.0 ** min(task.attempts, 10), LONGEST_PAUSE)
        if after is not None:
            pause = max(after, 0.05)
        log.info("Task %d (%s) waits %.1f s", task.id, task.kind, pause)
        due_at = self._clock.now_ms() + int(pause * 1000)

        async def write(connection: Connection) -> None:
            await queue.postpone(connection, task.id, due_at, problem)

        await self._commits.commit(write)
        return pause


async def _wait(bell: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except TimeoutError:
        return
