"""Step 5: the upstream bridges — their states, their chats, and what did not get through."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def upstream(connection: Connection, scheme: Scheme) -> None:
    """Make the tables."""
    await run(connection, scheme, _TABLES)


_TABLES = """
CREATE TABLE upstream_state (
    network TEXT NOT NULL,
    subject TEXT NOT NULL,
    name    TEXT NOT NULL,
    state   TEXT NOT NULL,
    detail  TEXT NOT NULL,
    since   BIGINT NOT NULL,
    told    TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (network, subject)
);
CREATE TABLE upstream_chat (
    network  TEXT NOT NULL,
    asked    TEXT NOT NULL,
    chat     TEXT NOT NULL,
    title    TEXT NOT NULL,
    room_key TEXT NOT NULL,
    room_id  TEXT NOT NULL,
    login    TEXT NOT NULL,
    by_file  BIGINT NOT NULL,
    PRIMARY KEY (network, asked)
);
CREATE TABLE upstream_unsent (
    network  TEXT NOT NULL,
    event_id TEXT NOT NULL,
    room_id  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    state    TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (network, event_id)
);
CREATE INDEX upstream_unsent_waiting ON upstream_unsent (network, state, at)
"""
