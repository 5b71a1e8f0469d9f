"""What ends somebody's, or a room's, belonging to the community, each change in words."""

from dataclasses import dataclass

from rooms.language import say
from rooms.reconcile.homeserver import RoomId, UserId
from rooms.reconcile.room_words import room_words, short
from rooms.storage.rooms import KnownRoom
from rooms.wanted.room import WantedRoom


@dataclass(frozen=True, slots=True)
class WithdrawInvitation:
    """A stranger whom somebody else than the bot invited does not come in."""

    room: WantedRoom
    user_id: UserId
    by: str

    def words(self, language: str) -> str:
        """What will happen."""
        text = "{room}: the invitation of {user} by {by} will be withdrawn"
        room = room_words(language, self.room)
        user, by = short(self.user_id, self.room), short(self.by, self.room)
        return say(language, text, room=room, user=user, by=by)


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """Somebody whom the file does not have in this room leaves it."""

    room: WantedRoom
    user_id: UserId

    def words(self, language: str) -> str:
        """What will happen."""
        room = room_words(language, self.room)
        user = short(self.user_id, self.room)
        return say(language, "{room}: {user} will be taken out", room=room, user=user)


@dataclass(frozen=True, slots=True)
class ForgetPredecessor:
    """A space no longer names the room that this one has replaced."""

    room: WantedRoom
    space_key: str
    room_id: RoomId

    def words(self, language: str) -> str:
        """What will happen."""
        text = "{room}: the old room that it replaces will be taken out of the space"
        return say(language, text, room=room_words(language, self.room))


@dataclass(frozen=True, slots=True)
class CloseRoom:
    """A room that the file does not have any more is only read, and leaves its space."""

    known: KnownRoom

    def words(self, language: str) -> str:
        """What will happen."""
        text = "room “{name}”: it will be closed: nobody writes there any more"
        return say(language, text, name=self.known.name)
