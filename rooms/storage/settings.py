"""Single values: cursors, sync tokens, revisions."""

from rooms.storage.database import Connection


async def get(connection: Connection, name: str) -> str | None:
    """The value, or None where none was ever set."""
    value: str | None = await connection.fetchval("SELECT value FROM setting WHERE name = $1", name)
    return value


async def put(connection: Connection, name: str, value: str) -> None:
    """Set the value."""
    await connection.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )
