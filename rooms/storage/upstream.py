"""The upstream bridges: whose users there are, how they are, their chats, what did not get through.

A state is that of a bridge (subject ``""``), of an account (``login:<id>``) or of a chat
(``chat:<id>``).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from rooms.storage import rooms, settings
from rooms.storage.database import Connection
from rooms.upstream_users import UpstreamUsers

_NEVER_MS = 1 << 52
_WELL = "connected"
USERS = "upstream-users"
"""The setting with the bridges' users."""


async def users(connection: Connection) -> UpstreamUsers:
    """Which users belong to upstream bridges."""
    known = json.loads(await settings.get(connection, USERS) or "{}")
    return UpstreamUsers(**{name: tuple(values) for name, values in known.items()})


async def put_users(connection: Connection, wanted: UpstreamUsers) -> None:
    """Keep them; everybody looks again when they have changed."""
    if await users(connection) != wanted:
        await settings.put(connection, USERS, json.dumps(asdict(wanted), sort_keys=True))
        await rooms.bump_revision(connection)


async def drive(connection: Connection, network: str, prefix: str, bot: str) -> None:
    """Take up a network: its users are known from now on."""
    known = await users(connection)
    await put_users(
        connection,
        UpstreamUsers(
            prefixes=tuple(sorted({*known.prefixes, prefix})),
            bots=tuple(sorted({*known.bots, bot})),
            networks=tuple(sorted({*known.networks, network})),
            rooms=known.rooms,
        ),
    )


async def is_driven(connection: Connection, network: str) -> bool:
    """Whether a network is taken up: it is not before, nor from when it is being taken out."""
    return network in (await users(connection)).networks


async def drive_no_more(connection: Connection, network: str) -> None:
    """Let a network be; its ghosts stay ghosts, for they are in the rooms' history."""
    known = await users(connection)
    networks = tuple(name for name in known.networks if name != network)
    await put_users(connection, UpstreamUsers(known.prefixes, known.bots, networks, known.rooms))
    for table in ("upstream_state", "upstream_chat", "upstream_unsent"):
        await connection.execute(f"DELETE FROM {table} WHERE network = $1", network)  # noqa: S608
    for lost in await replaced(connection, network):
        await forget_replaced(connection, network, lost)


async def room_of(connection: Connection, network: str) -> str | None:
    """The room in which Teremok talks to the bridge's bot."""
    return await settings.get(connection, f"upstream-room {network}")


async def put_room(connection: Connection, network: str, room_id: str) -> None:
    """Keep that room; what is said in it is no post and is not archived."""
    await settings.put(connection, f"upstream-room {network}", room_id)
    known = await users(connection)
    together = tuple(sorted({*known.rooms, room_id}))
    await put_users(connection, UpstreamUsers(known.prefixes, known.bots, known.networks, together))


@dataclass(frozen=True, slots=True)
class KeptState:
    """How a bridge, an account or a chat is, since when (ms), and what was told of it when.

    `told` is the state that people were told last, empty: nothing.
    """

    network: str
    subject: str
    name: str
    state: str
    detail: str
    since: int
    told: str = ""
    told_at: int = 0


async def states(connection: Connection, network: str | None = None) -> list[KeptState]:
    """All states, or those of one network."""
    rows = await connection.fetch(
        "SELECT network, subject, name, state, detail, since, told, told_at FROM upstream_state"
        " WHERE $1 = '' OR network = $1 ORDER BY network, subject",
        network or "",
    )
    return [KeptState(**dict(row)) for row in rows]


async def told(connection: Connection, network: str) -> list[KeptState]:
    """The states of which people have been told, until all is well or settled in another way.

    What tries to get out of a trouble meanwhile still is in it.
    """
    kept = await states(connection, network)
    return [
        each
        for each in kept
        if each.told not in ("", _WELL) and each.state != _WELL and each.told_at < _NEVER_MS
    ]


