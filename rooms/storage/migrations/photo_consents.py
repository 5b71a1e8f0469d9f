"""Step 10: whether a child of the roster may be shown in pictures."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def photo_consents(connection: Connection, scheme: Scheme) -> None:
    """Add the column; of the children from before nothing is known."""
    await run(connection, scheme, _COLUMN)


_COLUMN = """
ALTER TABLE child ADD COLUMN photo_consent INTEGER
"""
