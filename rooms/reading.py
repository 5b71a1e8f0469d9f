"""Finding out which of the wanted rooms there are, and what they are like."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from rooms.found import Found, FoundRoom, Obstacle, Readings, UnfinishedRoom
from rooms.homeserver import (
    AccountState,
    HomeserverAway,
    HomeserverProblem,
    HomeserverRefused,
    LooksAtRooms,
    RoomId,
    UserId,
)
from rooms.sentence import Sentence
from rooms.side_by_side import AT_ONCE, side_by_side
from rooms.storage.rooms import KnownRoom, PlumbedChat
from rooms.wanted import MARKER, Person, WantedRoom

STRANGER = "the address {alias} is taken by somebody else's room"
OTHER = "the address {alias} is taken by the room “{key}” of this house"
OUTSIDE = "the bot is not in this room"


class RoomReader:
    """Looks at rooms with the eyes of the bot.

    `patience` is how long, in seconds, the making of a room may take: Synapse gives out the
    address first, then it lets the creator in, then it adds the rest.
    """

    def __init__(self, homeserver: LooksAtRooms, bot_id: UserId, patience: float = 3) -> None:
        self._homeserver = homeserver
        self._bot_id = bot_id
        self._patience = patience

    async def read(
        self,
        wanted: Sequence[WantedRoom],
        people: Sequence[Person],
        known: Sequence[KnownRoom],
        chats: Sequence[PlumbedChat],
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
        return Readings(rooms, by_id, tuple(chats))

    async def find(self, room: WantedRoom, known_id: RoomId | None = None) -> Found:
        """What is there of a room; `known_id` is what it was when it was last seen."""
        room_id = await self._homeserver.find_alias(room.alias)
        if room_id is not None:
            found = await self._inspect(room, room_id)
            if _in_the_making(found):
                await asyncio.sleep(self._patience)
                return await self._inspect(room, room_id)
            return found
        if known_id is None:
            return None
        found = await self._inspect(room, known_id)
        if isinstance(found, FoundRoom) and not _in_the_making(found):
            return FoundRoom(found.room_id, found.state, alias_lost=True)
        # Rather no room than a second one beside a room that is only out of reach.
        outside = isinstance(found, Obstacle) and found.reason.text == OUTSIDE
        return found if outside else None

    async def _room_or_obstacle(
        self, room: WantedRoom, known_id: RoomId | None
    ) -> Found | HomeserverAway:
        try:
            return await self.find(room, known_id)
        except HomeserverAway as away:
            return away
        except HomeserverRefused as refused:
            return _obstacle(refused)

    async def _inspect(self, room: WantedRoom, room_id: RoomId) -> Found:
        taken = Obstacle(Sentence(STRANGER, {"alias": room.full_alias}))
        try:
            state = await self._homeserver.read_state(room_id)
        except HomeserverRefused:
            origin = await self._homeserver.room_origin(room_id)
            if origin is None or origin.creator != self._bot_id:
                return taken
            return Obstacle(Sentence(OUTSIDE)) if origin.members else UnfinishedRoom()
        creation = state.get(("m.room.create", ""))
        if creation is None or creation.sender != self._bot_id:
            return taken
        marker = state.get((MARKER, ""))
        if marker and any(marker.content.get(k) != room.marker[k] for k in ("key", "community")):
            key = str(marker.content.get("key"))
            return Obstacle(Sentence(OTHER, {"alias": room.full_alias, "key": key}))
        bot = state.get(("m.room.member", self._bot_id))
        if bot is None or bot.content.get("membership") != "join":
            return Obstacle(Sentence(OUTSIDE))
        return FoundRoom(room_id, state)

    async def _account(self, user_id: UserId) -> AccountState | Obstacle:
        try:
            return await self._homeserver.account_state(user_id)
        except HomeserverProblem as problem:
            return _obstacle(problem)


def _in_the_making(found: Found) -> bool:
    """Whether Synapse may still be at work on it, for somebody who did not wait for the answer."""
    marked = isinstance(found, FoundRoom) and (MARKER, "") in found.state
    return isinstance(found, FoundRoom | UnfinishedRoom) and not marked


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
