"""A decision is settled once: whoever comes second changes nothing."""

from collections.abc import Collection

from bridges.enforcement.tasks import asked_lane
from rooms.storage import decisions, queue
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State


async def settle_once(
    connection: Connection,
    decision: Decision,
    states: Collection[State],
    to: State,
    by: str,
    now: int,
) -> bool:
    """Move a decision from one of these states; False where it stands otherwise by now."""
    if decision.state not in states:
        return False
    if not await decisions.settle(connection, decision, to, by, now):
        return False
    if decision.state is State.ASKED:  # time need not decide any more
        await queue.clear(connection, asked_lane(decision.id))
    return True
