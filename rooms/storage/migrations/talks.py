"""Step 7: which messages are about which decision, so that people can answer them."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def talks(connection: Connection, scheme: Scheme) -> None:
    """Make the table; `part` is one of `rooms.storage.talks.Part`."""
    await run(connection, scheme, _TABLES)


_TABLES = """
CREATE TABLE talk (
    place    TEXT NOT NULL,
    message  TEXT NOT NULL,
    decision BIGINT NOT NULL REFERENCES decision (id),
    part     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (place, message)
);
CREATE INDEX talk_by_decision ON talk (decision, part, at)
"""
