"""Telling whether a room is the one that is wanted, a stranger's, or not there yet."""

from rooms.reconcile.found import Found, FoundRoom, Obstacle, UnfinishedRoom, content_of
from rooms.reconcile.homeserver import HomeserverRefused, LooksAtRooms, RoomId, RoomState, UserId
from rooms.reconcile.standing import membership_of
from rooms.sentence import Sentence
from rooms.wanted.powers import MARKER
from rooms.wanted.room import WantedRoom

STRANGER = "the address {alias} is taken by somebody else's room"
OTHER = "the address {alias} is taken by the room “{key}” of this house"
LOST_HEIR = "the room was upgraded, but the new one cannot be found"
MOST_UPGRADES = 20
CREATION, MEMBER = ("m.room.create", ""), "m.room.member"


class Inspector:
    """Looks at rooms with the eyes of the bot, or of the homeserver's administrator."""

    def __init__(self, homeserver: LooksAtRooms, bot_id: UserId) -> None:
        self._homeserver = homeserver
        self._bot_id = bot_id

    async def inspect(self, room: WantedRoom, room_id: RoomId, *, is_ours: bool = False) -> Found:
        """What a room is to the wanted one; follows upgrades.

        `is_ours`: it is known to be the one, whoever made it. Never None.
        """
        state = await self.state_of(room_id)
        if not any(kind == MEMBER for kind, _ in state):
            return await self._without_anybody(room, room_id)
        if self._is_of_another(room, state):
            key = str(content_of(state, (MARKER, "")).get("key"))
            return Obstacle(Sentence(OTHER, {"alias": room.full_alias, "key": key}))
        is_ours = is_ours or self._is_marked(room, state) or self._is_made(state)
        if not (is_ours or await self._is_heir(room, room_id, state)):
            return Obstacle(Sentence(STRANGER, {"alias": room.full_alias}))
        return await self._newest(room_id, state)

    async def state_of(self, room_id: RoomId) -> RoomState:
        """All present state of a room, empty where there is none; the bot may be outside."""
        try:
            state = await self._homeserver.read_state(room_id)
        except HomeserverRefused:
            state = {}
        if membership_of(state, self._bot_id) == "join":
            return state
        # Who has left sees the state as it was then.
        return await self._homeserver.look_into(room_id) or {}

    def is_in_the_making(self, found: Found) -> bool:
        """Whether Synapse may still be at work on it, for somebody who did not wait."""
        if isinstance(found, FoundRoom):
            made_here = self._is_made(found.state) and found.predecessor is None
            return made_here and (MARKER, "") not in found.state
        return isinstance(found, UnfinishedRoom)

    async def _without_anybody(self, room: WantedRoom, room_id: RoomId) -> Found:
        origin = await self._homeserver.room_origin(room_id)
        if origin is None or origin.creator != self._bot_id:
            return Obstacle(Sentence(STRANGER, {"alias": room.full_alias}))
        return UnfinishedRoom()

    async def _newest(self, room_id: RoomId, state: RoomState) -> Found:
        """The room, or the one that it was upgraded to (specification: m.room.tombstone)."""
        first = room_id
        for _ in range(MOST_UPGRADES):
            heir = content_of(state, ("m.room.tombstone", "")).get("replacement_room")
            if not isinstance(heir, str) or not heir:
                return FoundRoom(room_id, state, room_id != first, _predecessor(state))
            state, earlier = await self.state_of(RoomId(heir)), room_id
            if _predecessor(state) != earlier:
                return Obstacle(Sentence(LOST_HEIR))
            room_id = RoomId(heir)
        return Obstacle(Sentence(LOST_HEIR))

    async def _is_heir(self, room: WantedRoom, room_id: RoomId, state: RoomState) -> bool:
        """Whether a room of ours says that it was upgraded to this one."""
        for _ in range(MOST_UPGRADES):
            earlier = _predecessor(state)
            if earlier is None:
                return False
            state = await self.state_of(earlier)
            heir = content_of(state, ("m.room.tombstone", "")).get("replacement_room")
            if heir != room_id:
                return False
            if self._is_marked(room, state):
                return True
            room_id = earlier
        return False

    def _is_made(self, state: RoomState) -> bool:
        creation = state.get(CREATION)
        return creation is not None and creation.sender == self._bot_id

    def _is_marked(self, room: WantedRoom, state: RoomState) -> bool:
        """Whether the bot has marked it as this very room."""
        marker = state.get((MARKER, ""))
        return (
            marker is not None
            and marker.sender == self._bot_id
            and not self._is_of_another(room, state)
        )

    def _is_of_another(self, room: WantedRoom, state: RoomState) -> bool:
        """Whether the bot has marked it as another room."""
        marker = state.get((MARKER, ""))
        return (
            marker is not None
            and marker.sender == self._bot_id
            and any(marker.content.get(key) != room.marker[key] for key in ("key", "community"))
        )


def _predecessor(state: RoomState) -> RoomId | None:
    before = content_of(state, CREATION).get("predecessor")
    room_id = before.get("room_id") if isinstance(before, dict) else None
    return RoomId(room_id) if isinstance(room_id, str) else None
