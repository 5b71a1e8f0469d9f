"""The chats that a bridge knows, out of its own database: its interfaces list none.

Source: ``bridgev2/database/upgrades/00-latest.sql`` of mautrix-go v0.30.0, tables ``portal`` and
``user_portal``: a log-in is in the latter once the bridge has seen it in the chat.
"""

import asyncio
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import asyncpg

_ALL = "SELECT id, receiver, name, mxid FROM portal ORDER BY name, id"
_INSIDE = "SELECT portal_id, portal_receiver, login_id FROM user_portal"


class PortalsAway(Exception):
    """The bridge's database cannot be read; str() is the reason."""


@dataclass(frozen=True, slots=True)
class Portal:
    """A chat; `receiver` is the log-in that it belongs to, `room_id` where it is plumbed.

    `accounts` are the log-ins that the bridge has seen in it.
    """

    id: str
    receiver: str
    name: str
    room_id: str
    accounts: frozenset[str] = frozenset()


async def read_portals(database: str | Path) -> list[Portal]:
    """All chats, by name; changes nothing, and may be done while the bridge runs.

    Raises PortalsAway; a database that is not there yet has no chats.
    """
    if isinstance(database, Path):
        return await asyncio.to_thread(_read_sqlite, database)
    return await _read_postgres(database)


def _read_sqlite(path: Path) -> list[Portal]:
    if not path.exists():
        return []
    try:
        address = f"file:{quote(str(path))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
            # A title that is no UTF-8 hides no other chat.
            connection.text_factory = lambda text: text.decode(errors="replace")
            inside = connection.execute(_INSIDE).fetchall()
            return _portals(connection.execute(_ALL).fetchall(), inside)
    except sqlite3.Error as problem:
        raise PortalsAway(str(problem)) from problem


async def _read_postgres(address: str) -> list[Portal]:
    try:
        connection = await asyncpg.connect(address, timeout=10)
        try:
            inside = [tuple(row) for row in await connection.fetch(_INSIDE)]
            return _portals([tuple(row) for row in await connection.fetch(_ALL)], inside)
        finally:
            await connection.close()
    except (
        *(OSError, TimeoutError, ValueError),
        *(asyncpg.PostgresError, asyncpg.InterfaceError),
    ) as problem:
        raise PortalsAway(type(problem).__name__) from problem


def _portals(
    rows: Iterable[tuple[object, ...]], inside: Iterable[tuple[object, ...]]
) -> list[Portal]:
    accounts: dict[tuple[str, str], set[str]] = {}
    for chat, receiver, login in inside:
        accounts.setdefault((str(chat), str(receiver or "")), set()).add(str(login))
    found = []
    for row in rows:
        chat, receiver, name, room_id = ("" if value is None else str(value) for value in row)
        seen = frozenset(accounts.get((chat, receiver), ()))
        found.append(Portal(chat, receiver, name, room_id, seen))
    return found
