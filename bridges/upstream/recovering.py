"""Finds what a bridge was told and did not carry, or was never told, and gives it to it again.

A homeserver that is killed forgets what it was just telling; a bridge that is killed may have
forgotten what it was told. Of every event that it gets, a bridge says what became of it: where it
has said nothing for a while, it gets the event again. It sends nothing twice (see `pushing`).
"""

import asyncio
import logging
import time

from bridges.upstream.known import KnownBridges
from bridges.upstream.observing import Observing
from bridges.upstream.provisioning import Bridge
from bridges.upstream.pushing import push_task
from bridges.upstream.states import WELL, Condition
from bridges.upstream.workshop import RowsOf, no_rows
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.storage import queue, settings, upstream
from rooms.storage.database import DatabaseAway, Store
from rooms.storage.upstream import Unsent
from rooms.traces import trace

log = logging.getLogger(__name__)

LOOK_SECONDS = 20.0
SILENT_MS = 60_000
"""How long a bridge may say nothing of an event; it says something at once, or when it is sent."""
FORGET_MS = 30 * 60_000
STUCK_MS = 120_000
MOST_NEW_CHATS = 3
"""More private chats that are new at once are old ones, which the bridge has just got to know."""
KINDS = ("text", "photo", "voice", "video", "file", "location", "edit", "redaction")


class Recovering:
    """Looks after all bridges for ever."""

    def __init__(
        self,
        known: KnownBridges,
        directory: Directory,
        store: Store,
        clock: Clock,
        observing: Observing,
    ) -> None:
        self._known = known
        self._directory = directory
        self._store = store
        self._clock = clock
        self._observing = observing
        self._sending: dict[tuple[str, str], float] = {}
        self._tried: set[tuple[str, str]] = set()
        self.rows: RowsOf = no_rows
        """What a bridge's own database knows of chats."""
        self.look_seconds, self.silent_ms = LOOK_SECONDS, SILENT_MS

    async def run(self) -> None:
        """Look for ever."""
        while True:
            for bridge in self._known.all():
                try:
                    await self.look(bridge)
                except DatabaseAway:
                    log.info("Database away: nothing is sent again")
                except Exception as error:
                    log.error("%s is not looked after: %s", bridge.network, trace(error))
            await asyncio.sleep(self.look_seconds)

    async def look(self, bridge: Bridge) -> None:
        """Look after one bridge. Raises DatabaseAway."""
        await self._surface_private_chats(bridge)
        async with self._store.reading() as connection:
            states = await upstream.states(connection, bridge.network)
        accounts = [state for state in states if state.subject.startswith("login:")]
        if not any(state.state in (WELL, Condition.DEAF) for state in accounts):
            return
        await self._free_stuck(bridge)
        await self._observing.send_again(bridge.network)
        for room_id in self._known.rooms_of(bridge.network):
            await self._give_again(bridge, room_id)

    async def _free_stuck(self, bridge: Bridge) -> None:
        """What was given to a bridge that was then killed waits again."""
        async with self._store.transaction() as connection:
            for row in await upstream.all_unsent(connection, bridge.network, "sending"):
                since = self._sending.setdefault((row.network, row.event_id), time.monotonic())
                if (time.monotonic() - since) * 1000 < STUCK_MS:
                    continue
                self._sending.pop((row.network, row.event_id))
                waiting = Unsent(
                    *(row.network, row.event_id, row.room_id, row.reason),
                    *("waiting", row.attempts, row.at),
                )
                await upstream.put_unsent(connection, waiting)

    async def _give_again(self, bridge: Bridge, room_id: str) -> None:
        now = self._clock.now_ms()
        async with self._store.reading() as connection:
            plumbed = await upstream.plumbed_at(
                connection, room_id, bridge.bot_id, bridge.state_key
            )
            if plumbed is None:
                return
            since = max(now - FORGET_MS, plumbed)  # what was said before is not for the chat
            silent = await upstream.unconfirmed(
                connection, room_id, bridge.bot_id, KINDS, since, now - self.silent_ms
            )
        tasks = []
        for event_id, sender in silent:
            key = (bridge.network, event_id)
            if key in self._tried or self._is_not_carried(bridge, sender):
                continue
            self._tried.add(key)
            tasks.append(push_task(bridge.network, event_id))
        if not tasks:
            return
        log.info("%s has said nothing of %d events: again", bridge.network, len(tasks))
        async with self._store.transaction() as connection:
            await queue.add_many(connection, tasks, now)
        self._observing.wake({task.lane for task in tasks})

    def _is_not_carried(self, bridge: Bridge, sender: str) -> bool:
        is_ghost = bridge.descriptor.person_of(sender) is not None
        return is_ghost or self._directory.is_upstream_bot(sender)

    async def _surface_private_chats(self, bridge: Bridge) -> None:
        """Tell when a parent has written to the school's account itself: no room shows that."""
        rows = await self.rows(bridge)
        private = {row.id for row in rows if bridge.descriptor.is_private(row.id)}
        name = f"upstream-private {bridge.network}"
        async with self._store.transaction() as connection:
            kept = await settings.get(connection, name)
            known = set((kept or "").split("\n"))
            if private <= known and kept is not None:
                return
            await settings.put(connection, name, "\n".join(sorted(known | private)))
        fresh = sorted(private - known)
        if kept is None or len(fresh) > MOST_NEW_CHATS:
            return
        titles = {row.id: row.title for row in rows}
        language = self._directory.community.community.language
        for chat in fresh:
            text = say(
                language,
                "✉️ Somebody has written to the account in {title} in private: {name}. No room"
                " shows that: answer on the phone.",
                title=bridge.descriptor.title,
                name=titles.get(chat) or chat,
            )
            await self._observing.tell(text)
