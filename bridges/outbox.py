"""The outbox: works the lanes of the durable queue, each in its order, side by side."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class _Lane:
    """What is known of a lane from its first task until it is empty.

    The tasks up to the id `doubted` may have been carried out without our knowing, all that are
    there once it `has_stumbled`; `done` is how many were carried out since. `surprises` counts
    errors that nobody foresaw, by the ids of tasks.
    """

    name: str
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    doubted: int | None = None
    has_stumbled: bool = False
    done: int = 0
    surprises: Counter[int] = field(default_factory=Counter)

    def stumble(self) -> None:
        self.doubted, self.has_stumbled, self.done = None, True, 0


_Note = tuple[QueuedTask, asyncio.Future[None]]
"""A task and the note of its end, on its way to the disk."""


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
        self._lanes: dict[str, _Lane] = {}
        self._left_over: int | None = None

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
        for name in lanes:
            if name not in self._workers:
                lane = self._lanes[name] = _Lane(name)
                self._workers[name] = asyncio.create_task(self._work(lane), name=f"lane {name}")
            self._lanes[name].bell.set()

    async def stop(self) -> None:
        """Stop; what was under way is looked up in its place after the next start."""
        while workers := dict(self._workers):  # lanes may be rung for while others end
            for worker in workers.values():
                worker.cancel()
            await asyncio.gather(*workers.values(), return_exceptions=True)
            for name, worker in workers.items():
                if self._workers.get(name) is worker:  # it had not begun
                    del self._workers[name]
        self._lanes.clear()
        self._left_over = None  # what is there when work begins anew may have been under way
        await self._commits.settle(STOP_SECONDS)

    async def _work(self, lane: _Lane) -> None:
        try:
            while True:
                lane.bell.clear()
                try:
                    pause = await self._work_off(lane)
                except DatabaseAway:
                    lane.stumble()
                    pause = FIRST_PAUSE
                except Exception as error:
                    log.error("A lane stumbles: %s", trace(error))
                    lane.stumble()
                    pause = LONGEST_PAUSE
                if pause is not None:
                    await _wait(lane.bell, min(pause, LONGEST_SLEEP))
                elif not lane.bell.is_set():
                    return
        finally:
            self._workers.pop(lane.name, None)
            self._lanes.pop(lane.name, None)

    async def _work_off(self, lane: _Lane) -> float | None:
        """Work until the lane is empty (None) or has to wait (seconds)."""
        while True:
            async with self._store.reading() as connection:
                doubted = await self._doubted(connection, lane)
                tasks = await queue.head(connection, lane.name, AT_ONCE)
            if not tasks:
                return None
            waited = await self._work_through(lane, tasks, doubted)
            if waited is not None:
                return waited

    async def _doubted(self, connection: Connection, lane: _Lane) -> int:
        """The newest task that may have been carried out without our knowing: at the start those
        may that are there from an earlier run, and after an end that could not be noted all."""
        if self._left_over is None:
            self._left_over = await queue.newest(connection)
        if lane.doubted is None:
            has_stumbled = lane.has_stumbled
            lane.doubted = await queue.newest(connection) if has_stumbled else self._left_over
        return lane.doubted

    async def _work_through(
        self, lane: _Lane, tasks: Sequence[QueuedTask], doubted: int
    ) -> float | None:
        """Carry these out; returns when the end of each is noted, or how long to wait."""
        notes: list[_Note] = []
        try:
            for task in tasks:
                pause = (task.due_at - self._clock.now_ms()) / 1000
                if pause > 0:
                    return pause
                if len(notes) == UNDER_WAY - 1 or not self._stands_alone(task):
                    await self._noted(lane, notes)
                # Of those in doubt only the first were under way.
                is_doubted = task.id <= doubted and lane.done < UNDER_WAY
                end = await self._carry_out(lane, task, is_doubted or task.attempts > 0)
                if isinstance(end, float):
                    return end
                lane.done += 1
                notes.append((task, self._commits.soon(end)))
        except asyncio.CancelledError:
            for _, note in notes:
                note.cancel()  # what stops does not wait for a database that is away
            notes.clear()
            raise
        finally:
            await self._noted(lane, notes)
        return None

    async def _noted(self, lane: _Lane, notes: list[_Note]) -> None:
        """Return when these are on disk; raises what one of them met with."""
        if not notes:
            return
        if not all(note.done() for _, note in notes):
            self._commits.hurry()
        met = await asyncio.gather(*(note for _, note in notes), return_exceptions=True)
        tasks = [task for task, _ in notes]
        notes.clear()
        for task, problem in zip(tasks, met, strict=True):
            if isinstance(problem, Exception):
                await self._surprised(lane, task, problem)
            if problem is not None:
                raise problem

    async def _carry_out(self, lane: _Lane, task: QueuedTask, repeated: bool) -> Write | float:
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
            return await self._surprised(lane, task, error)

        async def finish(connection: Connection) -> None:
            if done is not None:
                await done(connection)
            if problem is None:
                await queue.remove(connection, task.id)
            else:
                await queue.set_aside(connection, task, problem)

        return finish

    async def _surprised(self, lane: _Lane, task: QueuedTask, error: Exception) -> float:
        """Have it wait, or set it aside when that was too often; gives for how many seconds."""
        lane.surprises[task.id] += 1
        problem = type(error).__name__
        if lane.surprises[task.id] < MOST_SURPRISES:
            return await self._postpone(task, problem, None)
        await self._commits.commit(lambda connection: queue.set_aside(connection, task, problem))
        return 0.0

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
