"""What the bot can do to keep a room that it has lost its hold of, each change in words."""

from dataclasses import dataclass, field

from rooms.language import say
from rooms.reconcile.homeserver import Content, UserId
from rooms.reconcile.room_words import room_words, short
from rooms.wanted.room import WantedRoom


@dataclass(frozen=True, slots=True)
class TakePower:
    """The bot gets the power that it needs from somebody of this homeserver; `by` took it."""

    room: WantedRoom
    by: str = ""

    def words(self, language: str) -> str:
        """What will happen."""
        room = room_words(language, self.room)
        if not self.by:
            return say(language, "{room}: the bot will get the power to keep it", room=room)
        text = "{room}: the bot will get back its power, which {by} took"
        return say(language, text, room=room, by=short(self.by, self.room))


@dataclass(frozen=True, slots=True)
class ComeIn:
    """The bot becomes a member, let in by the helper where it is not invited; `by` put it out."""

    room: WantedRoom
    helper: UserId | None
    by: str = ""

    def words(self, language: str) -> str:
        """What will happen."""
        room = room_words(language, self.room)
        if not self.by:
            return say(language, "{room}: the bot will come in", room=room)
        text = "{room}: the bot will come back, it was put out by {by}"
        return say(language, text, room=room, by=short(self.by, self.room))


@dataclass(frozen=True, slots=True)
class StepDown:
    """Somebody as powerful as the bot gives that power up; only they themselves can."""

    room: WantedRoom
    person: UserId
    content: Content = field(hash=False)
    by: str = ""

    def words(self, language: str) -> str:
        """What will happen."""
        text = "{room}: {person} will be as powerful as the bot no more"
        room = room_words(language, self.room)
        return say(language, text, room=room, person=short(self.person, self.room))
