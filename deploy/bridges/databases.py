"""A bridge's database, and copies of it for a program that may change its tables."""

import asyncio
import socket
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import asyncpg

_LOOK = (
    "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables"
    " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')),"
    " coalesce((SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_backend_pid()), false)"
)
_NO_TLS = "rejected SSL upgrade"
"""What asyncpg says where a server has no TLS."""
# An address that makes no sense is a ValueError.
_TROUBLES = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError, ValueError)


class CopyRefused(Exception):
    """The database could not be copied; str() is the reason."""


class DatabaseUnusable(Exception):
    """A database cannot be reached; str() is the reason."""


class DatabaseInTheOpen(Exception):
    """What goes to a database of another machine could be read on the way; str() is its host."""


@dataclass(frozen=True, slots=True)
class FoundDatabase:
    """A PostgreSQL database; `address` is its own as a bridge's program takes it."""

    address: str
    is_empty: bool


async def find_database(address: str) -> FoundDatabase:
    """Look at a PostgreSQL database. Raises DatabaseUnusable or DatabaseInTheOpen.

    Programs in Go speak to no server without TLS unless their address says so, as it does
    afterwards for one on this machine; of another machine, the operator must have said it.
    """
    must_encrypt = False
    try:
        parts = urlsplit(address)
        is_said = "sslmode=" in parts.query
        host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
        must_encrypt = not is_said and not await asyncio.to_thread(is_here, host)
        # Asked for before anything is said: the password would be on its way already.
        tls = "require" if must_encrypt else None
        connection = await asyncpg.connect(address, timeout=30, ssl=tls)
        try:
            has_tables, is_encrypted = await connection.fetchrow(_LOOK)
        finally:
            await connection.close()
    except _TROUBLES as refused:
        if must_encrypt and _NO_TLS in str(refused):
            raise DatabaseInTheOpen(host) from refused
        raise DatabaseUnusable(str(refused) or type(refused).__name__) from refused
    if not is_encrypted and not is_said:
        query = f"{parts.query}&sslmode=disable" if parts.query else "sslmode=disable"
        address = urlunsplit(parts._replace(query=query))
    return FoundDatabase(address, not has_tables)


def is_here(host: str) -> bool:
    """Whether what is sent there stays on this machine."""
    if not host or host.startswith("/"):
        return True  # a socket in a folder
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(ip_address(str(place[4][0]).partition("%")[0]).is_loopback for place in found)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an SQLite database with all that is committed, also while it is used.

    What is at `target` is replaced. Raises CopyRefused.
    """
    remove_sqlite(target)
    if not source.exists():
        return
    try:
        target.touch(mode=0o600)
        with (
            closing(sqlite3.connect(source, timeout=30)) as reading,
            closing(sqlite3.connect(target)) as writing,
        ):
            reading.backup(writing)
    except (OSError, sqlite3.Error) as refused:
        remove_sqlite(target)
        raise CopyRefused(str(refused)) from refused


def remove_sqlite(path: Path) -> None:
    """Remove an SQLite database with the files beside it, if it is there."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


async def copy_postgres(source: str, name: str) -> str:
    """Copy a PostgreSQL database, which nobody may use meanwhile, to one of that name.

    Gives the address of the copy. The role must be allowed to make databases. Raises CopyRefused.
    """
    parts = urlsplit(source)
    original = parts.path.removeprefix("/")
    await _command(parts.geturl(), f"DROP DATABASE IF EXISTS {_quoted(name)}")
    await _command(parts.geturl(), f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(original)}")
    return urlunsplit(parts._replace(path=f"/{name}"))


async def remove_postgres(address: str) -> None:
    """Remove a PostgreSQL database. Raises CopyRefused."""
    name = urlsplit(address).path.removeprefix("/")
    await _command(address, f"DROP DATABASE IF EXISTS {_quoted(name)}")


async def _command(address: str, command: str) -> None:
    """Said from the database ``postgres``: nobody may be in one that is copied or removed."""
    somewhere = urlunsplit(urlsplit(address)._replace(path="/postgres"))
    try:
        connection = await asyncpg.connect(somewhere, timeout=30)
        try:
            await connection.execute(command)
        finally:
            await connection.close()
    except _TROUBLES as refused:
        raise CopyRefused(str(refused) or type(refused).__name__) from refused


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
