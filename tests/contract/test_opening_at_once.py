"""Whoever opens a new database at the same moment as others finds it whole."""

import asyncio
import sys
from pathlib import Path

from rooms.storage import settings
from rooms.storage.database import Store

OPENINGS, PROCESSES = 6, 4
OPEN = """\
import asyncio, sys
from rooms.storage import settings
from rooms.storage.database import Store

async def main():
    sys.stdin.readline()
    store = await Store.open(sys.argv[1])
    async with store.transaction() as connection:
        await settings.put(connection, sys.argv[2], "here")
    await store.close()

asyncio.run(main())
"""


async def test_many_open_a_new_database_at_once(database_url: str) -> None:
    stores = await asyncio.gather(*(Store.open(database_url) for _ in range(OPENINGS)))
    for number, store in enumerate(stores):
        async with store.transaction() as connection:
            await settings.put(connection, f"setting {number}", "here")
    for store in stores:
        async with store.reading() as connection:
            last = await settings.get(connection, f"setting {OPENINGS - 1}")
        assert last == "here"
        await store.close()


async def test_many_processes_open_a_new_file_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'teremok.db'}"
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", OPEN, url, f"process {number}"),
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for number in range(PROCESSES)
    ]
    done = await asyncio.gather(*(process.communicate(b"now\n") for process in processes))
    assert [stderr.decode() for _, stderr in done] == [""] * PROCESSES
    store = await Store.open(url)
    async with store.reading() as connection:
        for number in range(PROCESSES):
            assert await settings.get(connection, f"process {number}") == "here"
    await store.close()
