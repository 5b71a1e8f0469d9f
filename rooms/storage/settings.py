"""Single values: cursors, sync tokens, revisions."""

from rooms.storage.database import Connection


async def get(connection: Connection, name: str) -> str | None:
    """The value, or None where none was ever set."""
    value: str | None = await connection.fetchval("SELECT value FROM setting WHERE name = $1", name)
    return value


async def put_first(connection: Connection, name: str, value: str) -> bool:
    """Set the value where none was ever set; False where there is one, also from a transaction of
    another process that has ended only now."""
    kept = await connection.fetchval(
        "INSERT INTO setting (name, value) VALUES ($1, $2)"
        " ON CONFLICT (name) DO NOTHING RETURNING name",
        name,
        value,
    )
    return kept is not None


async def put(connection: Connection, name: str, value: str) -> None:
    """Set the value."""
    await connection.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )
