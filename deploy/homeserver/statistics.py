"""Tells SQLite how the homeserver's tables are filled, so that it looks things up the short way.

Without statistics SQLite reads a whole room to find the edits of one message, and every page of
history that Element asks for takes the longer the more was ever said in the room.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

ROWS = 400
"""How many rows of an index are looked at: https://www.sqlite.org/lang_analyze.html advises 100
to 1000; that takes some milliseconds whatever the size."""


def refresh_statistics(database: Path) -> None:
    """Count anew; to be called while the homeserver does not run.

    A failure does no harm here, and the homeserver itself says best what is wrong with its data.
    """
    if not database.exists():
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(database, timeout=5)) as connection:
        connection.execute(f"PRAGMA analysis_limit = {ROWS}")
        connection.execute("ANALYZE")
        connection.commit()
