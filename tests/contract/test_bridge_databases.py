"""A bridge's data are copied whole, and its chats read, on both kinds of database."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from deploy.bridges.databases import (
    CopyRefused,
    copy_postgres,
    copy_sqlite,
    remove_postgres,
    remove_sqlite,
)
from deploy.bridges.portals import PortalsAway, read_portals
from tests.support.postgres import RunningPostgres

PORTALS = "CREATE TABLE portal (id TEXT, receiver TEXT, name TEXT, mxid TEXT)"
INSIDE = "CREATE TABLE user_portal (portal_id TEXT, portal_receiver TEXT, login_id TEXT)"
SEEN = "INSERT INTO user_portal VALUES ('1203@g.us', '', '4915100000001')"
ROW = "INSERT INTO portal VALUES ('1203@g.us', '', 'Божьи коровки', NULL)"


async def test_a_copy_has_what_is_written_but_not_yet_in_the_file(tmp_path: Path) -> None:
    source, target = tmp_path / "a.db", tmp_path / "b.db"
    with closing(sqlite3.connect(source)) as writing:
        writing.execute("PRAGMA journal_mode = WAL")
        for command in (PORTALS, INSIDE, ROW, SEEN):
            writing.execute(command)
        writing.commit()
        copy_sqlite(source, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    (portal,) = await read_portals(target)
    assert (portal.id, portal.name, portal.room_id) == ("1203@g.us", "Божьи коровки", "")
    assert portal.accounts == {"4915100000001"}
    remove_sqlite(target)
    assert await read_portals(target) == []


async def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    odd = tmp_path / "odd.db"
    odd.write_bytes(b"no database" * 1000)
    with pytest.raises(CopyRefused):
        copy_sqlite(odd, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    with pytest.raises(PortalsAway):
        await read_portals(odd)


@pytest.mark.postgres
async def test_a_postgres_database_is_copied_and_removed(postgres: RunningPostgres) -> None:
    source = postgres.new_database()
    connection = await asyncpg.connect(source)
    for command in (PORTALS, INSIDE, ROW, SEEN):
        await connection.execute(command)
    await connection.close()
    copy = await copy_postgres(source, "bridge_teremok1")
    (portal,) = await read_portals(copy)
    assert (portal.id, portal.accounts) == ("1203@g.us", {"4915100000001"})
    await remove_postgres(copy)
    with pytest.raises(PortalsAway):
        await read_portals(copy)
    with pytest.raises(CopyRefused):
        await copy_postgres("postgres://nobody@127.0.0.1:9/x", "y")
