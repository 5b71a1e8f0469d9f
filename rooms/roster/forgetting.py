"""Whoever left is forgotten for good when the time for it has come."""

from rooms.roster.linking import DAY_MS
from rooms.storage import contacts, roster
from rooms.storage.database import Store

EXPIRED_TOKENS_DAYS = 90
"""How long it can still be told that a token is too old."""


async def forget(store: Store, retention_days: int, now_ms: int) -> int:
    """Forget the children who left so long ago, and the guardians who have no other child.

    Gives how many children they were. Raises DatabaseAway.
    """
    async with store.transaction() as connection:
        forgotten = await roster.forget_left_before(connection, now_ms - retention_days * DAY_MS)
        await roster.forget_lonely_guardians(connection)
        await contacts.forget_tokens(connection, now_ms - EXPIRED_TOKENS_DAYS * DAY_MS)
        if forgotten:
            await roster.bump(connection)
    return forgotten
