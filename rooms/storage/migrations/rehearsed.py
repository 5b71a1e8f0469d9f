"""Step 9: what clauses in rehearsal would have decided."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def rehearsed(connection: Connection, scheme: Scheme) -> None:
    """Make the table."""
    await run(connection, scheme, _TABLES)


_TABLES = """
CREATE TABLE rehearsed (
    post_id     TEXT NOT NULL,
    clause      TEXT NOT NULL,
    clause_text TEXT NOT NULL,
    rule        TEXT NOT NULL,
    action      TEXT NOT NULL,
    evidence    TEXT NOT NULL,
    room_key    TEXT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (post_id, clause)
);
CREATE INDEX rehearsed_by_time ON rehearsed (at)
"""
