"""The chats that a bridge knows, out of its own database: its interfaces list none.

Source: ``bridgev2/database/upgrades/00-latest.sql`` of mautrix-go v0.30.0, table ``portal``.
"""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import asyncpg

_ALL = "SELECT id, receiver, name, mxid FROM portal ORDER BY name, id"


class PortalsAway(Exception):
    """The bridge's database cannot be read; str() is the reason."""


@dataclass(frozen=True, slots=True)
class Portal:
    """A chat; `receiver` is the log-in that it belongs to, `room_id` where it is plumbed."""

    id: str
    receiver: str
    name: str
    room_id: str


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
            return [_portal(row) for row in connection.execute(_ALL).fetchall()]
    except sqlite3.Error as problem:
        raise PortalsAway(str(problem)) from problem


async def _read_postgres(address: str) -> list[Portal]:
    try:
        connection = await asyncpg.connect(address, timeout=10)
        try:
            return [_portal(tuple(row)) for row in await connection.fetch(_ALL)]
        finally:
            await connection.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as problem:
        raise PortalsAway(type(problem).__name__) from problem


def _portal(row: tuple[object, ...]) -> Portal:
    texts = ["" if value is None else str(value) for value in row]
    return Portal(*texts)
