"""Ghosts are renamed as soon as it becomes known, or is no longer so, whose shadows they are."""

import asyncio
import logging

from bridges.ghosts import Ghosts
from rooms.roster.titles import GuardianTitles
from rooms.storage.database import DatabaseAway, Store
from rooms.storage.queue import TryLater
from rooms.traces import trace

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0


class Naming:
    """Follows the roster and the contacts, which other processes change, too."""

    def __init__(self, titles: GuardianTitles, ghosts: Ghosts, store: Store) -> None:
        self._titles = titles
        self._ghosts = ghosts
        self._store = store
        self._behind = True

    async def run(self) -> None:
        """Look and rename for ever; what cannot be done now is done later."""
        while True:
            try:
                self._behind |= await self._titles.refresh(self._store)
                if self._behind:
                    await self._ghosts.rename()
                    self._behind = False
            except (DatabaseAway, TryLater) as away:
                log.info("Names wait: %s", away)
            except Exception as error:
                log.error("Names wait: %s", trace(error))
            await asyncio.sleep(LOOK_SECONDS)
