"""Keeps the rooms and the chats as the files want them, as long as the daemon runs."""

import asyncio
import logging
from collections.abc import Mapping

from bridges.network import ChatId, Network, NetworkAway, NetworkRefused, OpensChats
from rooms.apply import Reconciliation
from rooms.directory import Directory
from rooms.homeserver import HomeserverProblem
from rooms.storage.database import DatabaseAway, Store

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Seconds between attempts, doubled from the first to the longest."""


class Upkeep:
    """Applies the community file at start, when it changes, and again where that may help."""

    def __init__(
        self,
        reconciliation: Reconciliation,
        directory: Directory,
        store: Store,
        networks: Mapping[str, Network],
    ) -> None:
        self._reconciliation = reconciliation
        self._directory = directory
        self._store = store
        self._networks = networks
        self._bell = asyncio.Event()
        self.looked = False
        """Whether the rooms have been gone through once: those that can be are there."""

    def begin_anew(self) -> None:
        """Say that the community has changed."""
        self._bell.set()

    async def run(self) -> None:
        """Apply for ever: whatever goes wrong with a room is tried again later."""
        pause = FIRST_PAUSE
        while True:
            self._bell.clear()
            try:
                again = await self._apply()
            except (HomeserverProblem, NetworkAway, DatabaseAway) as away:
                log.info("The rooms wait: %s", away)
                again = True
            except Exception:
                log.exception("The rooms wait")
                again = True
            if not again:
                pause = FIRST_PAUSE
            await self._wait(pause if again else None)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def look_around(self) -> None:
        """Notice what other processes change in the database."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if await self._directory.refresh(self._store):
                    self.begin_anew()
            except DatabaseAway as away:
                log.info("Not up to date: %s", away)

    async def _apply(self) -> bool:
        """Apply once; tells whether doing it again could help."""
        applied = await self._reconciliation.apply(self._directory.community)
        for failure in applied.failures:
            log.warning("%s: %s", failure.subject, failure.reason.words("en"))
        await self._directory.refresh(self._store)
        await self._open_chats()
        self.looked = True
        return applied.worth_repeating

    async def _open_chats(self) -> None:
        """Make the chats of networks that let us, under the names of their groups."""
        for chat in self._directory.chats():
            network = self._networks.get(chat.network)
            room = self._directory.room_of_chat(chat.network, chat.chat)
            if isinstance(network, OpensChats) and room is not None:
                try:
                    await network.open_chat(ChatId(chat.chat), room.name)
                except NetworkRefused:
                    log.warning("%s does not open the chat %s", chat.network, chat.chat)

    async def _wait(self, seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), seconds)
        except TimeoutError:
            return
