"""What there should be, what there is, and the difference: looked at, with nothing changed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rooms.clock import Clock
from rooms.community import Community
from rooms.community.days import today_at
from rooms.community.listing import avatars_of, listed_rooms
from rooms.reconcile.closing import CLOSED
from rooms.reconcile.found import FoundRoom, Readings
from rooms.reconcile.homeserver import Homeserver, RoomId
from rooms.reconcile.outdated import OutdatedFile
from rooms.reconcile.plan import Plan, make_plan, room_ids
from rooms.reconcile.reading import RoomReader
from rooms.reconcile.scope import Scope
from rooms.storage import accounts, by_hand, rooms, upstream, year
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom
from rooms.wanted.kinds import PRIVATE
from rooms.wanted.people import people_of
from rooms.wanted.pictures import look_at_all
from rooms.wanted.rooms import Person, WantedRoom, wanted_rooms


@dataclass(frozen=True, slots=True)
class Survey:
    """What there should be (as far as it was looked at), what there is, and the difference."""

    wanted: tuple[WantedRoom, ...]
    readings: Readings
    plan: Plan

    @property
    def room_ids(self) -> dict[str, RoomId]:
        """The rooms that there are, by key."""
        return room_ids(self.readings.rooms)


class Surveyor:
    """Compares the file with one homeserver.

    Raises HomeserverAway when no room can be read, and OutdatedFile for the file of a year that
    is over.
    """

    def __init__(
        self,
        homeserver: Homeserver,
        store: Store,
        server_name: str,
        reader: RoomReader,
        clock: Clock,
    ) -> None:
        self._homeserver = homeserver
        self._store = store
        self._server_name = server_name
        self._reader = reader
        self._clock = clock

    async def survey(self, community: Community, scope: Scope) -> Survey:
        """Look and compare, as far as the scope goes."""
        async with self._store.reading() as connection:
            with_accounts = await accounts.listed(connection)
            known = await rooms.all_rooms(connection)
            chats = await rooms.all_chats(connection)
            decided = await by_hand.everything(connection)
            once_listed = await accounts.once_listed(connection)
            made = await rooms.all_made(connection)
            bridges = await upstream.users(connection)
            if await year.is_outdated(connection, community, self._clock.now_ms()):
                raise OutdatedFile
        people = people_of(community, with_accounts, self._server_name, once_listed)
        pictures = await asyncio.to_thread(look_at_all, avatars_of(community))
        wanted = wanted_rooms(
            community,
            people,
            self._server_name,
            self._homeserver.bot_id,
            today=today_at(community, self._clock),
            pictures=pictures,
            by_hand=decided,
        )
        wanted = tuple(replace(room, upstream=bridges) for room in wanted)
        if scope.only is None:
            gone = gone_rooms(community, known)
            readings = await self._reader.read(wanted, people, known, chats, gone)
        else:
            wanted, around = _part(wanted, scope)
            concerned = _members(wanted)
            readings = await self._reader.read([*wanted, *around], concerned, known, chats)
            meant = tuple(chat for room in wanted for chat in room.chats)
            readings = replace(readings, chats=meant)
        readings = replace(
            readings,
            rooms={
                key: replace(found, made=made.get(key, {}))
                if isinstance(found, FoundRoom)
                else found
                for key, found in readings.rooms.items()
            },
        )
        plan = make_plan(wanted, people, readings, allow_removals=scope.allow_removals)
        return Survey(wanted, readings, plan)


def gone_rooms(community: Community, known: Sequence[KnownRoom]) -> list[KnownRoom]:
    """The rooms that were made and are in the file no more, and are open still."""
    listed = {room.key for room in listed_rooms(community)}
    return [room for room in known if room.key not in listed and room.kind not in (PRIVATE, CLOSED)]


def _part(
    wanted: Sequence[WantedRoom], scope: Scope
) -> tuple[tuple[WantedRoom, ...], list[WantedRoom]]:
    """The rooms of the scope, and the spaces around them."""
    part = tuple(room for room in wanted if scope.covers(room.key))
    return part, [room for room in wanted if room.is_space and not scope.covers(room.key)]


def _members(wanted: Sequence[WantedRoom]) -> list[Person]:
    return list({person.user_id: person for room in wanted for person in room.members}.values())
