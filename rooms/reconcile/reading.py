"""Finding out which of the wanted rooms there are, and what they are like."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from rooms.reconcile.found import Found, FoundRoom, Obstacle, Readings
from rooms.reconcile.homeserver import (
    AccountState,
    HomeserverAway,
    HomeserverProblem,
    HomeserverRefused,
    LooksAtRooms,
    RoomId,
    UserId,
)
from rooms.reconcile.inspecting import LOST_HEIR, Inspector
from rooms.reconcile.side_by_side import AT_ONCE, side_by_side
from rooms.sentence import Sentence
from rooms.storage.rooms import KnownRoom, PlumbedChat
from rooms.wanted.rooms import Person, WantedRoom

ELSEWHERE = "the room {alias} is on another homeserver and cannot become one of this house"
NOT_THERE = "the address {alias} of the room to adopt leads nowhere"


class RoomReader:
    """Looks at rooms with the eyes of the bot.

    `patience` is how long, in seconds, the making of a room may take: Synapse gives out the
    address first, then it lets the creator in, then it adds the rest.
    """

    def __init__(self, homeserver: LooksAtRooms, bot_id: UserId, patience: float = 3) -> None:
        self._homeserver = homeserver
        self._bot_id = bot_id
        self._patience = patience
        self._inspector = Inspector(homeserver, bot_id)

    async def read(
        self,
        wanted: Sequence[WantedRoom],
        people: Sequence[Person],
        known: Sequence[KnownRoom],
        chats: Sequence[PlumbedChat],
        gone: Sequence[KnownRoom] = (),
    ) -> Readings:
        """Everything that a plan needs.

        Raises HomeserverAway when not one of the first rooms could be read.
        """
        ids = {room.key: RoomId(room.room_id) for room in known}
        looks = [partial(self._room_or_obstacle, room, ids.get(room.key)) for room in wanted]
        found = await side_by_side(looks[:AT_ONCE])
        away = [thing for thing in found if isinstance(thing, HomeserverAway)]
        if away and len(away) == len(found):
            raise away[0]
        found += await side_by_side(looks[AT_ONCE:])
        rooms = {
            room.key: _obstacle(thing) if isinstance(thing, HomeserverAway) else thing
            for room, thing in zip(wanted, found, strict=True)
        }
        inside = _everybody_in(rooms)
        newcomers = [person for person in people if person.user_id not in inside]
        accounts = await side_by_side(partial(self._account, p.user_id) for p in newcomers)
        by_id = {p.user_id: state for p, state in zip(newcomers, accounts, strict=True)}
        return Readings(rooms, by_id, tuple(chats), self._bot_id, tuple(gone))

    async def find(self, room: WantedRoom, known_id: RoomId | None = None) -> Found:
        """What is there of a room; `known_id` is what it was when it was last seen."""
        inspect, in_the_making = self._inspector.inspect, self._inspector.is_in_the_making
        room_id = await self._homeserver.find_alias(room.alias)
        if room_id is not None:
            found = await inspect(room, room_id, is_ours=room_id == known_id)
            if in_the_making(found):
                await asyncio.sleep(self._patience)
                return await inspect(room, room_id, is_ours=room_id == known_id)
            return found
        if known_id is not None:
            found = await inspect(room, known_id, is_ours=True)
            if isinstance(found, FoundRoom) and not in_the_making(found):
                return replace(found, alias_lost=True)
            if isinstance(found, Obstacle) and found.reason.text == LOST_HEIR:
                return found
        return None if room.adopt is None else await self._adopted(room, room.adopt)

    async def _adopted(self, room: WantedRoom, address: str) -> Found:
        """The room that is to become this one; it does not have our address yet."""
        localpart, _, server = address.removeprefix("#").partition(":")
        if server != room.server_name:
            return Obstacle(Sentence(ELSEWHERE, {"alias": address}))
        room_id = await self._homeserver.find_alias(localpart)
        if room_id is None:
            return Obstacle(Sentence(NOT_THERE, {"alias": address}))
        found = await self._inspector.inspect(room, room_id, is_ours=True)
        return replace(found, alias_lost=True) if isinstance(found, FoundRoom) else found

    async def _room_or_obstacle(
        self, room: WantedRoom, known_id: RoomId | None
    ) -> Found | HomeserverAway:
        try:
            return await self.find(room, known_id)
        except HomeserverAway as away:
            return away
        except HomeserverRefused as refused:
            return _obstacle(refused)

    async def _account(self, user_id: UserId) -> AccountState | Obstacle:
        try:
            return await self._homeserver.account_state(user_id)
        except HomeserverProblem as problem:
            return _obstacle(problem)


def _obstacle(problem: HomeserverProblem) -> Obstacle:
    return Obstacle(problem.sentence, passing=isinstance(problem, HomeserverAway))


def _everybody_in(rooms: Mapping[str, Found]) -> set[str]:
    """Who is in any room: they have an account, which need not be looked up."""
    return {
        state_key
        for found in rooms.values()
        if isinstance(found, FoundRoom)
        for (kind, state_key), event in found.state.items()
        if kind == "m.room.member" and event.content.get("membership") == "join"
    }
