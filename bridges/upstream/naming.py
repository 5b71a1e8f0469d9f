"""Ghosts of upstream bridges are called after the children, too.

A bridge gives a ghost a name when the messenger has a new one for the person, and not otherwise:
what we call it stands until then.
"""

import asyncio
import logging
import time
from dataclasses import replace

from bridges.upstream.homeserver import BotClient
from bridges.upstream.known import KnownBridges
from bridges.upstream.people import UpstreamPeople
from rooms.reconcile.homeserver import HomeserverAway, HomeserverProblem, HomeserverRefused
from rooms.roster.titles import GuardianTitles
from rooms.storage import upstream_people
from rooms.storage.database import DatabaseAway, Store
from rooms.storage.upstream_people import UpstreamPerson
from rooms.traces import trace

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
SETTLED_SECONDS = 10.0
"""By then what was heard of somebody is on disk."""


class UpstreamNaming:
    """Follows the roster, the contacts and the names that the messengers give."""

    def __init__(
        self,
        known: KnownBridges,
        people: UpstreamPeople,
        titles: GuardianTitles,
        client: BotClient,
        store: Store,
    ) -> None:
        self._known = known
        self._people = people
        self._titles = titles
        self._client = client
        self._store = store

    async def run(self) -> None:
        """Look and rename for ever; what cannot be done now is done later."""
        while True:
            try:
                await self.look()
            except (DatabaseAway, HomeserverProblem) as away:
                self._people.changed_at = time.monotonic()
                log.info("Names of bridges' ghosts wait: %s", type(away).__name__)
            except Exception as error:
                self._people.changed_at = time.monotonic()
                log.error("Names of bridges' ghosts wait: %s", trace(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Give every ghost the name that it should have, where that may be another one now."""
        if await self._titles.refresh(self._store):
            self._people.changed_at = time.monotonic()
        if time.monotonic() - self._people.changed_at > SETTLED_SECONDS:
            return
        async with self._store.reading() as connection:
            people = await upstream_people.everybody(connection)
        away: HomeserverAway | None = None
        for person in people:
            try:
                await self._name(person)
            except HomeserverAway as problem:
                if away is not None:
                    raise
                away = problem  # it may have stumbled over this name only
        if away is not None:
            raise away

    async def _name(self, person: UpstreamPerson) -> None:
        bridge = self._known.get(person.network)
        shown = self._titles.shown(person.network, person.person, person.name)
        if bridge is None or shown == person.shown:
            return
        try:
            await self._client.set_name_of(person.user_id, bridge.as_token, shown)
        except HomeserverRefused as refused:
            log.info("A ghost of %s cannot be renamed: %s", bridge.network, refused.status)
            return
        async with self._store.transaction() as connection:
            now = await upstream_people.get(connection, person.user_id)
            if now is not None and now.name == person.name:
                await upstream_people.put(connection, replace(now, shown=shown))
