"""Step 2: the roster — children, guardians, their phones, accounts and tokens; ghosts' titles."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def roster(connection: Connection, scheme: Scheme) -> None:
    """Make the tables of the roster and of the identities."""
    await run(connection, scheme, _TABLES)


# A guardian is a person; how they are called, reached and related stands with each child, as the
# spreadsheet has it there. Who left (`left_at`) is kept for a while. `contact.guardian` is null
# for an account that belongs to nobody of the roster because a person said so. A ghost's `shown`
# is the name that the homeserver shows where it is not the messenger's own.
_TABLES = """
CREATE TABLE child (
    id         SERIAL_KEY,
    surname    TEXT NOT NULL,
    name       TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    birth_date TEXT,
    group_key  TEXT NOT NULL,
    left_at    BIGINT
);
CREATE INDEX child_by_group ON child (group_key);
CREATE TABLE guardian (
    id       SERIAL_KEY,
    added_at BIGINT NOT NULL
);
CREATE TABLE guardianship (
    id       SERIAL_KEY,
    child    BIGINT NOT NULL REFERENCES child (id),
    guardian BIGINT NOT NULL REFERENCES guardian (id),
    place    INTEGER NOT NULL,
    name     TEXT NOT NULL,
    relation TEXT NOT NULL,
    language TEXT,
    blocked  INTEGER NOT NULL,
    left_at  BIGINT
);
CREATE INDEX guardianship_by_child ON guardianship (child);
CREATE INDEX guardianship_by_guardian ON guardianship (guardian);
CREATE TABLE guardian_phone (
    guardianship BIGINT NOT NULL REFERENCES guardianship (id),
    place        INTEGER NOT NULL,
    phone        TEXT NOT NULL,
    PRIMARY KEY (guardianship, place)
);
CREATE INDEX guardian_phone_by_phone ON guardian_phone (phone);
CREATE TABLE contact (
    network   TEXT NOT NULL,
    person    TEXT NOT NULL,
    guardian  BIGINT REFERENCES guardian (id),
    way       TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (network, person)
);
CREATE INDEX contact_by_guardian ON contact (guardian);
CREATE TABLE contact_token (
    token_hash TEXT PRIMARY KEY,
    guardian   BIGINT NOT NULL REFERENCES guardian (id),
    network    TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX contact_token_by_guardian ON contact_token (guardian);
ALTER TABLE ghost ADD COLUMN shown TEXT
"""
