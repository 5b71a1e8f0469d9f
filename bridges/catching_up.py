"""Finds in the rooms what the homeserver never told us.

Synapse keeps the events that come while a transaction is under way in its memory, and notes them
as told: when it is killed, nobody tells them any more. And a transaction that it makes in the
moment in which it notices that we are back lies in its database until we are away the next time.
So whenever its connection was lost, or a transaction was left out soon after, each room is looked
through backwards for events that are not in the archive, before anything newer of that room is
taken: in their order, each once.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bridges.matrix import Matrix
from rooms.directory import Directory
from rooms.storage import events
from rooms.storage.database import DatabaseAway, Store
from rooms.storage.queue import Hopeless, TryLater
from rooms.traces import trace

log = logging.getLogger(__name__)

RawEvents = Sequence[Mapping[str, Any]]

LOOK_SECONDS = 2.0
LOOKS = 10
"""How often we look again by ourselves while no transaction comes: after a break the homeserver
may take its time to send."""
ALERT_SECONDS = 120.0
"""For so long after a break it counts when a number of transactions is left out. At other times
it may have been of another appservice: they share the numbers."""
MOST_PAGES = 100
"""Of 50 events each: more than can have waited in anybody's memory."""


class CatchingUp:
    """Takes the homeserver's transactions, and what is missing before them.

    `keep` is given both and returns when they are on disk: whoever is to know of an event is to
    know of those, too, that no transaction brought. `is_connected` tells whether a connection is
    open over which transactions have come: as long as one is, the homeserver has not ended.
    """

    def __init__(
        self,
        keep: Callable[[RawEvents], Awaitable[None]],
        matrix: Matrix,
        directory: Directory,
        store: Store,
        is_connected: Callable[[], bool],
    ) -> None:
        self._keep = keep
        self._matrix = matrix
        self._directory = directory
        self._store = store
        self._is_connected = is_connected
        self._was_connected = False
        self._looks = LOOKS
        self._complete: set[str] = set()
        self._last_number = 0
        self._alert_until = 0.0
        self._turn = asyncio.Lock()

    async def take(self, transaction_id: str, raw_events: RawEvents) -> None:
        """Keep what a transaction brings; returns when it is on disk.

        Raises DatabaseAway, and TryLater when the homeserver is away again.
        """
        async with self._turn:
            if not self._is_connected():
                self._begin_anew()
            self._watch_numbers(transaction_id)
            try:
                for room in self._directory.rooms():
                    if any(raw.get("room_id") == room.room_id for raw in raw_events):
                        await self._complete_room(room.room_id)
                await self._keep(raw_events)
            except Exception:
                self._begin_anew()
                raise

    def _begin_anew(self) -> None:
        self._complete.clear()
        self._alert_until = asyncio.get_running_loop().time() + ALERT_SECONDS

    def _watch_numbers(self, transaction_id: str) -> None:
        number = int(transaction_id) if re.fullmatch("[0-9]{1,18}", transaction_id) else 0
        is_alert = asyncio.get_running_loop().time() < self._alert_until
        if is_alert and 0 < self._last_number < number - 1:
            self._complete.clear()
        self._last_number = max(number, self._last_number)

    async def run(self) -> None:
        """Catch up for ever, in those rooms too of which no transaction speaks."""
        while True:
            try:
                await self.catch_up()
            except (TryLater, DatabaseAway):
                pass  # the homeserver is not back yet
            except Exception as error:
                log.error("The rooms are not caught up with: %s", trace(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def catch_up(self) -> None:
        """Look through every room that may lack something."""
        was_connected, self._was_connected = self._was_connected, self._is_connected()
        if was_connected and not self._was_connected:
            self._looks = LOOKS
        if not self._was_connected and self._looks:
            self._looks -= 1
            async with self._turn:
                self._complete.clear()
        for room in self._directory.rooms():
            async with self._turn:
                await self._complete_room(room.room_id)

    async def _complete_room(self, room_id: str) -> None:
        if room_id in self._complete:
            return
        try:
            missed = await self._missed(room_id)
        except Hopeless as refused:
            log.warning("A room cannot be looked through: %s", refused)
            missed = []
        if missed:
            log.info("The homeserver had not told us of %d events", len(missed))
            await self._keep(missed)
        self._complete.add(room_id)

    async def _missed(self, room_id: str) -> RawEvents:
        """What is newer than the newest that we know, the oldest first.

        Of a room of which we know nothing there is nothing to go on from.
        """
        missed: list[Mapping[str, Any]] = []
        place: str | None = None
        for _ in range(MOST_PAGES):
            page, place = await self._matrix.history(room_id, place)
            async with self._store.reading() as connection:
                known = await events.known(connection, [event["event_id"] for event in page])
            missed += [event for event in page if event["event_id"] not in known]
            if page and page[-1]["event_id"] in known:
                return missed[::-1]
            if place is None:
                break
        return []