async def put_state(connection: Connection, kept: KeptState) -> None:
    """Keep a state."""
    await connection.execute(
        "INSERT INTO upstream_state"
        " (network, subject, name, state, detail, since, told, told_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (network, subject) DO UPDATE SET"
        " name = excluded.name, state = excluded.state, detail = excluded.detail,"
        " since = excluded.since, told = excluded.told, told_at = excluded.told_at",
        kept.network,
        kept.subject,
        kept.name,
        kept.state,
        kept.detail,
        kept.since,
        kept.told,
        kept.told_at,
    )


async def remind_no_more(connection: Connection, network: str, subject: str) -> None:
    """Let a trouble be that is settled in another way; its end would still be told."""
    await connection.execute(
        "UPDATE upstream_state SET told = state, told_at = $3 WHERE network = $1 AND subject = $2",
        network,
        subject,
        _NEVER_MS,
    )


async def remove_state(connection: Connection, network: str, subject: str) -> None:
    """Forget a state: what it was about is there no more."""
    await connection.execute(
        "DELETE FROM upstream_state WHERE network = $1 AND subject = $2", network, subject
    )


@dataclass(frozen=True, slots=True)
class UpstreamChat:
    """A chat that is plumbed by an upstream bridge.

    `asked` is how people named it: its id, or a link that invites to it; `by_file`: in
    community.yaml, else by command.
    """

    network: str
    asked: str
    chat: str
    title: str
    room_key: str
    room_id: str
    login: str
    by_file: bool


_CHAT = "network, asked, chat, title, room_key, room_id, login, by_file"


async def chats(connection: Connection, network: str | None = None) -> list[UpstreamChat]:
    """All chats, or those of one network."""
    rows = await connection.fetch(
        f"SELECT {_CHAT} FROM upstream_chat"  # noqa: S608
        " WHERE $1 = '' OR network = $1 ORDER BY network, asked",
        network or "",
    )
    return [UpstreamChat(**{**dict(row), "by_file": bool(row["by_file"])}) for row in rows]


async def put_chat(connection: Connection, chat: UpstreamChat) -> None:
    """Keep a chat."""
    await connection.execute(
        f"INSERT INTO upstream_chat ({_CHAT}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"  # noqa: S608
        " ON CONFLICT (network, asked) DO UPDATE SET chat = excluded.chat,"
        " title = excluded.title, room_key = excluded.room_key, room_id = excluded.room_id,"
        " login = excluded.login, by_file = excluded.by_file",
        chat.network,
        chat.asked,
        chat.chat,
        chat.title,
        chat.room_key,
        chat.room_id,
        chat.login,
        int(chat.by_file),
    )
    await rooms.bump_revision(connection)


async def remove_chat(connection: Connection, network: str, asked: str) -> None:
    """Forget a chat."""
    await connection.execute(
        "DELETE FROM upstream_chat WHERE network = $1 AND asked = $2", network, asked
    )
    await rooms.bump_revision(connection)


async def replaced(connection: Connection, network: str) -> dict[str, dict[str, int]]:
    """How many chats of a lost account each other one has taken over, which is not told yet."""
    found: dict[str, dict[str, int]] = json.loads(
        await settings.get(connection, f"upstream-replaced {network}") or "{}"
    )
    return found


async def count_replaced(connection: Connection, network: str, lost: str, by: str) -> None:
    """One chat more has been taken over."""
    known = await replaced(connection, network)
    counts = known.setdefault(lost, {})
    counts[by] = counts.get(by, 0) + 1
    await settings.put(connection, f"upstream-replaced {network}", json.dumps(known))


async def forget_replaced(connection: Connection, network: str, lost: str) -> None:
    """It is told."""
    known = await replaced(connection, network)
    known.pop(lost, None)
    await settings.put(connection, f"upstream-replaced {network}", json.dumps(known))


@dataclass(frozen=True, slots=True)
class Unsent:
    """An event that did not get through to a network; `at` (ms) is when it was written.

    `state` is waiting (it is sent again when the network is back), sending, sent, instead (it was
    given in another way, which may be refused, too), refused (for good) or cut (a part of it was),
    as long as its author does not know, or hopeless; `attempts` is how often it was sent again.
    """

    network: str
    event_id: str
    room_id: str
    reason: str
    state: str
    attempts: int
    at: int


async def put_unsent(connection: Connection, unsent: Unsent) -> None:
    """Keep that something did not get through, or what has become of it."""
    await connection.execute(
        "INSERT INTO upstream_unsent "
        " (network, event_id, room_id, reason, state, attempts, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (network, event_id) DO UPDATE SET"
        " reason = excluded.reason, state = excluded.state, attempts = excluded.attempts",
        unsent.network,
        unsent.event_id,
        unsent.room_id,
        unsent.reason,
        unsent.state,
        unsent.attempts,
        unsent.at,
    )


async def unsent(connection: Connection, network: str, event_id: str) -> Unsent | None:
    """What is known of an event that did not get through."""
    row = await connection.fetchrow(
        "SELECT network, event_id, room_id, reason, state, attempts, at FROM upstream_unsent"
        " WHERE network = $1 AND event_id = $2",
        network,
        event_id,
    )
    return Unsent(**dict(row)) if row else None


async def all_unsent(connection: Connection, network: str, state: str) -> list[Unsent]:
    """What did not get through and is in that state, in the order of writing."""
    rows = await connection.fetch(
        "SELECT u.network, u.event_id, u.room_id, u.reason, u.state, u.attempts, u.at"
        " FROM upstream_unsent u"
        " LEFT JOIN event ON event.event_id = u.event_id"
        " WHERE u.network = $1 AND u.state = $2 ORDER BY u.at, event.position",
        network,
        state,
    )
    return [Unsent(**dict(row)) for row in rows]


async def unsent_counts(connection: Connection) -> dict[str, int]:
    """How many events of each network wait, or are just being sent again."""
    rows = await connection.fetch(
        "SELECT network, count(*) AS number FROM upstream_unsent"
        " WHERE state IN ('waiting', 'sending') GROUP BY network"
    )
    return {row["network"]: row["number"] for row in rows}


async def unconfirmed(
    connection: Connection, room_id: str, bot: str, kinds: Sequence[str], since: int, until: int
) -> list[tuple[str, str]]:
    """Events of a room, and their senders, of which that bridge's bot has never said anything.

    Those of these kinds that were sent in [since, until) ms, in the order of arrival.
    """
    places = ", ".join(f"${number}" for number in range(5, len(kinds) + 5))
    rows = await connection.fetch(
        "SELECT e.event_id, e.sender FROM event e WHERE e.room_id = $1"  # noqa: S608
        " AND e.sent_at >= $2 AND e.sent_at < $3 AND e.redacted_by IS NULL"
        f" AND e.kind IN ({places}) AND NOT EXISTS (SELECT 1 FROM event s WHERE"
        " s.target = e.event_id AND s.room_id = e.room_id AND s.sender = $4"
        " AND s.type = 'com.beeper.message_send_status') ORDER BY e.position",
        room_id,
        since,
        until,
        bot,
        *kinds,
    )
    return [(row["event_id"], row["sender"]) for row in rows]


async def was_carried(connection: Connection, event_id: str, bot: str) -> bool:
    """Whether that bridge's bot has ever said of an event that it got through."""
    rows = await connection.fetch(
        "SELECT content FROM event WHERE target = $1 AND sender = $2"
        " AND type = 'com.beeper.message_send_status'",
        event_id,
        bot,
    )
    return any(json.loads(row["content"]).get("status") == "SUCCESS" for row in rows)


async def plumbed_at(connection: Connection, room_id: str, bot: str, state_key: str) -> int | None:
    """When (ms) a bridge's bot last wrote into a room what chat it has there; None: never."""
    at: int | None = await connection.fetchval(
        "SELECT max(sent_at) FROM event WHERE room_id = $1 AND type = 'm.bridge'"
        " AND sender = $2 AND state_key = $3",
        room_id,
        bot,
        state_key,
    )
    return at
