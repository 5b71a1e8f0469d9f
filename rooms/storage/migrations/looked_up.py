"""Step 12: what is looked up at every card: a message alone, and what an author has written."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def looked_up(connection: Connection, scheme: Scheme) -> None:
    """Make the indexes."""
    await run(connection, scheme, _INDEXES)


_INDEXES = """
CREATE INDEX talk_by_message ON talk (message);
CREATE INDEX decision_by_author ON decision (author, written_at)
"""
