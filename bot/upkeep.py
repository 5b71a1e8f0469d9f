"""Keeps the rooms and the chats as the files want them, as long as the daemon runs."""

import asyncio
import logging
from collections.abc import Mapping

from bot.drift import Drift
from bridges.network import (
    ChangesMembers,
    ChatId,
    Network,
    NetworkAway,
    NetworkRefused,
    OpensChats,
    Speaker,
)
from rooms.clock import SystemClock
from rooms.community import BOT_LOCALPART
from rooms.community.days import seconds_to_the_next_turn
from rooms.community.listing import avatars_of
from rooms.directory import Directory
from rooms.reconcile.apply import Reconciliation, Scope
from rooms.reconcile.homeserver import HomeserverProblem
from rooms.storage import rooms
from rooms.storage.database import DatabaseAway, Store
from rooms.storage.rooms import PlumbedChat
from rooms.wanted.pictures import versions_of

log = logging.getLogger(__name__)

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
        drift: Drift,
    ) -> None:
        self._reconciliation = reconciliation
        self._directory = directory
        self._store = store
        self._networks = networks
        self._drift = drift
        self._bell = asyncio.Event()
        self._introduced: set[PlumbedChat] = set()
        self._revision = directory.revision
        self._pictures: object = None
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
            next_turn = seconds_to_the_next_turn(self._directory.community, SystemClock())
            await self._wait(pause if again else next_turn)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def look(self) -> None:
        """Notice what other processes change in the database, and pictures that are replaced.

        Raises DatabaseAway.
        """
        pictures = await asyncio.to_thread(versions_of, avatars_of(self._directory.community))
        if self._pictures not in (None, pictures):
            self.begin_anew()
        self._pictures = pictures
        await self._directory.refresh(self._store)
        if self._directory.revision != self._revision:
            self._revision = self._directory.revision
            self.begin_anew()

    async def _apply(self) -> bool:
        """Apply once; tells whether doing it again could help."""
        scope = Scope(spares=self._drift.spares)
        applied = await self._reconciliation.apply(self._directory.community, scope=scope)
        await self._drift.settle(applied, scope)
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
            if network is None or room is None:
                continue
            try:
                if isinstance(network, OpensChats):
                    await network.open_chat(ChatId(chat.chat), room.name)
                if isinstance(network, ChangesMembers) and chat not in self._introduced:
                    await self._introduce_staff(network, ChatId(chat.chat), room.room_id)
                    self._introduced.add(chat)
            except NetworkRefused:
                log.warning("%s does not open the chat %s", chat.network, chat.chat)

    async def _introduce_staff(self, network: ChangesMembers, chat: ChatId, room_id: str) -> None:
        """Show in the chat who came into the room before the two were plumbed together."""
        bot = self._directory.user_id(BOT_LOCALPART)
        async with self._store.reading() as connection:
            members = await rooms.all_members(connection)
        for member in members:
            is_there = member.room_id == room_id and member.membership == "join"
            if self._directory.is_upstream_bot(member.user_id):
                continue
            if is_there and member.user_id != bot and not self._directory.is_ghost(member.user_id):
                await network.show_member(chat, Speaker(member.user_id, member.name), joined=True)

    async def _wait(self, seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), seconds)
        except TimeoutError:
            return
