"""Forgets whoever left long ago, as long as the daemon runs."""

import asyncio
import logging

from rooms.clock import Clock
from rooms.directory import Directory
from rooms.roster.forgetting import forget
from rooms.storage.database import DatabaseAway, Store
from rooms.traces import trace

log = logging.getLogger(__name__)

PAUSE_SECONDS = 3600.0
AWAY_SECONDS = 10.0
"""How long a database that is away is given."""


class Forgetting:
    """Keeps to the time that community.yaml gives to those who left."""

    def __init__(self, directory: Directory, store: Store, clock: Clock) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock

    async def run(self) -> None:
        """Look every hour, for ever."""
        while True:
            days = self._directory.community.community.roster_retention_days
            try:
                if count := await forget(self._store, days, self._clock.now_ms()):
                    log.info("Children who left and are forgotten now: %s", count)
                await asyncio.sleep(PAUSE_SECONDS)
            except DatabaseAway as away:
                log.info("Nobody is forgotten yet: %s", away)
                await asyncio.sleep(AWAY_SECONDS)
            except Exception as error:
                log.error("Nobody is forgotten yet: %s", trace(error))
                await asyncio.sleep(PAUSE_SECONDS)
