"""A bridge's data are copied whole, and its chats read, on both kinds of database."""

import asyncio
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from bot.cli.bridge.reaching import reaching
from bot.house import House, HouseLock, Run
from bot.house_settings import Ports
from bot.upstream.installed import (
    Installation,
    ProgramSettings,
    State,
    bridge_folder,
    make_secrets,
    write_installation,
)
from bridges.upstream.problems import BridgeAway
from deploy.bridges import databases
from deploy.bridges.databases import (
    CopyRefused,
    DatabaseInTheOpen,
    copy_postgres,
    copy_sqlite,
    find_database,
    remove_postgres,
    remove_sqlite,
)
from deploy.bridges.portals import PortalsAway, read_portals
from deploy.private_file import write_private
from tests.support.postgres import RunningPostgres

PORTALS = "CREATE TABLE portal (id TEXT, receiver TEXT, name TEXT, mxid TEXT)"
INSIDE = "CREATE TABLE user_portal (portal_id TEXT, portal_receiver TEXT, login_id TEXT)"
SEEN = "INSERT INTO user_portal VALUES ('1203@g.us', '', '4915100000001')"
ODD = "INSERT INTO portal VALUES ('1204@g.us', '', CAST(x'd0ff' AS TEXT), NULL)"
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


async def test_a_title_that_is_no_text_hides_no_other_chat(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as writing:
        for command in (PORTALS, INSIDE, ROW, ODD):
            writing.execute(command)
        writing.commit()
    assert [row.id for row in await read_portals(path)] == ["1203@g.us", "1204@g.us"]


async def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    odd = tmp_path / "odd.db"
    odd.write_bytes(b"no database" * 1000)
    with pytest.raises(CopyRefused):
        copy_sqlite(odd, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    with pytest.raises(PortalsAway):
        await read_portals(odd)


async def test_a_command_says_that_the_bridges_database_cannot_be_read(tmp_path: Path) -> None:
    """Else it would say that the account is in no chat."""
    made = House.create(tmp_path / "house", "sad24.test", Ports())
    house = replace(made, run=Run(pid=1, internal=9, homeserver=19, console=29, sandbox=39))
    folder = bridge_folder(house, "irc")
    make_secrets(folder)
    state = State(program=ProgramSettings(path="programs/1/mautrix-irc", version="v1"))
    write_installation(folder, Installation(network="irc", now=state, port=9))
    (folder / "bridge.db").write_bytes(b"no database" * 1000)
    write_private(house.secrets.path("bot_token"), "token")
    lock = HouseLock(house.folder)  # as a `teremok up` has it
    try:
        async with reaching(house, "irc") as reached:
            with pytest.raises(BridgeAway, match="cannot be read"):
                await reached.workshop.rows(reached.bridge)
    finally:
        lock.release()


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


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("", True),
        ("/run/postgresql", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("192.0.2.7", False),
        ("2001:db8::7", False),
    ],
)
def test_what_is_sent_to_this_machine_does_not_leave_it(host: str, is_here: bool) -> None:
    assert databases.is_here(host) is is_here


async def test_a_password_is_not_on_its_way_before_it_is_known_whether_others_can_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever listens there has no TLS, and asks for the password as it is."""
    heard = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in (b"N", b"R" + (8).to_bytes(4) + (3).to_bytes(4), b""):
            heard.extend(await reader.read(1000))
            writer.write(answer)
        writer.close()

    monkeypatch.setattr(databases, "is_here", lambda host: False)
    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(DatabaseInTheOpen, match=r"127\.0\.0\.1"):
            await find_database(f"postgres://kita:geheim@127.0.0.1:{port}/bridge")
    assert heard, "it was asked whether it has TLS"
    assert b"kita" not in heard
    assert b"geheim" not in heard


@pytest.mark.postgres
async def test_nothing_goes_unencrypted_to_another_machine_unasked(
    postgres: RunningPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = postgres.new_database()
    assert (await find_database(here)).address == f"{here}?sslmode=disable"
    monkeypatch.setattr(databases, "is_here", lambda host: host != "127.0.0.1")
    with pytest.raises(DatabaseInTheOpen, match=r"127\.0\.0\.1"):
        await find_database(here)
    asked_for = f"{here}?sslmode=disable"
    assert (await find_database(asked_for)).address == asked_for
