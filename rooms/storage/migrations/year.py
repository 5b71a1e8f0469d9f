"""Step 4: the change of the year — what was changed, so that it can be finished or undone."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def year(connection: Connection, scheme: Scheme) -> None:
    """Make the table; it has one row at most, until the change is confirmed or undone."""
    await run(connection, scheme, _TABLES)


_TABLES = """
CREATE TABLE year_change (
    kind    TEXT PRIMARY KEY,
    state   TEXT NOT NULL,
    at      BIGINT NOT NULL,
    payload TEXT NOT NULL
)
"""
