"""The archive's events and media, as they arrived."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rooms.storage.database import Connection

POLL_RESPONSES = ("m.poll.response", "org.matrix.msc3381.poll.response")
POLL_ENDS = ("m.poll.end", "org.matrix.msc3381.poll.end")


@dataclass(frozen=True, slots=True)
class ArchivedMedia:
    """A file of an event; `sha256` is None until it was downloaded, `problem` says why not.

    `content_type` and `picture_hash` are what its bytes show (`rooms.archive.file_facts`).
    """

    mxc: str
    filename: str
    mimetype: str
    size: int
    sha256: str | None = None
    problem: str | None = None
    content_type: str | None = None
    picture_hash: str | None = None


@dataclass(frozen=True, slots=True)
class ArchivedEvent:
    """An event as the archive keeps it.

    `kind` is a kind of post (text, photo, voice, video, file, location, poll) or edit, reaction,
    redaction, membership, state, other. `target` is the event that it edits, reacts to, redacts
    or answers. `content` is never lost by a redaction: `redacted_by` only says that there was one.
    """

    event_id: str
    room_id: str
    sender: str
    sender_name: str
    sent_at: int
    type: str
    state_key: str | None
    kind: str
    text: str
    content: Mapping[str, Any]
    target: str | None = None
    redacted_by: str | None = None
    media: ArchivedMedia | None = None


async def add(connection: Connection, event: ArchivedEvent) -> bool:
    """Keep an event (and the row of its file); False where it was kept before."""
    position = await connection.fetchval(
        "INSERT INTO event (event_id, room_id, sender, sender_name, sent_at, type, state_key, kind,"
        " text, content, target) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (event_id) DO NOTHING RETURNING position",
        event.event_id,
        event.room_id,
        event.sender,
        event.sender_name,
        event.sent_at,
        event.type,
        event.state_key,
        event.kind,
        event.text,
        json.dumps(event.content, ensure_ascii=False),
        event.target,
    )
    if position is None:
        return False
    if event.kind == "redaction" and event.target:
        await connection.execute(
            "UPDATE event SET redacted_by = $2 WHERE event_id = $1 AND room_id = $3",
            event.target,
            event.event_id,
            event.room_id,
        )
    if event.media:
        await connection.execute(
            "INSERT INTO media (event_id, mxc, filename, mimetype, size)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (event_id) DO NOTHING",
            event.event_id,
            event.media.mxc,
            event.media.filename,
            event.media.mimetype,
            event.media.size,
        )
    return True


async def set_media_stored(
    connection: Connection,
    mxc: str,
    sha256: str,
    size: int,
    content_type: str | None = None,
    picture_hash: str | None = None,
) -> None:
    """Note where the bytes of a file are now and what they show, for every event that has it."""
    await connection.execute(
        "UPDATE media SET sha256 = $2, size = $3, content_type = $4, picture_hash = $5,"
        " problem = NULL WHERE mxc = $1",
        mxc,
        sha256,
        size,
        content_type,
        picture_hash,
    )


async def set_media_problem(connection: Connection, mxc: str, problem: str) -> None:
    """Note why a file could not be had."""
    await connection.execute(
        "UPDATE media SET problem = $2 WHERE mxc = $1 AND sha256 IS NULL", mxc, problem[:500]
    )


async def stored_sha256(connection: Connection, mxc: str) -> tuple[str, int] | None:
    """The hash and size of a file that is in the archive already."""
    row = await connection.fetchrow(
        "SELECT sha256, size FROM media WHERE mxc = $1 AND sha256 IS NOT NULL LIMIT 1", mxc
    )
    return (row["sha256"], row["size"]) if row else None


SELECT = (
    "SELECT position, event.event_id, room_id, sender, sender_name, sent_at, type, state_key,"
    " kind, text, content, target, redacted_by, mxc, filename, mimetype, size, sha256, problem,"
    " content_type, picture_hash"
    " FROM event LEFT JOIN media ON media.event_id = event.event_id"
)
"""The beginning of every query whose rows `from_row` reads."""


async def get(connection: Connection, event_id: str) -> ArchivedEvent | None:
    """One event."""
    row = await connection.fetchrow(f"{SELECT} WHERE event.event_id = $1", event_id)
    return from_row(row) if row else None


async def known(connection: Connection, event_ids: Sequence[str]) -> set[str]:
    """Those of these events that are in the archive."""
    if not event_ids:
        return set()
    places = ", ".join(f"${number}" for number in range(1, len(event_ids) + 1))
    rows = await connection.fetch(
        f"SELECT event_id FROM event WHERE event_id IN ({places})",  # noqa: S608
        *event_ids,
    )
    return {row["event_id"] for row in rows}


async def listed(
    connection: Connection, room_id: str | None, since: int, until: int, after: int, limit: int
) -> list[tuple[int, ArchivedEvent]]:
    """Events with their positions: sent in [since, until), position > after, in order of arrival.

    Page on with the last position.
    """
    rows = await connection.fetch(
        f"{SELECT}"
        " WHERE ($1 = '' OR room_id = $1) AND sent_at >= $2 AND sent_at < $3 AND position > $4"
        " ORDER BY position LIMIT $5",
        room_id or "",
        since,
        until,
        after,
        limit,
    )
    return [(row["position"], from_row(row)) for row in rows]


async def latest(
    connection: Connection, room_id: str, since: int, limit: int
) -> list[ArchivedEvent]:
    """The latest messages and polls of a room sent at or after `since`, oldest first, without
    those that were taken back."""
    rows = await connection.fetch(
        f"{SELECT}"
        " WHERE room_id = $1 AND sent_at >= $2 AND redacted_by IS NULL AND state_key IS NULL"
        " AND kind IN ('text', 'photo', 'voice', 'video', 'file', 'location', 'poll')"
        " ORDER BY sent_at DESC, position DESC LIMIT $3",
        room_id,
        since,
        limit,
    )
    return [from_row(row) for row in reversed(rows)]


async def open_poll(connection: Connection, room_id: str, sender: str) -> ArchivedEvent | None:
    """The latest poll of somebody in a room that they have neither ended nor taken back."""
    ends = ", ".join(f"${number}" for number in range(3, len(POLL_ENDS) + 3))
    row = await connection.fetchrow(
        f"{SELECT}"  # noqa: S608 - ours
        " WHERE room_id = $1 AND sender = $2 AND kind = 'poll' AND redacted_by IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM event e WHERE e.target = event.event_id AND e.sender = $2"
        f" AND e.type IN ({ends})) ORDER BY position DESC LIMIT 1",
        room_id,
        sender,
        *POLL_ENDS,
    )
    return from_row(row) if row else None


async def with_file(connection: Connection, mxc: str, since: int) -> list[ArchivedEvent]:
    """The events that show a file, sent at or after `since`, in order of arrival, without those
    that were taken back."""
    rows = await connection.fetch(
        f"{SELECT} WHERE mxc = $1 AND sent_at >= $2 AND redacted_by IS NULL ORDER BY position",
        mxc,
        since,
    )
    return [from_row(row) for row in rows]


def from_row(row: Any) -> ArchivedEvent:
    """The event of a row that SELECT gave."""
    media = None
    if row["mxc"]:
        media = ArchivedMedia(
            mxc=row["mxc"],
            filename=row["filename"],
            mimetype=row["mimetype"],
            size=row["size"],
            sha256=row["sha256"],
            problem=row["problem"],
            content_type=row["content_type"],
            picture_hash=row["picture_hash"],
        )
    return ArchivedEvent(
        event_id=row["event_id"],
        room_id=row["room_id"],
        sender=row["sender"],
        sender_name=row["sender_name"],
        sent_at=row["sent_at"],
        type=row["type"],
        state_key=row["state_key"],
        kind=row["kind"],
        text=row["text"],
        content=json.loads(row["content"]),
        target=row["target"],
        redacted_by=row["redacted_by"],
        media=media,
    )
