"""One at a time, across all processes of a house."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

LOOK_SECONDS = 0.1


@asynccontextmanager
async def my_turn(path: Path | None) -> AsyncIterator[None]:
    """Wait until nobody else is inside with the same file, which is made; None: no waiting.

    A process that dies gives up its turn.
    """
    if path is None:
        yield
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not _locked(handle):  # noqa: ASYNC110 — another process cannot set an event
            await asyncio.sleep(LOOK_SECONDS)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
