"""The rooms that were made, the chats plumbed into them, their members."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rooms.storage import settings
from rooms.storage.database import Connection

REVISION = "rooms-revision"
"""The setting that changes with every change to rooms and chats, so that others look again."""


MADE = "rooms-made"
"""The setting with what was made of each room."""


@dataclass(frozen=True, slots=True)
class KnownRoom:
    """A room of the community; `kind` is space, staff or group, `key` is that of the file."""

    key: str
    room_id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class PlumbedChat:
    """A remote chat and the room that it is plumbed into."""

    network: str
    chat: str
    room_key: str


async def put_room(connection: Connection, room: KnownRoom) -> None:
    """Keep a room, in place of what was known under its key."""
    await connection.execute(
        "INSERT INTO room (key, room_id, kind, name) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (key) DO UPDATE SET room_id = excluded.room_id, kind = excluded.kind,"
        " name = excluded.name",
        room.key,
        room.room_id,
        room.kind,
        room.name,
    )
    await bump_revision(connection)


async def all_rooms(connection: Connection) -> list[KnownRoom]:
    """Every room."""
    rows = await connection.fetch("SELECT key, room_id, kind, name FROM room ORDER BY key")
    return [KnownRoom(row["key"], row["room_id"], row["kind"], row["name"]) for row in rows]


async def standing(connection: Connection, room_id: str, key: str) -> KnownRoom | None:
    """The room with that id, whatever its key is by now; if it was replaced, what has its key."""
    row = await connection.fetchrow(
        "SELECT key, room_id, kind, name FROM room WHERE room_id = $1 OR key = $2"
        " ORDER BY CASE WHEN room_id = $1 THEN 0 ELSE 1 END LIMIT 1",
        room_id,
        key,
    )
    return KnownRoom(row["key"], row["room_id"], row["kind"], row["name"]) if row else None


async def replace_chats(connection: Connection, chats: Sequence[PlumbedChat]) -> None:
    """Make these the plumbed chats, all of them."""
    if await all_chats(connection) == sorted(chats, key=lambda c: (c.network, c.chat)):
        return
    await connection.execute("DELETE FROM chat")
    for chat in chats:
        await connection.execute(
            "INSERT INTO chat (network, chat, room_key) VALUES ($1, $2, $3)",
            chat.network,
            chat.chat,
            chat.room_key,
        )
    await bump_revision(connection)


async def all_chats(connection: Connection) -> list[PlumbedChat]:
    """Every plumbed chat, by network and id."""
    rows = await connection.fetch("SELECT network, chat, room_key FROM chat")
    chats = [PlumbedChat(row["network"], row["chat"], row["room_key"]) for row in rows]
    return sorted(chats, key=lambda c: (c.network, c.chat))


async def revision(connection: Connection) -> int:
    """A number that grows with every change to rooms and chats."""
    return int(await settings.get(connection, REVISION) or 0)


async def bump_revision(connection: Connection) -> None:
    """Say that what is wanted of the rooms has changed, so that everybody looks again."""
    await settings.put(connection, REVISION, str(await revision(connection) + 1))


async def all_made(connection: Connection) -> dict[str, dict[str, str]]:
    """What was made of each room, by its key (`rooms.reconcile.made`)."""
    made: dict[str, dict[str, str]] = json.loads(await settings.get(connection, MADE) or "{}")
    return made


async def put_made(connection: Connection, made: Mapping[str, Mapping[str, str]]) -> None:
    """Keep what was made of these rooms."""
    known = await all_made(connection)
    if any(known.get(key) != of_room for key, of_room in made.items()):
        await settings.put(connection, MADE, json.dumps({**known, **made}, sort_keys=True))


async def put_member(
    connection: Connection, room_id: str, user_id: str, name: str, membership: str
) -> None:
    """Keep what a member event said."""
    await connection.execute(
        "INSERT INTO member (room_id, user_id, name, membership) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (room_id, user_id) DO UPDATE SET name = excluded.name,"
        " membership = excluded.membership",
        room_id,
        user_id,
        name,
        membership,
    )


async def is_banned(connection: Connection, room_id: str, user_id: str) -> bool:
    """Whether somebody may not be let into a room again: a ghost would be, for what it says."""
    return await membership(connection, room_id, user_id) == "ban"


async def membership(connection: Connection, room_id: str, user_id: str) -> str | None:
    """What the last member event of somebody said, None where there was none."""
    known: str | None = await connection.fetchval(
        "SELECT membership FROM member WHERE room_id = $1 AND user_id = $2", room_id, user_id
    )
    return known


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a room, as the last member event said."""

    room_id: str
    user_id: str
    name: str
    membership: str


async def all_members(connection: Connection) -> list[Member]:
    """Every member of every room, past ones too."""
    rows = await connection.fetch("SELECT room_id, user_id, name, membership FROM member")
    return [Member(r["room_id"], r["user_id"], r["name"], r["membership"]) for r in rows]
