"""When the time has come: held posts are published, what nobody decided is decided.

Queue tasks of the kinds ``release`` and ``expire``, each with the number of its decision.
"""

from dataclasses import replace
from datetime import UTC, datetime

from bridges.enforcement.enforce import opening
from bridges.enforcement.origin import unpacked_origin
from bridges.enforcement.settle import BY_TIME, Settlement
from bridges.enforcement.tasks import EXPIRE, RELEASE
from policies.context import Context
from policies.decide import decide
from rooms.clock import Clock
from rooms.judgement import Judge
from rooms.storage import decisions, queue
from rooms.storage.database import Connection, Store
from rooms.storage.decisions import Decision, State
from rooms.storage.queue import Done, Handler, QueuedTask, Task, TryLater


class Release:
    """Handlers of the tasks ``release`` and ``expire``."""

    def __init__(self, settlement: Settlement, judge: Judge, store: Store, clock: Clock) -> None:
        self._settlement = settlement
        self._judge = judge
        self._store = store
        self._clock = clock

    def handlers(self) -> dict[str, Handler]:
        """The handlers by the kinds of their tasks."""
        return {RELEASE: self.release, EXPIRE: self.expire}

    async def release(self, task: QueuedTask, repeated: bool) -> Done:
        """Publish what was held, unless it is too late for today again."""
        decision = await self._decision(task)
        if decision is None or decision.state is not State.WAITING:
            return None
        if (opens := self._opens(decision)) is not None:
            wait = (opens - self._now()).total_seconds()
            raise TryLater("posting is not allowed at this hour again", wait)

        async def publish(connection: Connection) -> None:
            tasks = await self._settlement.publish(connection, decision, BY_TIME)
            await self._queue(connection, tasks)

        return publish

    async def expire(self, task: QueuedTask, repeated: bool) -> Done:
        """Decide as the clause says, if nobody has."""
        decision = await self._decision(task)
        if decision is None or decision.state is not State.ASKED:
            return None
        clause = self._judge.regulation.clause(decision.clause)
        allow = clause is not None and clause.otherwise == "allow"

        async def settle(connection: Connection) -> None:
            settled = self._settlement.publish if allow else self._settlement.refuse
            await self._queue(connection, await settled(connection, decision, BY_TIME))

        return settle

    def _opens(self, decision: Decision) -> datetime | None:
        """When posting is allowed, where it is not now: the house may have been shut for hours."""
        origin = unpacked_origin(decision.origin)
        if origin is None:
            return None
        now = replace(self._settlement.post_of(decision, origin), written_at=self._now())
        context = Context(self._judge.timezone)
        return opening(decide(now, self._judge.regulation, context))

    async def _decision(self, task: QueuedTask) -> Decision | None:
        async with self._store.reading() as connection:
            return await decisions.get(connection, task.payload["decision"])

    async def _queue(self, connection: Connection, tasks: list[Task] | None) -> None:
        await queue.add_many(connection, tasks or [], self._clock.now_ms())

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC)
