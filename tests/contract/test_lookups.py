"""What is looked up at every card is found by an index: the tables grow for as long as a house."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from rooms.storage import decisions, talks
from rooms.storage.database import Connection, Store

Lookup = Callable[[Connection], Awaitable[object]]


class Explaining:
    """A connection that asks how each query would be carried out, and finds nothing."""

    def __init__(self, connection: Connection, explain: str) -> None:
        self._connection = connection
        self._explain = explain
        self.plan = ""

    async def fetch(self, query: str, *values: Any) -> list[Any]:
        """No rows."""
        rows = await self._connection.fetch(f"{self._explain} {query}", *values)
        self.plan += "\n".join(str(tuple(row)) for row in rows)
        return []

    async def fetchrow(self, query: str, *values: Any) -> None:
        """No row."""
        await self.fetch(query, *values)


@pytest.mark.parametrize(
    ("look_up", "index"),
    [
        (lambda connection: talks.card(connection, "$1"), "talk_by_message"),
        (lambda connection: decisions.between(connection, "@a:t", 1, 2), "decision_by_author"),
    ],
)
async def test_no_table_is_read_through_for_a_card(
    store: Store, database_url: str, look_up: Lookup, index: str
) -> None:
    is_file = database_url.startswith("sqlite:")
    async with store.transaction() as connection:
        if not is_file:  # which reads through whatever is as small as here
            await connection.execute("SET LOCAL enable_seqscan = off")
        asked = Explaining(connection, "EXPLAIN QUERY PLAN" if is_file else "EXPLAIN")
        await look_up(cast("Connection", asked))
    assert index in asked.plan
