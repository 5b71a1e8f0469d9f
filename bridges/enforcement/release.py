"""When the time has come: held posts are published, what nobody decided is decided.

Queue tasks of the kinds ``release`` (`bridges.enforcement.waiting`) and ``expire``, which has the
number of its decision.
"""

from datetime import datetime

from bridges.enforcement.albums import appeared_with_another, is_told_with_another
from bridges.enforcement.enforce import opening_at
from bridges.enforcement.evenings import told_this_evening
from bridges.enforcement.origin import Origin, unpacked_origin
from bridges.enforcement.settle import Settlement
from bridges.enforcement.standing import BY_TIME, finding_of
from bridges.enforcement.tasks import EXPIRE, asked_lane, show_anew
from bridges.enforcement.waiting import RELEASE, release_task
from bridges.enforcement.words import words_on
from rooms.clock import Clock
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms
from rooms.storage.database import Connection, Store
from rooms.storage.decisions import Decision, State
from rooms.storage.queue import Done, Handler, QueuedTask, Task


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
        """Publish the next held post, unless it is too late for today again."""

        async def release_next(connection: Connection) -> None:
            # Looked for here: a room that was replaced meanwhile has a lane of each of its ids,
            # and both wake at once.
            while (decision := await _next(connection, task)) is not None:
                tasks = await self._released(connection, task, decision)
                if tasks is not None:
                    await self._queue(connection, tasks)
                    return

        return release_next

    async def _released(
        self, connection: Connection, task: QueuedTask, decision: Decision
    ) -> list[Task] | None:
        """What is to be done now that its time has come; None where somebody was faster."""
        origin = unpacked_origin(decision.origin)
        if origin is None:
            return []
        opens = self._opens(decision)
        if opens is None:
            return await self._settlement.publish(connection, decision, BY_TIME)
        return await self._later(connection, task, decision, origin, opens)

    async def _later(
        self,
        connection: Connection,
        task: QueuedTask,
        decision: Decision,
        origin: Origin,
        opens: datetime,
    ) -> list[Task] | None:
        """The house was shut when it would have been allowed: it waits on, and its author knows."""
        due_at = int(opens.timestamp() * 1000)
        if not await decisions.put_due(connection, decision, due_at):
            return None
        again = release_task(task.payload["room_id"], decision.room, due_at)
        post, finding = self._settlement.post_of(decision, origin), finding_of(decision)
        local = opens.astimezone(self._judge.timezone)
        told: list[Task] = []
        if not (
            await is_told_with_another(connection, decision.id, post)
            or await told_this_evening(connection, decision.id, origin)
        ):
            words = words_on(post, finding, State.WAITING, self._clock.now_ms(), local)
            told = await self._settlement.tell_of_waiting(
                connection, decision, origin, words, due_at
            )
        return [again, *told, *show_anew(decision)]

    async def expire(self, task: QueuedTask, repeated: bool) -> Done:
        """Decide as the clause says, if nobody has.

        What is to appear then waits for the hours in which posts may.
        """
        async with self._store.reading() as connection:
            decision = await decisions.get(connection, task.payload["decision"])
        if decision is None or decision.state is not State.ASKED:
            return None
        clause = self._judge.regulation.clause(decision.clause)
        allow = clause is not None and clause.otherwise == "allow"
        opens = self._opens(decision) if allow else None
        if opens is not None:
            return self._ask_on(decision, int(opens.timestamp() * 1000))

        async def settle(connection: Connection) -> None:
            if allow:
                silent = await appeared_with_another(connection, decision)
                tasks = await self._settlement.publish(connection, decision, BY_TIME, silent=silent)
            else:
                tasks = await self._settlement.refuse(connection, decision, BY_TIME)
            await self._queue(connection, tasks)

        return settle

    def _ask_on(self, decision: Decision, due_at: int) -> Done:
        async def ask_on(connection: Connection) -> None:
            if await decisions.put_due(connection, decision, due_at):
                payload = {"decision": decision.id}
                again = Task(asked_lane(decision.id), EXPIRE, payload, due_at)
                await self._queue(connection, [again, *show_anew(decision)])

        return ask_on

    def _opens(self, decision: Decision) -> datetime | None:
        """When posting is allowed, where it is not now."""
        origin = unpacked_origin(decision.origin)
        if origin is None:
            return None
        post = self._settlement.post_of(decision, origin)
        return opening_at(self._judge, post, self._clock.now_ms())

    async def _queue(self, connection: Connection, tasks: list[Task] | None) -> None:
        await queue.add_many(connection, tasks or [], self._clock.now_ms())


async def _next(connection: Connection, task: QueuedTask) -> Decision | None:
    """Of what waits for the task's hour, what was written first; what is settled is not there."""
    key = task.payload["room"]
    room = await rooms.standing(connection, task.payload["room_id"], key)
    key = room.key if room else key  # it is another one in another year
    return await decisions.first_waiting(connection, key, task.payload["due_at"])
