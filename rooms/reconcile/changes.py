"""What `apply` can do to the house, each change sayable in words."""

from dataclasses import dataclass, field
from enum import StrEnum

from rooms.language import say
from rooms.reconcile.changed_by import change_words, return_words
from rooms.reconcile.changes_entering import ComeIn, StepDown, TakePower
from rooms.reconcile.changes_leaving import (
    CloseRoom,
    ForgetPredecessor,
    RemoveMember,
    WithdrawInvitation,
)
from rooms.reconcile.homeserver import Content, StateKey
from rooms.reconcile.room_words import room_words
from rooms.storage.rooms import PlumbedChat
from rooms.wanted.rooms import Person, WantedRoom


class Aspect(StrEnum):
    """Which side of a room a state event is about."""

    NAME = "name"
    TOPIC = "topic"
    ALIAS = "alias"
    POWERS = "powers"
    ACCESS = "access"
    PARENT = "parent"
    MARKER = "marker"
    AVATAR = "avatar"
    RETENTION = "retention"


@dataclass(frozen=True, slots=True)
class MakeAccount:
    """Somebody of the staff gets an account."""

    person: Person

    def words(self, language: str) -> str:
        """What will happen."""
        text = "the account {id} will be made ({name})"
        return say(language, text, id=self.person.user_id, name=self.person.name)


@dataclass(frozen=True, slots=True)
class CreateRoom:
    """A room is made; `afresh`: in place of one whose making was interrupted at its beginning."""

    room: WantedRoom
    afresh: bool = False

    def words(self, language: str) -> str:
        """What will happen."""
        text = "{room}: the room will be made"
        if self.room.is_space:
            text = "{room}: the space will be made"
        return say(language, text, room=room_words(language, self.room))


@dataclass(frozen=True, slots=True)
class SetState:
    """Something of a room is set to what the file says; `before` is what a person saw there.

    `by` is who changed it, empty where it was the bot or nobody.
    """

    room: WantedRoom
    aspect: Aspect
    key: StateKey
    content: Content = field(hash=False)
    before: str = ""
    by: str = ""

    def words(self, language: str) -> str:
        """What will happen."""
        if self.by:
            return change_words(language, self.room, self.aspect, self.by, self.before)
        values = {"room": room_words(language, self.room), "before": self.before}
        if self.before and self.aspect is Aspect.NAME:
            return say(language, "{room}: the name will be put right, it is “{before}”", **values)
        return say(language, _SET[self.aspect], **values)


_SET = {
    Aspect.NAME: "{room}: the name will be set",
    Aspect.TOPIC: "{room}: the topic will be put right",
    Aspect.ALIAS: "{room}: its main address will be put right",
    Aspect.POWERS: "{room}: the powers will be put right",
    Aspect.ACCESS: "{room}: who may come in and what they see will be put right",
    Aspect.PARENT: "{room}: it will point to its space",
    Aspect.MARKER: "{room}: it will be marked as a room of this house",
    Aspect.AVATAR: "{room}: its picture will be taken away",
    Aspect.RETENTION: "{room}: how long messages are kept will be put right",
}


@dataclass(frozen=True, slots=True)
class SetAvatar:
    """The room gets the picture of the file; `by` as in SetState."""

    room: WantedRoom
    by: str = ""

    def words(self, language: str) -> str:
        """What will happen."""
        if self.by:
            return change_words(language, self.room, "avatar", self.by)
        return say(
            language,
            "{room}: its picture will be {picture}",
            room=room_words(language, self.room),
            picture=self.room.picture.path.name if self.room.picture else "",
        )


@dataclass(frozen=True, slots=True)
class PinRules:
    """The rules of the room are posted, unless they are, and pinned in place of older ones."""

    room: WantedRoom

    def words(self, language: str) -> str:
        """What will happen."""
        text = "{room}: its rules will be posted and pinned"
        return say(language, text, room=room_words(language, self.room))


@dataclass(frozen=True, slots=True)
class UnpinRules:
    """The room has rules no more: the message with them is unpinned."""

    room: WantedRoom

    def words(self, language: str) -> str:
        """What will happen."""
        text = "{room}: its rules will be unpinned"
        return say(language, text, room=room_words(language, self.room))


@dataclass(frozen=True, slots=True)
class RestoreAlias:
    """The room's address, which leads nowhere or to the room before it, leads to it again."""

    room: WantedRoom

    def words(self, language: str) -> str:
        """What will happen."""
        room = room_words(language, self.room)
        text = "{room}: the address {alias} will lead to it again"
        return say(language, text, room=room, alias=self.room.full_alias)


@dataclass(frozen=True, slots=True)
class AddToSpace:
    """The space that the room stands in names it, so that it is seen there; `by` as in SetState."""

    room: WantedRoom
    by: str = ""

    def words(self, language: str) -> str:
        """What will happen."""
        if self.by:
            return change_words(language, self.room, "shown", self.by)
        text = "{room}: it will be shown in the space"
        return say(language, text, room=room_words(language, self.room))


@dataclass(frozen=True, slots=True)
class TakeFromSpace:
    """A space that the room does not stand in any more names it no longer."""

    room: WantedRoom
    space_key: str

    def words(self, language: str) -> str:
        """What will happen."""
        text = "{room}: it will be shown in the space “{space}” no more"
        room = room_words(language, self.room)
        return say(language, text, room=room, space=self.space_key)


@dataclass(frozen=True, slots=True)
class JoinMember:
    """Somebody becomes a member at once; `by` put them out, or is themselves."""

    room: WantedRoom
    person: Person
    by: str = ""

    def words(self, language: str) -> str:
        """What will happen."""
        if self.by:
            person = self.person
            return return_words(language, self.room, person.user_id, person.name, self.by)
        room = room_words(language, self.room)
        return say(language, "{room}: {name} will come in", room=room, name=self.person.name)


@dataclass(frozen=True, slots=True)
class PlumbChat:
    """A chat in a messenger is plumbed into the room."""

    room: WantedRoom
    chat: PlumbedChat

    def words(self, language: str) -> str:
        """What will happen."""
        text = "{room}: the chat {chat} ({network}) will be connected"
        room = room_words(language, self.room)
        return say(language, text, room=room, chat=self.chat.chat, network=self.chat.network)


@dataclass(frozen=True, slots=True)
class UnplumbChat:
    """A chat that the file no longer names is parted from its room."""

    chat: PlumbedChat

    def words(self, language: str) -> str:
        """What will happen."""
        text = "the chat {chat} ({network}) will be disconnected from the room {key}"
        chat = self.chat
        return say(language, text, chat=chat.chat, network=chat.network, key=chat.room_key)


RoomChange = (
    CreateRoom
    | TakePower
    | ComeIn
    | StepDown
    | SetState
    | SetAvatar
    | PinRules
    | UnpinRules
    | RestoreAlias
    | AddToSpace
    | TakeFromSpace
    | ForgetPredecessor
    | JoinMember
    | WithdrawInvitation
    | RemoveMember
)
ChatChange = PlumbChat | UnplumbChat
Change = MakeAccount | RoomChange | ChatChange | CloseRoom


def subject(change: Change) -> str:
    """The key of the room that a change is about, or the id of the account."""
    match change:
        case MakeAccount():
            return change.person.user_id
        case UnplumbChat():
            return change.chat.room_key
        case CloseRoom():
            return change.known.key
        case _:
            return change.room.key
