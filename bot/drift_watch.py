"""Sees at once what people change in the rooms, and has only these rooms looked at again."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.drift import Drift
from rooms.directory import Directory
from rooms.reconcile.apply import Reconciliation, Scope
from rooms.reconcile.homeserver import HomeserverProblem, UserId
from rooms.storage.database import DatabaseAway
from rooms.wanted.kinds import SPACES

log = logging.getLogger(__name__)

CALM_SECONDS, LONGEST_CALM_SECONDS = 0.8, 5.0
"""A room is looked at when nothing more has happened for so long, or after the longest time."""
PATROL_SECONDS = 30.0
"""Between two looks whether all addresses lead to their rooms: losing one makes no event."""
PAUSE_SECONDS = 5.0
"""After a look that the homeserver or the database did not let us take."""

Event = Mapping[str, Any]


class DriftWatch:
    """Looks at a room again when its state was changed by anybody but the bot.

    `begin_anew` has all rooms looked at later, where the homeserver did not answer.
    """

    def __init__(
        self,
        reconciliation: Reconciliation,
        directory: Directory,
        drift: Drift,
        begin_anew: Callable[[], None],
    ) -> None:
        self._reconciliation = reconciliation
        self._directory = directory
        self._drift = drift
        self._begin_anew = begin_anew
        self._changed: set[str] = set()
        self._invited: set[tuple[str, UserId]] = set()
        self._bell = asyncio.Event()

    def notice(self, event: Event) -> None:
        """Take note of an event that the homeserver told us; what does not matter is let be."""
        room = self._directory.room(str(event.get("room_id")))
        if room is None or not isinstance(event.get("state_key"), str):
            return
        if not self._matters(event, room.key):
            return
        self._changed.add(room.key)
        self._bell.set()

    def _matters(self, event: Event, key: str) -> bool:
        kind, sender, who = event.get("type"), str(event.get("sender")), event["state_key"]
        content = event.get("content")
        content = content if isinstance(content, Mapping) else {}
        directory = self._directory
        if directory.is_ghost(sender):
            return False
        if kind != "m.room.member":
            # Also what the bot did: another program may have done it in its name, and Synapse
            # does when it makes an administrator powerful. Our own repairs are not undone.
            return True
        if sender == self._bot_id and content.get("membership") == "invite":
            return False
        if directory.is_ghost(who) or directory.is_upstream_bot(who):
            return False
        membership = content.get("membership")
        if membership == "invite":
            self._invited.add((key, UserId(who)))
        return membership != "join" or (key, UserId(who)) in self._invited

    async def run(self) -> None:
        """Watch for ever."""
        while True:
            try:
                await asyncio.wait_for(self._bell.wait(), PATROL_SECONDS)
            except TimeoutError:
                look = self._patrol
            else:
                await self._calm()
                look = self._check
            if not await self._look(look):
                self._bell.set()  # what a patrol found, too, is looked at again

    async def _calm(self) -> None:
        ends = time.monotonic() + LONGEST_CALM_SECONDS
        while time.monotonic() < ends:
            self._bell.clear()
            try:
                await asyncio.wait_for(self._bell.wait(), CALM_SECONDS)
            except TimeoutError:
                return
        self._bell.clear()

    async def _look(self, look: Callable[[], Awaitable[None]]) -> bool:
        try:
            await look()
        except (HomeserverProblem, DatabaseAway) as away:
            log.info("The rooms cannot be looked at: %s", away)
        except Exception:
            log.exception("The rooms cannot be looked at")
        else:
            return True
        await asyncio.sleep(PAUSE_SECONDS)
        return False

    async def _check(self) -> None:
        keys, invited = frozenset(self._changed), frozenset(self._invited)
        if not keys:
            return
        self._changed.clear()
        self._invited.clear()
        # What a space shows is the business of each of its rooms.
        only = None if self._has_space(keys) else keys
        scope = Scope(only=only, spares=self._drift.spares, intruders=invited)
        try:
            applied = await self._reconciliation.apply(self._directory.community, scope=scope)
            await self._drift.settle(applied, scope)
        except BaseException:
            self._changed |= keys
            self._invited |= invited
            raise
        if applied.worth_repeating:
            self._begin_anew()

    async def _patrol(self) -> None:
        astray = await self._reconciliation.astray(self._directory.community)
        if astray:
            self._changed |= astray
            await self._check()

    def _has_space(self, keys: frozenset[str]) -> bool:
        return any(room.kind in SPACES for room in self._directory.rooms() if room.key in keys)

    @property
    def _bot_id(self) -> str:
        return self._directory.user_id("teremok")
