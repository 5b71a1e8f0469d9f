"""Who is behind the ghosts of upstream bridges: their phones say it, or they are asked for it."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bridges.enforcement.tasks import for_upstream
from bridges.upstream.known import KnownBridges
from bridges.upstream.provisioning import Bridge
from rooms.archive.words import storable
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.posts import is_post
from rooms.roster.linking import link_by_phone
from rooms.roster.titles import GuardianTitles
from rooms.roster.tokens import token_in
from rooms.storage import contacts, upstream_people
from rooms.storage.database import Connection
from rooms.storage.queue import Task
from rooms.storage.upstream_people import UpstreamPerson
from rooms.wanted.kinds import GROUP


class UpstreamPeople:
    """Fulfils bridges.inbox.Hears."""

    def __init__(
        self, known: KnownBridges, directory: Directory, titles: GuardianTitles, clock: Clock
    ) -> None:
        self._known = known
        self._directory = directory
        self._titles = titles
        self._clock = clock
        self.changed_at = time.monotonic()
        """Since when somebody may be called wrongly; see `naming`."""

    async def hear(self, connection: Connection, raw: Mapping[str, Any]) -> list[Task]:
        """Take note of who joins or says something; who is unknown may be asked for their code."""
        joined = _joined(raw)
        user_id = str(raw.get("state_key") if joined else raw.get("sender"))
        bridge = self._known.of_ghost(user_id)
        if bridge is None or not self._directory.is_upstream_ghost(user_id):
            return []
        person = await upstream_people.get(connection, user_id)
        if person is None:
            name = joined or self._directory.name(str(raw.get("room_id")), user_id)
            person = await self._meet(connection, bridge, user_id, name)
        elif joined and not self._is_called(person, joined):
            person = replace(person, name=joined, shown=joined)
            await upstream_people.put(connection, person)
            self.changed_at = time.monotonic()
        if (phone := bridge.descriptor.phone_of(person.person)) is not None:
            now = self._clock.now_ms()
            await link_by_phone(connection, person.network, person.person, phone, now)
        return [] if joined else await self._asked(connection, bridge, raw, person)

    async def _meet(
        self, connection: Connection, bridge: Bridge, user_id: str, name: str
    ) -> UpstreamPerson:
        who = bridge.descriptor.person_of(user_id) or ""
        person = UpstreamPerson(user_id, bridge.network, who, name, shown=name)
        await upstream_people.put(connection, person)
        self.changed_at = time.monotonic()
        return person

    def _is_called(self, person: UpstreamPerson, name: str) -> bool:
        """Whether the messenger or we gave this name before."""
        title = self._titles.shown(person.network, person.person, person.name)
        return name in (person.name, person.shown, title)

    async def _asked(
        self,
        connection: Connection,
        bridge: Bridge,
        raw: Mapping[str, Any],
        person: UpstreamPerson,
    ) -> list[Task]:
        """Ask somebody once, in a group's room, while there are codes that nobody has used."""
        room = self._directory.room(str(raw.get("room_id")))
        if person.asked_at is not None or room is None or room.kind != GROUP or not _says(raw):
            return []
        if not bridge.descriptor.is_nameless(person.person):
            return []
        if await contacts.get(connection, person.network, person.person) is not None:
            return []
        now = self._clock.now_ms()
        if not await contacts.has_open_tokens(connection, person.network, now):
            return []  # nobody could answer
        await upstream_people.put(connection, replace(person, asked_at=now))
        text = say(
            self._directory.community.community.language,
            "{name}, we do not know yet whose parent you are. If you have the strip of paper with"
            " your personal code, please write the code here as a message of its own; I take it"
            " away at once.",
            name=person.name,
        )
        return [for_upstream(room.room_id, f"who/{person.network}/{person.person}", text)]


def _joined(raw: Mapping[str, Any]) -> str:
    """The name with which somebody is in the room; empty where nobody has come."""
    content = raw.get("content")
    if raw.get("type") != "m.room.member" or not isinstance(content, Mapping):
        return ""
    is_in = isinstance(raw.get("state_key"), str) and content.get("membership") == "join"
    return storable(content.get("displayname")) if is_in else ""


def _says(raw: Mapping[str, Any]) -> bool:
    """Whether this is a post, and no personal code."""
    content = raw.get("content")
    body = content.get("body") if isinstance(content, Mapping) else None
    is_code = token_in(storable(body)) is not None
    return is_post(str(raw.get("type")), raw.get("state_key")) and not is_code
