"""Step 11: the people behind upstream bridges, what they are called, and when they were asked."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def upstream_people(connection: Connection, scheme: Scheme) -> None:
    """Make the table; who has written before is met again with the next word."""
    await run(connection, scheme, _TABLE)


_TABLE = """
CREATE TABLE upstream_person (
    user_id  TEXT PRIMARY KEY,
    network  TEXT NOT NULL,
    person   TEXT NOT NULL,
    name     TEXT NOT NULL,
    shown    TEXT NOT NULL,
    asked_at BIGINT
)
"""
