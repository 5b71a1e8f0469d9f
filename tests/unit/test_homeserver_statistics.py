"""What SQLite is told of the homeserver's tables."""

import sqlite3
from contextlib import closing
from pathlib import Path

from deploy.homeserver.statistics import refresh_statistics


def test_the_tables_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "homeserver.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE events (event_id TEXT PRIMARY KEY, room_id TEXT)")
        rows = [(str(number), "!room") for number in range(1000)]
        connection.executemany("INSERT INTO events VALUES (?, ?)", rows)
        connection.commit()
    refresh_statistics(path)
    with closing(sqlite3.connect(path)) as connection:
        counted = connection.execute("SELECT tbl FROM sqlite_stat1").fetchall()
    assert counted == [("events",)]


def test_a_house_that_has_no_database_yet_gets_none(tmp_path: Path) -> None:
    refresh_statistics(tmp_path / "homeserver.db")
    assert not (tmp_path / "homeserver.db").exists()


def test_a_broken_database_is_the_homeservers_to_report(tmp_path: Path) -> None:
    path = tmp_path / "homeserver.db"
    path.write_bytes(b"no database at all, but long enough to be read as one" * 100)
    refresh_statistics(path)
