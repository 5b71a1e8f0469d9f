"""Clocks for tests, none of which asks this machine for the day."""

import time
from datetime import datetime


class Hand:
    """A clock that stands still until somebody sets it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now_ms(self) -> int:
        """As it is set."""
        return int(self.at.timestamp() * 1000)


class Going:
    """A clock that goes on from what it is set to."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def set(self, at: datetime) -> None:
        """Let it go on from here."""
        self._ahead = at.timestamp() - time.monotonic()

    def now_ms(self) -> int:
        """What it was set to, and the time since."""
        return int((self._ahead + time.monotonic()) * 1000)
