"""The one durable queue: rows of a lane leave in order, each when it is due.

Lanes are named ``room:<room id>``, ``chat:<network>:<chat>``, ``media:<room id>``,
``tell:<user id>``.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rooms.archive.words import storable
from rooms.storage.database import Connection

Payload = Mapping[str, Any]
SET_ASIDE = "failed:"
"""Before the name of a lane: its tasks that can never be carried out."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done: `kind` says what, `payload` (JSON) with what."""

    lane: str
    kind: str
    payload: Payload
    due_at: int = 0


@dataclass(frozen=True, slots=True)
class QueuedTask:
    """A task in the queue; `attempts` is how often it was tried in vain."""

    id: int
    lane: str
    kind: str
    payload: Payload
    created_at: int
    due_at: int
    attempts: int


async def add(connection: Connection, task: Task, now: int) -> None:
    """Put a task at the end of its lane."""
    await connection.execute(
        "INSERT INTO queue (lane, kind, payload, created_at, due_at) VALUES ($1, $2, $3, $4, $5)",
        task.lane,
        task.kind,
        json.dumps(task.payload, ensure_ascii=False),
        now,
        task.due_at,
    )


async def add_many(connection: Connection, tasks: Sequence[Task], now: int) -> None:
    """Put tasks at the ends of their lanes, in the given order."""
    for task in tasks:
        await add(connection, task, now)


async def head(connection: Connection, lane: str, limit: int) -> list[QueuedTask]:
    """The first tasks of a lane, due or not."""
    rows = await connection.fetch(
        "SELECT id, lane, kind, payload, created_at, due_at, attempts FROM queue"
        " WHERE lane = $1 ORDER BY id LIMIT $2",
        lane,
        limit,
    )
    return [
        QueuedTask(
            id=row["id"],
            lane=row["lane"],
            kind=row["kind"],
            payload=json.loads(row["payload"]),
            created_at=row["created_at"],
            due_at=row["due_at"],
            attempts=row["attempts"],
        )
        for row in rows
    ]


async def remove(connection: Connection, task_id: int) -> None:
    """Take a finished task out."""
    await connection.execute("DELETE FROM queue WHERE id = $1", task_id)


async def clear(connection: Connection, lane: str) -> None:
    """Take out all tasks of a lane: they are not to be carried out any more."""
    await connection.execute("DELETE FROM queue WHERE lane = $1", lane)


async def postpone(connection: Connection, task_id: int, due_at: int, problem: str) -> None:
    """Note a failed attempt, and when to try next."""
    await connection.execute(
        "UPDATE queue SET due_at = $2, attempts = attempts + 1, problem = $3 WHERE id = $1",
        task_id,
        due_at,
        _kept(problem),
    )


async def set_aside(connection: Connection, task: QueuedTask, problem: str) -> None:
    """Keep a task that can never be carried out where nothing works on it, for people to see."""
    await connection.execute(
        "UPDATE queue SET lane = $2, problem = $3 WHERE id = $1",
        task.id,
        SET_ASIDE + task.lane,
        _kept(problem),
    )


def _kept(problem: str) -> str:
    # The words of others, who may have put in what no database takes.
    return storable(problem)[:500]


async def newest(connection: Connection) -> int:
    """The id of the task that was queued last of those that are there; 0: none is."""
    rows = await connection.fetch("SELECT max(id) AS id FROM queue")
    return int(rows[0]["id"] or 0)


async def lanes(connection: Connection) -> list[str]:
    """Every lane that has tasks to carry out."""
    rows = await connection.fetch(
        "SELECT DISTINCT lane FROM queue WHERE lane NOT LIKE $1", SET_ASIDE + "%"
    )
    return [row["lane"] for row in rows]


@dataclass(frozen=True, slots=True)
class LaneLength:
    """How many tasks wait in a lane, since when the first, and its last problem."""

    lane: str
    waiting: int
    oldest_at: int
    problem: str | None


async def lengths(connection: Connection) -> list[LaneLength]:
    """All lanes that have tasks."""
    rows = await connection.fetch(
        "SELECT lane, count(*) AS waiting, min(created_at) AS oldest_at, max(problem) AS problem"
        " FROM queue GROUP BY lane ORDER BY lane"
    )
    return [
        LaneLength(row["lane"], row["waiting"], row["oldest_at"], row["problem"]) for row in rows
    ]


Done = Callable[[Connection], Awaitable[None]] | None
"""What a handler wants written in the transaction that takes its task out of the queue."""


class Handler(Protocol):
    """Carries out the tasks of one kind."""

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Carry it out; when `repeated`, it may have been carried out before: look first.

        Raises TryLater or Hopeless. Anything else is tried again, too, but not for ever: then
        the task is set aside, so that the lane goes on.
        """
        ...


class TryLater(Exception):
    """The task waits, and its lane with it, for `after` seconds where that is known."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Hopeless(Exception):
    """The task can never be carried out; the reason is for people to read.

    `then` is written in the transaction that takes the task out: telling its author, say.
    """

    def __init__(self, reason: str, then: Done = None) -> None:
        super().__init__(reason)
        self.then = then
