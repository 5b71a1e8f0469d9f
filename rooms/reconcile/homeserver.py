"""The port: what keeping the rooms true needs of a homeserver."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NewType, Protocol

from rooms.sentence import Sentence

RoomId = NewType("RoomId", str)
UserId = NewType("UserId", str)
EventId = NewType("EventId", str)
Content = Mapping[str, Any]
"""The content of an event, as JSON."""
StateKey = tuple[str, str]
"""Type and state key of a state event."""


@dataclass(frozen=True, slots=True)
class StateEvent:
    """What a room's state says, and who said it."""

    content: Content
    sender: str


RoomState = Mapping[StateKey, StateEvent]


@dataclass(frozen=True, slots=True)
class NewRoom:
    """What a room is made with; `alias` is the localpart, `state` goes in before anybody does."""

    alias: str
    is_space: bool
    state: Sequence[tuple[StateKey, Content]]


class AccountState(StrEnum):
    """Whether somebody has an account; a closed one exists but cannot be used."""

    MISSING = "missing"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RoomOrigin:
    """What the homeserver's own records say of a room that cannot be looked into."""

    creator: str
    members: int


@dataclass(slots=True)
class RequestCounts:
    """How many requests were made: `read` changes nothing on the homeserver, `write` may."""

    read: int = 0
    write: int = 0

    def since(self, earlier: "RequestCounts") -> "RequestCounts":
        """How many more there are than there were."""
        return RequestCounts(self.read - earlier.read, self.write - earlier.write)


class HomeserverProblem(Exception):
    """The homeserver did not do what it was asked for; `sentence` says so to people."""

    sentence: Sentence


class HomeserverAway(HomeserverProblem):
    """It does not answer, or asks again and again to wait; the same request may work later."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.sentence = Sentence("the homeserver does not answer ({reason})", {"reason": reason})


class HomeserverRefused(HomeserverProblem):
    """It said no: `errcode` (``M_FORBIDDEN``…) and `status` are those of the Matrix API."""

    def __init__(self, errcode: str, reason: str, status: int) -> None:
        super().__init__(f"{status} {errcode}: {reason}")
        self.errcode = errcode
        self.status = status
        self.sentence = Sentence("the homeserver refused ({reason})", {"reason": str(self)})


class LooksAtRooms(Protocol):
    """Requests that change nothing. Each raises HomeserverRefused or HomeserverAway."""

    async def find_alias(self, alias: str) -> RoomId | None:
        """The room that ``#alias:server`` leads to."""
        ...

    async def read_state(self, room_id: RoomId) -> RoomState:
        """All state of a room that the bot is, or was, in."""
        ...

    async def look_into(self, room_id: RoomId) -> RoomState | None:
        """All present state of any room, also of one that the bot is not in; None: there is none.

        Empty while a room is being made.
        """
        ...

    async def room_origin(self, room_id: RoomId) -> RoomOrigin | None:
        """What is known of a room that the bot is not in; None: there is none."""
        ...

    async def account_state(self, user_id: UserId) -> AccountState:
        """Whether somebody has an account."""
        ...

    async def own_message(self, room_id: RoomId, key: str, value: str) -> EventId | None:
        """The newest message of the bot in whose content `key` is `value`, not looked for far."""
        ...


class ChangesRooms(Protocol):
    """Requests that change something. Each raises HomeserverRefused or HomeserverAway.

    HomeserverAway leaves open whether the change was made.
    """

    async def create_room(self, room: NewRoom) -> RoomId:
        """Make an unfederated, invite-only room; ``M_ROOM_IN_USE`` where the alias is taken."""
        ...

    async def put_state(self, room_id: RoomId, key: StateKey, content: Content) -> None:
        """Set a state event."""
        ...

    async def put_alias(self, alias: str, room_id: RoomId) -> None:
        """Let ``#alias:server`` lead to the room."""
        ...

    async def remove_alias(self, alias: str) -> None:
        """Let ``#alias:server`` lead nowhere."""
        ...

    async def upload(self, content: bytes, mimetype: str) -> str:
        """Keep a file; returns its ``mxc://`` address."""
        ...

    async def send(self, room_id: RoomId, content: Content, transaction: str) -> EventId:
        """Post a message; one that was posted with the same transaction id is not posted again."""
        ...

    async def join(self, room_id: RoomId, user_id: UserId) -> None:
        """Make somebody of this homeserver a member at once, with nothing left to accept."""
        ...

    async def create_account(self, user_id: UserId, name: str) -> None:
        """Make an account that nobody can log in to until it gets a password."""
        ...

    async def put_out(self, room_id: RoomId, user_id: UserId, reason: str) -> None:
        """Remove somebody from a room, or withdraw their invitation."""
        ...


class GainsPower(Protocol):
    """What the bot can do as an administrator of the homeserver. Raises as `ChangesRooms` does."""

    async def take_power(self, room_id: RoomId) -> None:
        """Get the power of the most powerful person of this homeserver who is in the room.

        The bot, if it is outside, is invited at the same time.
        """
        ...

    async def come_in(self, room_id: RoomId, helper: UserId | None) -> None:
        """Become a member: by invitation of the helper, or by one that there is already."""
        ...

    async def put_state_in_name(
        self, room_id: RoomId, key: StateKey, content: Content, user_id: UserId
    ) -> None:
        """Set a state event as if somebody of this homeserver did."""
        ...


class Homeserver(LooksAtRooms, ChangesRooms, GainsPower, Protocol):
    """A homeserver, seen by the bot."""

    @property
    def bot_id(self) -> UserId:
        """The bot's own id."""
        ...

    @property
    def counts(self) -> RequestCounts:
        """Requests made so far, those made again included."""
        ...
