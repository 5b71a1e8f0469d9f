"""Step 3: what people decide by hand — who is muted, who is a guest where, private rooms."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def by_hand(connection: Connection, scheme: Scheme) -> None:
    """Make the tables; a mute with no end (`until` in ms) lasts until it is lifted."""
    await run(connection, scheme, _TABLES)


_TABLES = """
CREATE TABLE mute (
    room_key TEXT NOT NULL,
    user_id  TEXT NOT NULL,
    until    BIGINT,
    by_user  TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (room_key, user_id)
);
CREATE TABLE guest (
    room_key TEXT NOT NULL,
    user_id  TEXT NOT NULL,
    by_user  TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (room_key, user_id)
);
CREATE TABLE private_room (
    key     TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    by_user TEXT NOT NULL,
    at      BIGINT NOT NULL
);
CREATE TABLE private_colleague (
    room_key TEXT NOT NULL REFERENCES private_room (key),
    user_id  TEXT NOT NULL,
    PRIMARY KEY (room_key, user_id)
);
CREATE TABLE private_parent (
    room_key TEXT NOT NULL REFERENCES private_room (key),
    network  TEXT NOT NULL,
    person   TEXT NOT NULL,
    chat     TEXT NOT NULL,
    PRIMARY KEY (room_key, network, person)
)
"""
