"""A process that applies a file on a running house, with a database of its own.

``python -m tests.bench.applying HOUSE FILE DATABASE`` prints what was done as JSON. The house's
own daemon knows nothing of these rooms and leaves them alone.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import uvloop

from bot.house import House
from bot.reconciling import reconciling
from rooms.community import Community
from rooms.storage.database import Store
from rooms.yaml_file import load


async def apply(house: House, file: Path, database: str) -> dict[str, object]:
    """Apply, and tell how many changes and requests that took."""
    store = await Store.open(database)
    try:
        async with reconciling(house, store) as reconciliation:
            applied = await reconciliation.apply(load(file, Community))
    finally:
        await store.close()
    failed = [failure.reason.words("en") for failure in applied.failures]
    return {
        "changes": len(applied.changes),
        "failed": failed,
        "requests": asdict(applied.requests),
    }


if __name__ == "__main__":
    folder, written, url = sys.argv[1:4]
    print(json.dumps(uvloop.run(apply(House.open(Path(folder)), Path(written), url))))
