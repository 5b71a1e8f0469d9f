"""Numbers for the state of the house: how much of everything there is."""

from dataclasses import dataclass

from rooms.storage.database import Connection


@dataclass(frozen=True, slots=True)
class ArchiveCounts:
    """What the archive holds; `size` in bytes, each file counted once."""

    events: int
    media: int
    media_stored: int
    size: int


async def archive(connection: Connection) -> ArchiveCounts:
    """Events, files that belong to them, files that are on disk and how much room they take."""
    events = await connection.fetchval("SELECT count(*) FROM event")
    media = await connection.fetchrow(
        "SELECT count(*) AS every, count(sha256) AS stored FROM media"
    )
    size = await connection.fetchval(
        "SELECT coalesce(sum(size), 0) FROM"
        " (SELECT sha256, max(size) AS size FROM media WHERE sha256 IS NOT NULL"
        " GROUP BY sha256) AS files"
    )
    return ArchiveCounts(
        events=int(events),
        media=int(media["every"]) if media else 0,
        media_stored=int(media["stored"]) if media else 0,
        size=int(size),
    )


async def decisions(connection: Connection, since: int) -> int:
    """How many decisions were made at or after that time."""
    return int(
        await connection.fetchval("SELECT count(*) FROM decision WHERE at >= $1", since) or 0
    )


async def joined(connection: Connection) -> dict[str, list[str]]:
    """Who is in each room now: room id to user ids."""
    rows = await connection.fetch(
        "SELECT room_id, user_id FROM member WHERE membership = 'join' ORDER BY room_id, user_id"
    )
    rooms: dict[str, list[str]] = {}
    for row in rows:
        rooms.setdefault(row["room_id"], []).append(row["user_id"])
    return rooms
