"""Keeps the chats of upstream bridges plumbed as community.yaml and the commands say."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from bridges.upstream.known import KnownBridges
from bridges.upstream.look import plumb_in
from bridges.upstream.observing import Observing
from bridges.upstream.plumbs import plumb_chat, unplumb_chat
from bridges.upstream.problems import BridgeProblem
from bridges.upstream.provisioning import Bridge
from bridges.upstream.replacing import Replacer
from bridges.upstream.states import WELL, Condition, Seen
from bridges.upstream.workshop import Workshop
from rooms.directory import Directory
from rooms.reconcile.homeserver import HomeserverProblem
from rooms.sentence import Sentence
from rooms.storage import upstream
from rooms.storage.database import DatabaseAway
from rooms.storage.rooms import KnownRoom
from rooms.storage.upstream import UpstreamChat
from rooms.traces import trace

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 1800.0
"""Seconds between two attempts to plumb a chat, doubled from the first to the longest."""


class PlumbKeeper:
    """Plumbs what is not plumbed, unplumbs what does not belong any more; tells what fails."""

    def __init__(
        self,
        known: KnownBridges,
        directory: Directory,
        workshop: Workshop,
        observing: Observing,
    ) -> None:
        self._known = known
        self._directory = directory
        self._workshop = workshop
        self._observing = observing
        self._next: dict[tuple[str, str], float] = {}
        self._pauses: dict[tuple[str, str], float] = {}
        self._replacer = Replacer(workshop, directory, observing)
        self._orphans: set[tuple[str, str]] = set()
        """Chats that stand in their rooms, but whose account is lost and not replaced."""
        self.look_seconds = LOOK_SECONDS

    async def run(self) -> None:
        """Keep them for ever."""
        while True:
            try:
                await self.look()
            except (DatabaseAway, HomeserverProblem) as away:
                log.info("The chats of bridges are not looked at: %s", type(away).__name__)
            except Exception as error:
                log.error("The chats of bridges are not looked at: %s", trace(error))
            await asyncio.sleep(self.look_seconds)

    async def look(self) -> None:
        """Look at every chat once."""
        async with self._workshop.store.reading() as connection:
            kept = await upstream.chats(connection)
        wanted = self._wanted()
        for chat in kept:
            bridge = self._known.get(chat.network)
            belongs = (chat.network, chat.asked) in wanted or not chat.by_file
            if bridge is not None and not belongs:
                await self._try(bridge, chat.asked, chat.title, self._part(bridge, chat))
        for chat in kept:
            if not chat.by_file:
                room = KnownRoom(chat.room_key, chat.room_id, "", "")
                room = self._directory.room_by_key(chat.room_key) or room
                wanted.setdefault((chat.network, chat.asked), (room, False))
        for bridge in self._known.all():
            await self._replace(bridge)
        async with self._workshop.store.reading() as connection:
            kept = await upstream.chats(connection)
        by_key = {(chat.network, chat.asked): chat for chat in kept}
        for (network, asked), (room, by_file) in wanted.items():
            bridge = self._known.get(network)
            if bridge is not None:
                await self._keep(bridge, room, asked, by_key.get((network, asked)), by_file)

    async def _replace(self, bridge: Bridge) -> None:
        """Have another account take over what belonged to one that is lost."""
        network, now = bridge.network, time.monotonic()
        try:
            orphans = await self._replacer.orphans(bridge)
            asked = {chat.asked for chat in orphans}
            self._orphans = {key for key in self._orphans if key[0] != network}
            due = frozenset(each for each in asked if now >= self._next.get((network, each), 0.0))
            for chat, sentence in await self._replacer.replace(bridge, due):
                self._orphans.add((network, chat.asked))
                await self._fail(network, chat.asked, chat.title, sentence)
            self._orphans |= {(network, each) for each in asked - due}
        except (BridgeProblem, HomeserverProblem) as away:
            log.info("The accounts of %s are not looked at: %s", network, type(away).__name__)

    def _wanted(self) -> dict[tuple[str, str], tuple[KnownRoom, bool]]:
        found: dict[tuple[str, str], tuple[KnownRoom, bool]] = {}
        for chat in self._directory.chats():
            room = self._directory.room_by_key(chat.room_key)
            if room is not None and self._directory.is_driven(chat.network):
                found[chat.network, chat.chat] = (room, True)
        return found

    async def _keep(
        self, bridge: Bridge, room: KnownRoom, asked: str, chat: UpstreamChat | None, by_file: bool
    ) -> None:
        if chat is not None and chat.room_id == room.room_id:
            plumb = plumb_in(await self._workshop.client.state(room.room_id), bridge)
            if plumb is not None and plumb.stands and plumb.chat == chat.chat:
                if (bridge.network, asked) in self._orphans:
                    return
                name = chat.title or plumb.title or asked
                await self._observing.observe(Seen(bridge.network, f"chat:{asked}", name, WELL))
                self._pauses.pop((bridge.network, asked), None)
                return
            if plumb is not None and plumb.stands and plumb.chat != chat.chat:
                # A small group of Telegram that became a supergroup has another id.
                await self._follow(chat, plumb.chat)
                return
        work = plumb_chat(self._workshop, bridge, room, asked, move=True, by_file=by_file)
        await self._try(bridge, asked, chat.title if chat else "", work)

    async def _follow(self, chat: UpstreamChat, now: str) -> None:
        moved = UpstreamChat(
            *(chat.network, chat.asked, now, chat.title),
            *(chat.room_key, chat.room_id, chat.login, chat.by_file),
        )
        async with self._workshop.store.transaction() as connection:
            await upstream.put_chat(connection, moved)

    async def _part(self, bridge: Bridge, chat: UpstreamChat) -> None:
        await unplumb_chat(self._workshop, bridge, chat)

    async def _try(
        self, bridge: Bridge, asked: str, title: str, work: Coroutine[Any, Any, object]
    ) -> None:
        key = (bridge.network, asked)
        if time.monotonic() < self._next.get(key, 0.0):
            work.close()
            return
        try:
            await work
            self._pauses.pop(key, None)
            self._next.pop(key, None)
        except (BridgeProblem, HomeserverProblem) as problem:
            await self._fail(bridge.network, asked, title, problem.sentence)

    async def _fail(self, network: str, asked: str, title: str, sentence: Sentence) -> None:
        key = (network, asked)
        pause = self._pauses.get(key, FIRST_PAUSE)
        self._next[key] = time.monotonic() + pause
        self._pauses[key] = min(pause * 2, LONGEST_PAUSE)
        detail = sentence.words(self._directory.community.community.language)
        seen = Seen(network, f"chat:{asked}", title or asked, Condition.UNPLUMBED, detail)
        await self._observing.observe(seen)
