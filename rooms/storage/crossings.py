"""Which event in a room is which message in a messenger: the message map, and the ghosts.

A crossing is one thing that crossed between a chat and a room: a message, an edit or a reaction.
`remote_id` is the network's id of the message, or the key of the happening for an edit or a
reaction; `event_id` is None until the event was sent.
"""

from dataclasses import dataclass
from typing import Any

from rooms.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Crossing:
    """One thing that crossed.

    `kind` is message, edit, reaction, reaction-removed, deletion or membership; `target` the
    remote id that an edit or a reaction is about; `author` a person's id in the network, or a
    Matrix user id for what went out; `detail` the emoji of a reaction.
    """

    network: str
    chat: str
    remote_id: str
    kind: str
    author: str
    room_id: str
    at: int
    event_id: str | None = None
    target: str | None = None
    detail: str | None = None


_COLUMNS = "network, chat, remote_id, kind, target, author, detail, room_id, event_id, at"


async def add(connection: Connection, crossing: Crossing) -> bool:
    """Keep a crossing; False where it is known already."""
    added = await connection.fetchval(
        f"INSERT INTO crossing ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"  # noqa: S608
        " ON CONFLICT (network, chat, remote_id) DO NOTHING RETURNING remote_id",
        crossing.network,
        crossing.chat,
        crossing.remote_id,
        crossing.kind,
        crossing.target,
        crossing.author,
        crossing.detail,
        crossing.room_id,
        crossing.event_id,
        crossing.at,
    )
    return added is not None


async def set_event(
    connection: Connection, network: str, chat: str, remote_id: str, event_id: str, room_id: str
) -> None:
    """Note the event that a crossing became, and its room: the chat may have had another one when
    the message came."""
    await connection.execute(
        "UPDATE crossing SET event_id = $4, room_id = $5"
        " WHERE network = $1 AND chat = $2 AND remote_id = $3",
        network,
        chat,
        remote_id,
        event_id,
        room_id,
    )


async def remove(connection: Connection, crossing: Crossing) -> None:
    """Forget a crossing: what left the chat while its event stays in the room."""
    await connection.execute(
        "DELETE FROM crossing WHERE network = $1 AND chat = $2 AND remote_id = $3",
        crossing.network,
        crossing.chat,
        crossing.remote_id,
    )


async def get(connection: Connection, network: str, chat: str, remote_id: str) -> Crossing | None:
    """The crossing of a remote message."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM crossing"  # noqa: S608
        " WHERE network = $1 AND chat = $2 AND remote_id = $3",
        network,
        chat,
        remote_id,
    )
    return _crossing(row) if row else None


async def of_event(
    connection: Connection, event_id: str, network: str, chat: str, *, first: bool = False
) -> Crossing | None:
    """What an event is in a chat, or was there before it came to the room.

    What was removed there and has come back from the room is both: then it is what came back, or
    what was there at `first`.
    """
    order = "THEN 1 ELSE 0" if first else "THEN 0 ELSE 1"
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM crossing"  # noqa: S608
        " WHERE event_id = $1 AND network = $2 AND chat = $3"
        f" ORDER BY CASE WHEN author LIKE '@%' {order} END LIMIT 1",
        event_id,
        network,
        chat,
    )
    return _crossing(row) if row else None


async def reaction(
    connection: Connection, network: str, chat: str, target: str, author: str, emoji: str
) -> Crossing | None:
    """The last reaction of somebody with this emoji to a remote message."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM crossing WHERE network = $1 AND chat = $2 AND target = $3"  # noqa: S608
        " AND author = $4 AND detail = $5 AND kind = 'reaction' ORDER BY at DESC LIMIT 1",
        network,
        chat,
        target,
        author,
        emoji,
    )
    return _crossing(row) if row else None


def _crossing(row: Any) -> Crossing:
    return Crossing(**{name: row[name] for name in _COLUMNS.split(", ")})


@dataclass(frozen=True, slots=True)
class Ghost:
    """A parent's shadow in Matrix, with the name and the avatar (a MediaRef) of the messenger.

    `shown` is the name that it has in Matrix, None: the same.
    """

    user_id: str
    network: str
    person: str
    name: str
    avatar: str | None
    shown: str | None = None


async def put_ghost(connection: Connection, ghost: Ghost) -> None:
    """Keep a ghost, or its new name and avatar."""
    await connection.execute(
        "INSERT INTO ghost (user_id, network, person, name, avatar, shown)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id) DO UPDATE"
        " SET name = excluded.name, avatar = excluded.avatar, shown = excluded.shown",
        ghost.user_id,
        ghost.network,
        ghost.person,
        ghost.name,
        ghost.avatar,
        ghost.shown,
    )


async def person_of_ghost(connection: Connection, user_id: str, network: str) -> str | None:
    """Whose shadow a ghost of this network is."""
    person: str | None = await connection.fetchval(
        "SELECT person FROM ghost WHERE user_id = $1 AND network = $2", user_id, network
    )
    return person


async def all_ghosts(connection: Connection) -> list[Ghost]:
    """Every ghost."""
    rows = await connection.fetch("SELECT user_id, network, person, name, avatar, shown FROM ghost")
    return [Ghost(**dict(row)) for row in rows]
