"""Waiting for what must come, with a generous limit and no clock in the test."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

LIMIT_SECONDS = 120.0
"""Only what never comes takes so long; a loaded machine is five times slower than an idle one."""

Seen = TypeVar("Seen")


async def eventually(check: Callable[[], object], what: str = "it") -> None:
    """Wait until something in this process is so."""

    async def look() -> bool:
        return bool(check())

    await until(look, what, pause=0.02)


async def until(
    look: Callable[[], Awaitable[Seen | None]],
    what: str,
    seconds: float = LIMIT_SECONDS,
    pause: float = 0.1,
) -> Seen:
    """Look again and again until there is something to see; gives it."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        seen = await look()
        if seen:
            return seen
        await asyncio.sleep(pause)
    raise AssertionError(f"never seen: {what}")
