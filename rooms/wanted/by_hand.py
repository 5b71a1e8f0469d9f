"""What people decided by hand, beside the file: mutes, guests in rooms, private rooms.

It is wanted as what the file says is wanted: nothing of it is drift.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rooms.reconcile.homeserver import UserId

MUTED_POWER = -1
"""The power level of somebody who may read and not write: below what anything in a room asks."""


@dataclass(frozen=True, slots=True)
class Mute:
    """Somebody may not write in a room until a time (ms since 1970; None: until it is lifted)."""

    room_key: str
    user_id: str
    until: int | None
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody of the staff is in a room where the file does not have them."""

    room_key: str
    user_id: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class PrivateParent:
    """A parent of a private room, and the chat with them in their messenger."""

    network: str
    person: str
    chat: str


@dataclass(frozen=True, slots=True)
class PrivateRoom:
    """A private talk of members of the staff with a family."""

    key: str
    name: str
    colleagues: tuple[str, ...]
    parents: tuple[PrivateParent, ...]
    by: str
    at: int

    def is_of(self, colleagues: Iterable[str], parents: Iterable[tuple[str, str]]) -> bool:
        """Whether it is the talk of just these; parents are (network, person)."""
        theirs = {(parent.network, parent.person) for parent in self.parents}
        return set(self.colleagues) == set(colleagues) and theirs == set(parents)


@dataclass(frozen=True, slots=True)
class ByHand:
    """All of it."""

    mutes: tuple[Mute, ...] = ()
    guests: tuple[Guest, ...] = ()
    private_rooms: tuple[PrivateRoom, ...] = ()

    def muted(self, room_key: str) -> frozenset[UserId]:
        """Who may not write in a room."""
        return frozenset(UserId(mute.user_id) for mute in self.mutes if mute.room_key == room_key)

    def guests_of(self, room_key: str) -> frozenset[UserId]:
        """Who is a guest in a room."""
        return frozenset(UserId(one.user_id) for one in self.guests if one.room_key == room_key)
