"""Step 8: what the bytes of the archive's files show: their type, and how a picture looks."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def pictures(connection: Connection, scheme: Scheme) -> None:
    """Add the columns; of files from before nothing is known."""
    await run(connection, scheme, _COLUMNS)


_COLUMNS = """
ALTER TABLE media ADD COLUMN content_type TEXT;
ALTER TABLE media ADD COLUMN picture_hash TEXT
"""
