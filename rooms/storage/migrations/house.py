"""Step 1: the house — accounts, rooms, chats, ghosts, events, the queue, decisions."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def house(connection: Connection, scheme: Scheme) -> None:
    """Make the tables of the first version."""
    await run(connection, scheme, _TABLES)


_TABLES = """
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE account (
    user_id    TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE room (
    key     TEXT PRIMARY KEY,
    room_id TEXT NOT NULL UNIQUE,
    kind    TEXT NOT NULL,
    name    TEXT NOT NULL
);
CREATE TABLE chat (
    network  TEXT NOT NULL,
    chat     TEXT NOT NULL,
    room_key TEXT NOT NULL,
    PRIMARY KEY (network, chat)
);
CREATE TABLE ghost (
    user_id TEXT PRIMARY KEY,
    network TEXT NOT NULL,
    person  TEXT NOT NULL,
    name    TEXT NOT NULL,
    avatar  TEXT,
    UNIQUE (network, person)
);
CREATE TABLE member (
    room_id    TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    name       TEXT NOT NULL,
    membership TEXT NOT NULL,
    PRIMARY KEY (room_id, user_id)
);
CREATE TABLE event (
    position    SERIAL_KEY,
    event_id    TEXT NOT NULL UNIQUE,
    room_id     TEXT NOT NULL,
    sender      TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    sent_at     BIGINT NOT NULL,
    type        TEXT NOT NULL,
    state_key   TEXT,
    kind        TEXT NOT NULL,
    text        TEXT NOT NULL,
    content     TEXT NOT NULL,
    target      TEXT,
    redacted_by TEXT
);
CREATE INDEX event_by_room ON event (room_id, sent_at);
CREATE INDEX event_by_target ON event (target);
CREATE TABLE media (
    event_id TEXT PRIMARY KEY,
    mxc      TEXT NOT NULL,
    filename TEXT NOT NULL,
    mimetype TEXT NOT NULL,
    size     BIGINT NOT NULL,
    sha256   TEXT,
    problem  TEXT
);
CREATE INDEX media_by_mxc ON media (mxc);
CREATE TABLE crossing (
    network   TEXT NOT NULL,
    chat      TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    kind      TEXT NOT NULL,
    target    TEXT,
    author    TEXT NOT NULL,
    detail    TEXT,
    room_id   TEXT NOT NULL,
    event_id  TEXT,
    at        BIGINT NOT NULL,
    PRIMARY KEY (network, chat, remote_id)
);
CREATE INDEX crossing_by_event ON crossing (event_id);
CREATE INDEX crossing_by_target ON crossing (network, chat, target);
CREATE TABLE queue (
    id         SERIAL_KEY,
    lane       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    payload    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    problem    TEXT
);
CREATE INDEX queue_by_lane ON queue (lane, id);
CREATE TABLE decision (
    id          SERIAL_KEY,
    post_id     TEXT NOT NULL UNIQUE,
    at          BIGINT NOT NULL,
    written_at  BIGINT NOT NULL,
    room_key    TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    clause      TEXT NOT NULL,
    clause_text TEXT NOT NULL,
    rule        TEXT NOT NULL,
    action      TEXT NOT NULL,
    evidence    TEXT NOT NULL,
    text        TEXT NOT NULL,
    told_at     BIGINT
);
CREATE INDEX decision_by_time ON decision (at);
CREATE TABLE direct_room (
    position SERIAL_KEY,
    room_id  TEXT NOT NULL UNIQUE,
    user_id  TEXT NOT NULL
);
CREATE INDEX direct_room_by_user ON direct_room (user_id);
CREATE TABLE console_link (
    token_hash TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
)
"""
