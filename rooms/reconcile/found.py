"""What is there of the wanted rooms."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rooms.reconcile.homeserver import AccountState, Content, RoomId, RoomState, StateKey, UserId
from rooms.sentence import Sentence
from rooms.storage.rooms import KnownRoom, PlumbedChat


@dataclass(frozen=True, slots=True)
class FoundRoom:
    """A room of ours with all its state; the bot may be outside.

    `alias_lost`: its address does not lead to it (but nowhere, or to the room that it replaced);
    `predecessor` is the room of ours that was upgraded to this one, `made` what the file wanted of
    it when it was last put right (`rooms.reconcile.made`).
    """

    room_id: RoomId
    state: RoomState = field(hash=False)
    alias_lost: bool = False
    predecessor: RoomId | None = None
    made: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class UnfinishedRoom:
    """The address leads to a room whose making was cut short: nobody is or can come in."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a room cannot be kept true, or an account not looked up; `passing` as in Failure."""

    reason: Sentence
    passing: bool = False


Found = FoundRoom | UnfinishedRoom | Obstacle | None
"""What is there of a wanted room; None: nothing."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What was found: a room by its key, the accounts that had to be looked up, the chats.

    `bot_id` is who looked; `gone` are rooms that were made and are in the file no more.
    """

    rooms: Mapping[str, Found] = field(hash=False)
    accounts: Mapping[UserId, AccountState | Obstacle] = field(hash=False)
    chats: tuple[PlumbedChat, ...] = ()
    bot_id: str = ""
    gone: tuple[KnownRoom, ...] = ()


def content_of(state: RoomState, key: StateKey) -> Content:
    """What the state says there; empty where it says nothing."""
    event = state.get(key)
    return event.content if event else {}


def says(state: RoomState, key: StateKey, content: Content) -> bool:
    """Whether the state has all of the content; what else it has does not matter."""
    present = content_of(state, key)
    return all(present.get(name) == value for name, value in content.items())
