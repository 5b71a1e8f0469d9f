"""What the duty administrator decided by hand: mutes and guests."""

from rooms.by_hand import ByHand, Guest, Mute
from rooms.storage.database import Connection
from rooms.storage.rooms import bump_revision


async def everything(connection: Connection) -> ByHand:
    """All mutes and guests."""
    mutes = await connection.fetch(
        "SELECT room_key, user_id, until, by_user, at FROM mute ORDER BY room_key, user_id"
    )
    guests = await connection.fetch(
        "SELECT room_key, user_id, by_user, at FROM guest ORDER BY room_key, user_id"
    )
    return ByHand(
        tuple(Mute(r["room_key"], r["user_id"], r["until"], r["by_user"], r["at"]) for r in mutes),
        tuple(Guest(r["room_key"], r["user_id"], r["by_user"], r["at"]) for r in guests),
    )


async def mute(connection: Connection, room_key: str, user_id: str) -> Mute | None:
    """Somebody's mute in a room."""
    row = await connection.fetchrow(
        "SELECT until, by_user, at FROM mute WHERE room_key = $1 AND user_id = $2",
        room_key,
        user_id,
    )
    return Mute(room_key, user_id, row["until"], row["by_user"], row["at"]) if row else None


async def put_mute(connection: Connection, new: Mute) -> None:
    """Keep a mute, in place of an earlier one of this person in this room."""
    await connection.execute(
        "INSERT INTO mute (room_key, user_id, until, by_user, at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (room_key, user_id) DO UPDATE SET until = excluded.until,"
        " by_user = excluded.by_user, at = excluded.at",
        new.room_key,
        new.user_id,
        new.until,
        new.by,
        new.at,
    )
    await bump_revision(connection)


async def remove_mute(connection: Connection, room_key: str, user_id: str) -> bool:
    """Lift a mute; False where there is none."""
    gone = await connection.fetchval(
        "DELETE FROM mute WHERE room_key = $1 AND user_id = $2 RETURNING user_id",
        room_key,
        user_id,
    )
    if gone is not None:
        await bump_revision(connection)
    return gone is not None


async def put_guest(connection: Connection, new: Guest) -> None:
    """Keep a guest."""
    await connection.execute(
        "INSERT INTO guest (room_key, user_id, by_user, at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (room_key, user_id) DO UPDATE SET by_user = excluded.by_user,"
        " at = excluded.at",
        new.room_key,
        new.user_id,
        new.by,
        new.at,
    )
    await bump_revision(connection)


async def remove_guest(connection: Connection, room_key: str, user_id: str) -> bool:
    """A guest is one no more; False where they were none."""
    gone = await connection.fetchval(
        "DELETE FROM guest WHERE room_key = $1 AND user_id = $2 RETURNING user_id",
        room_key,
        user_id,
    )
    if gone is not None:
        await bump_revision(connection)
    return gone is not None
