"""Copies of a bridge's database, for a program that may change its tables."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg


class CopyRefused(Exception):
    """The database could not be copied; str() is the reason."""


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
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as refused:
        raise CopyRefused(str(refused) or type(refused).__name__) from refused


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
