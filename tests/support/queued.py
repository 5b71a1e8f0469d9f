"""The queue as it is at one moment, while it is worked off."""

import json

from rooms.storage.database import Connection
from rooms.storage.queue import SET_ASIDE, QueuedTask


async def queued(connection: Connection) -> list[QueuedTask]:
    """All that waits, each lane in order.

    By one query: a task may end, and another of another lane begin, between two.
    """
    rows = await connection.fetch(
        "SELECT id, lane, kind, payload, created_at, due_at, attempts FROM queue"
        " WHERE lane NOT LIKE $1 ORDER BY lane, id",
        SET_ASIDE + "%",
    )
    return [QueuedTask(**{**dict(row), "payload": json.loads(row["payload"])}) for row in rows]
