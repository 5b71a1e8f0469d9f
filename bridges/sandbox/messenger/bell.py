"""Waking those who wait for news."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Bell:
    """Rung whenever something has happened; any number of waiters hear it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._silent = False

    def ring(self) -> None:
        """Wake everybody who waits now."""
        self._event.set()
        self._event = asyncio.Event()

    def fall_silent(self) -> None:
        """Nothing will happen any more: nobody waits from now on."""
        self._silent = True
        self.ring()

    async def wait_for(self, look: Callable[[], Found | None], seconds: float) -> Found | None:
        """What `look` finds, looking again at each ring, for so many seconds; None: nothing."""
        found = look()
        try:
            async with asyncio.timeout(seconds):
                while found is None and not self._silent:
                    await self._event.wait()
                    found = look()
        except TimeoutError:
            return None
        return found
