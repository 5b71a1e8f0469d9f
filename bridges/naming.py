"""Ghosts are renamed as soon as it becomes known, or is no longer so, whose shadows they are."""

from bridges.ghosts import Ghosts
from rooms.roster.titles import GuardianTitles
from rooms.storage.database import Store


class Naming:
    """Follows the roster and the contacts, which other processes change, too."""

    def __init__(self, titles: GuardianTitles, ghosts: Ghosts, store: Store) -> None:
        self._titles = titles
        self._ghosts = ghosts
        self._store = store
        self._behind = True

    async def look(self) -> None:
        """Rename where anything has changed. Raises DatabaseAway and TryLater."""
        self._behind |= await self._titles.refresh(self._store)
        if self._behind:
            await self._ghosts.rename()
            self._behind = False
