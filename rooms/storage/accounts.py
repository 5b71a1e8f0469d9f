"""Accounts that Teremok made on the homeserver, and private rooms with the bot."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from rooms.storage import settings
from rooms.storage.database import Connection

LISTED = "people-of-the-file"
"""The setting with everybody who was in community.yaml when it was applied."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a person; `role` is head, educator or admin."""

    user_id: str
    name: str
    role: str
    created_at: int


async def put(connection: Connection, account: Account) -> None:
    """Keep an account, or its new name and role."""
    await connection.execute(
        "INSERT INTO account (user_id, name, role, created_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, role = excluded.role",
        account.user_id,
        account.name,
        account.role,
        account.created_at,
    )


async def remove(connection: Connection, user_id: str) -> bool:
    """Forget an account; False where there is none."""
    gone = await connection.fetchval(
        "DELETE FROM account WHERE user_id = $1 RETURNING user_id", user_id
    )
    return gone is not None


async def listed(connection: Connection) -> list[Account]:
    """Every account, by id."""
    rows = await connection.fetch(
        "SELECT user_id, name, role, created_at FROM account ORDER BY user_id"
    )
    return [Account(r["user_id"], r["name"], r["role"], r["created_at"]) for r in rows]


async def once_listed(connection: Connection) -> frozenset[str]:
    """Who of the file has ever been in the rooms: who is in it no more has left."""
    return frozenset(json.loads(await settings.get(connection, LISTED) or "[]"))


async def put_once_listed(connection: Connection, user_ids: Collection[str]) -> None:
    """Take note that these people are in the file."""
    known = await once_listed(connection)
    if not known.issuperset(user_ids):
        await settings.put(connection, LISTED, json.dumps(sorted(known.union(user_ids))))


async def forget_listed(connection: Connection, user_id: str) -> None:
    """Somebody got an account by hand: they belong to the staff, whatever the file says."""
    known = await once_listed(connection)
    if user_id in known:
        await settings.put(connection, LISTED, json.dumps(sorted(known - {user_id})))


async def direct_room(connection: Connection, user_id: str) -> str | None:
    """The private room of the bot with this person: the newest, where there are several."""
    room_id: str | None = await connection.fetchval(
        "SELECT room_id FROM direct_room WHERE user_id = $1 ORDER BY position DESC LIMIT 1",
        user_id,
    )
    return room_id


async def put_direct_room(connection: Connection, user_id: str, room_id: str) -> None:
    """Keep a private room of the bot with this person, as the newest."""
    await remove_direct_room(connection, room_id)
    await connection.execute(
        "INSERT INTO direct_room (user_id, room_id) VALUES ($1, $2)", user_id, room_id
    )


async def remove_direct_room(connection: Connection, room_id: str) -> None:
    """Forget a private room."""
    await connection.execute("DELETE FROM direct_room WHERE room_id = $1", room_id)


async def direct_rooms(connection: Connection) -> dict[str, str]:
    """Every private room of the bot: room id to user id."""
    rows = await connection.fetch("SELECT user_id, room_id FROM direct_room")
    return {row["room_id"]: row["user_id"] for row in rows}


async def put_console_link(
    connection: Connection, token_hash: str, user_id: str, expires_at: int
) -> None:
    """Keep a one-time link to the console; only the hash of its token is kept."""
    await connection.execute(
        "INSERT INTO console_link (token_hash, user_id, expires_at) VALUES ($1, $2, $3)",
        token_hash,
        user_id,
        expires_at,
    )


async def use_console_link(connection: Connection, token_hash: str, now: int) -> str | None:
    """Whose link it is, if it is still good; it is good no more afterwards."""
    user_id: str | None = await connection.fetchval(
        "UPDATE console_link SET used_at = $2"
        " WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING user_id",
        token_hash,
        now,
    )
    return user_id


async def console_session(connection: Connection, token_hash: str, used_after: int) -> str | None:
    """Who came in by this link at or after that time and has not gone out since."""
    user_id: str | None = await connection.fetchval(
        "SELECT user_id FROM console_link WHERE token_hash = $1 AND used_at >= $2",
        token_hash,
        used_after,
    )
    return user_id


async def end_console_session(connection: Connection, token_hash: str) -> None:
    """Whoever came in by this link is out."""
    await connection.execute("DELETE FROM console_link WHERE token_hash = $1", token_hash)


async def forget_console_links(connection: Connection, made_before: int) -> None:
    """Drop links that ran out before that time."""
    await connection.execute("DELETE FROM console_link WHERE expires_at < $1", made_before)
