"""What people decided by hand: mutes, guests, private rooms."""

from collections import defaultdict

from rooms.storage.database import Connection
from rooms.storage.rooms import bump_revision
from rooms.wanted.by_hand import ByHand, Guest, Mute, PrivateParent, PrivateRoom


async def everything(connection: Connection) -> ByHand:
    """All mutes, guests and private rooms."""
    mutes = await connection.fetch(
        "SELECT room_key, user_id, until, by_user, at FROM mute ORDER BY room_key, user_id"
    )
    guests = await connection.fetch(
        "SELECT room_key, user_id, by_user, at FROM guest ORDER BY room_key, user_id"
    )
    return ByHand(
        tuple(Mute(r["room_key"], r["user_id"], r["until"], r["by_user"], r["at"]) for r in mutes),
        tuple(Guest(r["room_key"], r["user_id"], r["by_user"], r["at"]) for r in guests),
        await _private_rooms(connection),
    )


async def _private_rooms(connection: Connection) -> tuple[PrivateRoom, ...]:
    colleagues: defaultdict[str, list[str]] = defaultdict(list)
    for row in await connection.fetch(
        "SELECT room_key, user_id FROM private_colleague ORDER BY room_key, user_id"
    ):
        colleagues[row["room_key"]].append(row["user_id"])
    parents: defaultdict[str, list[PrivateParent]] = defaultdict(list)
    for row in await connection.fetch(
        "SELECT room_key, network, person, chat FROM private_parent"
        " ORDER BY room_key, network, person"
    ):
        parent = PrivateParent(row["network"], row["person"], row["chat"])
        parents[row["room_key"]].append(parent)
    rows = await connection.fetch("SELECT key, name, by_user, at FROM private_room ORDER BY key")
    return tuple(
        PrivateRoom(
            key=row["key"],
            name=row["name"],
            colleagues=tuple(colleagues[row["key"]]),
            parents=tuple(parents[row["key"]]),
            by=row["by_user"],
            at=row["at"],
        )
        for row in rows
    )


async def add_private_room(connection: Connection, room: PrivateRoom) -> None:
    """Keep a new private room."""
    await connection.execute(
        "INSERT INTO private_room (key, name, by_user, at) VALUES ($1, $2, $3, $4)",
        room.key,
        room.name,
        room.by,
        room.at,
    )
    for user_id in room.colleagues:
        await connection.execute(
            "INSERT INTO private_colleague (room_key, user_id) VALUES ($1, $2)", room.key, user_id
        )
    for parent in room.parents:
        await connection.execute(
            "INSERT INTO private_parent (room_key, network, person, chat) VALUES ($1, $2, $3, $4)",
            room.key,
            parent.network,
            parent.person,
            parent.chat,
        )
    await bump_revision(connection)


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
