"""Queries of SQLite that are over when their rows are there.

mautrix fetches in three steps: it opens a cursor, takes the rows, closes the cursor. A task that
is cancelled after the first leaves the cursor open for as long as anybody holds its traceback;
the connection keeps its old view of the database, and the next write through it fails at once
(SQLITE_BUSY_SNAPSHOT, https://www.sqlite.org/rescode.html#busy_snapshot). In one step there is
nothing to leave open, and two thirds of the way to the database's thread are saved.
"""

import re
from sqlite3 import Row
from typing import Any

from mautrix.util.async_db.aiosqlite import TxnConnection

_PLACEHOLDER = re.compile(r"\$(\d+)")


class WholeQueries:
    """A connection of mautrix whose queries are made in one step."""

    def __init__(self, connection: TxnConnection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def fetch(self, query: str, *values: Any, **_more: object) -> list[Row]:
        """All rows."""
        return list(
            await self._connection.execute_fetchall(_PLACEHOLDER.sub(r"?\1", query), values)
        )

    async def fetchrow(self, query: str, *values: Any, **_more: object) -> Row | None:
        """The first row, of a query that gives few."""
        rows = await self.fetch(query, *values)
        return rows[0] if rows else None

    async def fetchval(self, query: str, *values: Any, column: int = 0, **_more: object) -> Any:
        """A value of the first row; None where there is no row."""
        row = await self.fetchrow(query, *values)
        return None if row is None else row[column]
