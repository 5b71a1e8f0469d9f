"""Running a step's statements on both kinds of database."""

from mautrix.util.async_db import Connection, Scheme


async def run(connection: Connection, scheme: Scheme, statements: str) -> None:
    """Run statements, parted by semicolons, one after the other.

    ``SERIAL_KEY`` stands for the type of a primary key that numbers its rows; whoever refers to
    such a key writes ``BIGINT``.
    """
    serial = (
        "INTEGER PRIMARY KEY AUTOINCREMENT" if scheme is Scheme.SQLITE else "BIGSERIAL PRIMARY KEY"
    )
    for statement in statements.replace("SERIAL_KEY", serial).split(";"):
        if statement.strip():
            await connection.execute(statement)
