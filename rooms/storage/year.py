"""The change of the year that is not confirmed yet, and what it changes in other tables."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rooms.community import Community
from rooms.storage import settings
from rooms.storage.database import Connection
from rooms.storage.rooms import bump_revision

State = Literal["switched", "done", "undoing"]
"""Switched: the keys are new, the rest is on its way; undoing: the keys are the old ones again."""

OUTDATED = "year-outdated-file"
"""The setting with the fingerprint of a community file that must not be applied any more, and
until when (ms; null: as long as the change is neither confirmed nor undone)."""
MEMORY_MS = 15 * 60_000
"""How long afterwards a running program may still hold that file in its memory; it takes up the
new one within seconds."""

_KEYED = (
    ("room", "key"),
    ("chat", "room_key"),
    ("mute", "room_key"),
    ("guest", "room_key"),
    ("decision", "room_key"),
)
"""Tables and the columns in which they name rooms by their keys."""


@dataclass(frozen=True, slots=True)
class YearChange:
    """A change of the year; `at` (ms) is when it was begun, `payload` all that it is about."""

    kind: str
    state: State
    at: int
    payload: Mapping[str, Any]


async def pending(connection: Connection) -> YearChange | None:
    """The change that is neither confirmed nor undone."""
    row = await connection.fetchrow("SELECT kind, state, at, payload FROM year_change")
    if row is None:
        return None
    return YearChange(row["kind"], row["state"], row["at"], json.loads(row["payload"]))


async def put(connection: Connection, change: YearChange) -> None:
    """Keep a change, in place of what was known of it."""
    await connection.execute(
        "INSERT INTO year_change (kind, state, at, payload) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (kind) DO UPDATE SET state = excluded.state, at = excluded.at,"
        " payload = excluded.payload",
        change.kind,
        change.state,
        change.at,
        json.dumps(change.payload, ensure_ascii=False),
    )


async def forget(connection: Connection, now_ms: int) -> None:
    """There is no change to confirm or undo any more."""
    await connection.execute("DELETE FROM year_change")
    outdated, _ = await _outdated(connection)
    await _put_outdated(connection, outdated, now_ms + MEMORY_MS)


async def set_outdated(connection: Connection, old: Community, new: Community) -> None:
    """Let nobody apply the old file any more: a program may still hold it in its memory."""
    outdated = fingerprint(old)
    same = outdated == fingerprint(new)
    await _put_outdated(connection, "" if same else outdated, None)


async def is_outdated(connection: Connection, community: Community, now_ms: int) -> bool:
    """Whether this is the file of the year that is over."""
    outdated, until = await _outdated(connection)
    if not outdated or (until is not None and now_ms >= until):
        return False
    return outdated == fingerprint(community)


async def _outdated(connection: Connection) -> tuple[str, int | None]:
    mark, until = json.loads(await settings.get(connection, OUTDATED) or '["", null]')
    return str(mark), None if until is None else int(until)


async def _put_outdated(connection: Connection, mark: str, until: int | None) -> None:
    await settings.put(connection, OUTDATED, json.dumps([mark, until]))


def fingerprint(community: Community) -> str:
    """What tells one community file from another."""
    return hashlib.sha256(community.model_dump_json().encode()).hexdigest()


async def rekey(connection: Connection, pairs: Sequence[tuple[str, str]]) -> None:
    """Give rooms other keys, (old, new) each; one may get the key that another gives up."""
    steps = [(old, f"~{number}") for number, (old, _) in enumerate(pairs)]
    steps += [(f"~{number}", new) for number, (_, new) in enumerate(pairs)]
    for table, column in _KEYED:
        for old, new in steps:
            await connection.execute(
                f"UPDATE {table} SET {column} = $2 WHERE {column} = $1",  # noqa: S608
                old,
                new,
            )
    await bump_revision(connection)


async def part_chats(connection: Connection, room_key: str) -> list[tuple[str, str]]:
    """Disconnect the chats of a room; gives them as (network, chat)."""
    rows = await connection.fetch(
        "SELECT network, chat FROM chat WHERE room_key = $1 ORDER BY network, chat", room_key
    )
    await connection.execute("DELETE FROM chat WHERE room_key = $1", room_key)
    return [(row["network"], row["chat"]) for row in rows]


async def set_kind(connection: Connection, room_key: str, kind: str) -> None:
    """Note what kind a room is of by now."""
    await connection.execute("UPDATE room SET kind = $2 WHERE key = $1", room_key, kind)
    await bump_revision(connection)


async def place_child(connection: Connection, number: int, group: str, left_at: int | None) -> None:
    """Note a child's group, and since when (ms) it has been gone."""
    await connection.execute(
        "UPDATE child SET group_key = $2, left_at = $3 WHERE id = $1", number, group, left_at
    )
