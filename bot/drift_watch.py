"""Sees at once what people change in the rooms, and has only these rooms looked at again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.drift import Drift
from rooms.apply import Reconciliation, Scope
from rooms.directory import Directory
from rooms.homeserver import HomeserverProblem, UserId
from rooms.kinds import SPACES
from rooms.powers import BOT_POWER
from rooms.storage.database import DatabaseAway

log = logging.getLogger(__name__)

CALM_SECONDS = 0.4
"""How long more changes are waited for, so that a room is looked at once for all of them."""
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
        if kind == "m.room.power_levels" and _somebody_is_as_strong(content, self._bot_id):
            return True  # Synapse may have done it in the name of the bot
        if sender == self._bot_id or directory.is_ghost(sender):
            return False
        if kind != "m.room.member":
            return True
        if directory.is_ghost(who):
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
                await self._look(self._patrol)
                continue
            await asyncio.sleep(CALM_SECONDS)
            self._bell.clear()
            if not await self._look(self._check):
                self._bell.set()

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


def _somebody_is_as_strong(powers: Mapping[str, Any], bot_id: str) -> bool:
    users = powers.get("users")
    return isinstance(users, Mapping) and any(
        isinstance(level, int) and level >= BOT_POWER
        for user_id, level in users.items()
        if user_id != bot_id
    )
