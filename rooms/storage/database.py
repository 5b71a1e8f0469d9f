"""Opening the database (SQLite or PostgreSQL) and its transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path

import asyncpg
from mautrix.util.async_db import Connection as MautrixConnection
from mautrix.util.async_db import Database, Scheme, UnsupportedDatabaseVersion
from yarl import URL

from rooms.storage import migrations
from rooms.storage.whole_queries import WholeQueries
from rooms.turns import my_turn

Connection = MautrixConnection

BUSY_SECONDS = 20
"""How long a statement waits for another process's transaction before it fails."""


class DatabaseTooNew(Exception):
    """The data were written by a newer version of Teremok."""


class DatabaseAway(Exception):
    """The database does not answer, or is locked; the same call may work later."""


_AWAY = (
    sqlite3.OperationalError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it is starting or ending, or somebody ended our session
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,  # a deadlock
    asyncpg.InterfaceError,
    OSError,
)


class Store:
    """An open database.

    Every write goes through `transaction()`, every look through `reading()`; both hand out the
    connection, which is passed on explicitly (mautrix's own context variable would leak it into
    child tasks).
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sqlite = database.scheme is Scheme.SQLITE
        self._writing = asyncio.Lock()

    @classmethod
    async def open(cls, url: str) -> "Store":
        """Connect to ``sqlite:///path`` or ``postgres://…`` and bring the tables up to date.

        Raises DatabaseTooNew when the tables are newer than this program, DatabaseAway when the
        database is out of reach.
        """
        arguments = _sqlite_arguments(url) if url.startswith("sqlite:") else _POSTGRES_ARGUMENTS
        database = Database.create(url, upgrade_table=migrations.table(), db_args=arguments)
        try:
            with _told_when_away():
                async with _alone(url), _tried(url):
                    await database.start()
        except UnsupportedDatabaseVersion as newer:
            await database.stop()
            raise DatabaseTooNew(str(newer)) from newer
        except DatabaseAway:
            await database.stop()
            raise
        return cls(database)

    async def close(self) -> None:
        """Close all connections."""
        await self._database.stop()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection for queries that change nothing."""
        with _told_when_away():
            async with self._database.acquire_direct() as connection:
                yield self._whole(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside a transaction: all of the block is kept, or nothing of it."""
        with _told_when_away():
            if self._sqlite:
                async with (
                    self._writing,
                    self._database.acquire_direct() as connection,
                    _sqlite_transaction(connection),
                ):
                    yield self._whole(connection)
            else:
                async with (
                    self._database.acquire_direct() as connection,
                    connection.wrapped.transaction(),
                ):
                    yield connection

    def _whole(self, connection: Connection) -> Connection:
        if not self._sqlite:
            return connection
        whole = WholeQueries(connection.wrapped)
        return MautrixConnection(connection.scheme, whole, self._database.log)


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator[None]:
    """Nobody else brings the tables up to date meanwhile: a step that another has begun fails.

    A file has a lock beside it: to lock and close the file itself would drop SQLite's locks.
    """
    if url.startswith("sqlite:"):
        async with my_turn(Path(f"{URL(url).path}-opening")):
            yield
        return
    # Let go of by the end of the connection, however this ends.
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _OPENING)
        yield
    finally:
        await connection.close()


@asynccontextmanager
async def _tried(url: str) -> AsyncIterator[None]:
    """A file that cannot be opened, as on a full disk, fails here: mautrix would leave the thread
    of such a connection behind, for which a program that ends waits for ever."""
    if not url.startswith("sqlite:"):
        yield
        return
    with closing(await asyncio.to_thread(_connected, URL(url).path)):
        yield


def _connected(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        for command in _INIT_COMMANDS:
            connection.execute(command).close()
        connection.execute("SELECT count(*) FROM sqlite_master").close()
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _told_when_away() -> Iterator[None]:
    try:
        yield
    except _AWAY as away:
        raise DatabaseAway(str(away)) from away


_OPENING = 0x7E4E404
"""The advisory lock of those who open a database of Teremok."""
_POSTGRES_ARGUMENTS = {"min_size": 1, "max_size": 6}
_INIT_COMMANDS = (
    # The last one must give no row: a row that nobody fetches keeps its statement open, and
    # SQLite then refuses the first commit.
    "PRAGMA journal_mode = WAL",
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    # A message that was acknowledged survives a power cut, not only a crash.
    "PRAGMA synchronous = FULL",
)


def _sqlite_arguments(url: str) -> dict[str, object]:
    Path(URL(url).path).touch(mode=0o600)
    return {
        "min_size": 3,
        "init_commands": list(_INIT_COMMANDS),
    }


@asynccontextmanager
async def _sqlite_transaction(connection: Connection) -> AsyncIterator[None]:
    # IMMEDIATE, because a transaction that reads first and writes later cannot wait for another
    # process's write: SQLite fails it at once.
    try:
        await connection.execute("BEGIN IMMEDIATE")
        yield
        await asyncio.shield(connection.execute("COMMIT"))
    except BaseException:
        # Shielded: a cancelled task must not hand back a connection inside a transaction; one
        # that was cancelled while it waited for the lock may or may not have begun it, and a
        # commit that failed (the disk is full) has not ended it.
        with suppress(sqlite3.OperationalError):
            await asyncio.shield(connection.execute("ROLLBACK"))
        raise
