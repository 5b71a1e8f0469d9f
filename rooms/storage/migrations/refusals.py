"""Step 14: whether what people were asked about was refused, although it may appear now."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def refusals(connection: Connection, scheme: Scheme) -> None:
    """Add the column; of what was let through before nothing is known."""
    await run(connection, scheme, _COLUMN)


_COLUMN = """
ALTER TABLE decision ADD COLUMN refused_at BIGINT;
UPDATE decision SET refused_at = settled_at WHERE state = 'refused' AND action = 'ask'
"""
