"""A process that applies a file, to be measured or killed; with a database of its own.

It reads an `Order` as JSON from its standard input, says ``begun`` in a line when it begins, and
prints in the end what was done, as JSON.
"""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import uvloop

from bot.homeserver import reach_homeserver
from deploy.parentage import dies_with_parent
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.reconcile.apply import Reconciliation
from rooms.storage.database import Store


@dataclass(frozen=True)
class Order:
    """What to apply, where, and as whom."""

    url: str
    bot_id: str
    token: str
    server_name: str
    file: str
    database: str

    async def begin(self) -> asyncio.subprocess.Process:
        """Start a process that carries it out; returns when it has begun."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.support.applying"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            preexec_fn=dies_with_parent(),
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asdict(self)).encode())
        process.stdin.write_eof()
        assert await process.stdout.readline() == b"begun\n"
        return process

    async def carry_out(self) -> dict[str, Any]:
        """Start a process and wait for what it tells in the end."""
        return await told_by(await self.begin())


async def told_by(process: asyncio.subprocess.Process) -> dict[str, Any]:
    """What a process that is not killed tells in the end."""
    output, _ = await process.communicate()
    told: dict[str, Any] = json.loads(output)
    assert not told["failed"], told
    return told


async def _carry_out(order: Order) -> dict[str, object]:
    community = load(Path(order.file), Community)
    store = await Store.open(order.database)
    print("begun", flush=True)
    try:
        async with reach_homeserver(
            order.url, order.bot_id, order.token, order.server_name
        ) as homeserver:
            applied = await Reconciliation(homeserver, store, order.server_name).apply(community)
    finally:
        await store.close()
    return {
        "changes": len(applied.changes),
        "failed": [failure.reason.words("en") for failure in applied.failures],
        "requests": asdict(applied.requests),
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_carry_out(Order(**json.load(sys.stdin))))))
