"""The contract between Teremok and a messenger.

`Network` is what every connector must do; each further ability is a small Protocol of its own,
so that what a network can do is visible in its type (``isinstance(network, Edits)``).
Connectors translate; they never touch the database, the rooms or another network.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol, runtime_checkable

NetworkName = NewType("NetworkName", str)
ChatId = NewType("ChatId", str)
PersonId = NewType("PersonId", str)
MessageId = NewType("MessageId", str)
MediaRef = NewType("MediaRef", str)
"""How a connector finds a file again: a URL or an id of the network; only it can read it."""


class MediaKind(StrEnum):
    """How a file is shown."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a messenger. `avatar` changes whenever the picture does.

    `phone` is E.164 (``+79161234567``), and the network vouches that it is theirs.
    """

    id: PersonId
    name: str
    avatar: MediaRef | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """A file of a message; `size` in bytes, lengths in pixels and milliseconds, None: unknown.

    `waveform` are loudness values of 0 to 1024 (MSC1767), at most some 120 of them.
    """

    ref: MediaRef
    kind: MediaKind
    mimetype: str
    filename: str
    size: int
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    waveform: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Location:
    """A point on the map in degrees (WGS 84), with what the sender calls it."""

    latitude: float
    longitude: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """What was written: the plain text, and the same as Matrix HTML where it has formatting."""

    plain: str
    html: str | None = None


# --- what comes in ------------------------------------------------------------------------------
# `key` names one happening for good within its chat: the same happening told twice has the same
# key. For a message it is the message's own id.


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """Somebody wrote something new."""

    chat: ChatId
    id: MessageId
    person: Person
    at: datetime
    text: Text
    media: Media | None = None
    location: Location | None = None
    reply_to: MessageId | None = None

    @property
    def key(self) -> str:
        """The message's own id."""
        return self.id


@dataclass(frozen=True, slots=True)
class IncomingEdit:
    """Somebody changed the text of a message."""

    chat: ChatId
    key: str
    message: MessageId
    person: Person
    at: datetime
    text: Text


@dataclass(frozen=True, slots=True)
class IncomingDeletion:
    """A message was deleted, by its author or (person is None) by somebody else."""

    chat: ChatId
    key: str
    message: MessageId
    person: Person | None
    at: datetime


@dataclass(frozen=True, slots=True)
class IncomingReaction:
    """Somebody put a reaction on a message or took it off."""

    chat: ChatId
    key: str
    message: MessageId
    person: Person
    at: datetime
    emoji: str
    removed: bool


@dataclass(frozen=True, slots=True)
class IncomingMembership:
    """Somebody came into the chat or left it."""

    chat: ChatId
    key: str
    person: Person
    at: datetime
    joined: bool


@dataclass(frozen=True, slots=True)
class IncomingReceipt:
    """Somebody has read up to and including a message."""

    chat: ChatId
    message: MessageId
    person: Person


@dataclass(frozen=True, slots=True)
class IncomingTyping:
    """Somebody is writing, or has stopped."""

    chat: ChatId
    person: Person
    typing: bool


Durable = IncomingMessage | IncomingEdit | IncomingDeletion | IncomingReaction | IncomingMembership
"""What must not be lost; the rest is worth nothing a minute later."""
Incoming = Durable | IncomingReceipt | IncomingTyping


@dataclass(frozen=True, slots=True)
class Batch:
    """Happenings in their order, and the cursor to commit together with them."""

    happenings: tuple[Incoming, ...]
    cursor: str


# --- what goes out ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Speaker:
    """In whose name we post: a stable id (a Matrix user id) and the name to show."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send, read once, in pieces; `media.ref` says where it came from."""

    media: Media
    content: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A post from the room. `key` is the same at each retry, so that it is posted once."""

    key: str
    speaker: Speaker
    text: Text
    upload: Upload | None = None
    location: Location | None = None
    reply_to: MessageId | None = None


class NetworkRefused(Exception):
    """The network will never take this; the reason is for people to read."""


class NetworkAway(Exception):
    """Not now: try again, after `retry_after` seconds where the network said so."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Network(Protocol):
    """What every connector does. Each call raises NetworkRefused or NetworkAway, nothing else."""

    name: NetworkName

    def updates(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Batches from `cursor` on (None: from the beginning), for ever.

        The next batch is asked for only after the last one has been committed, so a connector
        may confirm a batch to its network when it is asked for the next. Raises NetworkAway when
        the network is out of reach; the caller begins anew from its last cursor.
        """
        ...

    def download(self, ref: MediaRef) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes of a file, in pieces."""
        ...

    async def send(self, chat: ChatId, message: OutgoingMessage) -> MessageId:
        """Post a message; the same `message.key` again gives the same id and no second post."""
        ...

    async def check(self) -> None:
        """Ask for something small: raises NetworkAway when the network is out of reach."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@runtime_checkable
class OpensChats(Protocol):
    """Can make a chat that is not there yet."""

    async def open_chat(self, chat: ChatId, title: str) -> None:
        """Make the chat, or give it this title if it is there."""
        ...


@runtime_checkable
class Edits(Protocol):
    """Can change the text of what we posted."""

    async def edit(self, chat: ChatId, message: MessageId, text: Text, speaker: Speaker) -> None:
        """Replace the text."""
        ...


@runtime_checkable
class Deletes(Protocol):
    """Can delete a message, ours or (where we have the right) anybody's."""

    async def delete(self, chat: ChatId, message: MessageId) -> None:
        """Delete for everybody; a message that is gone already is no error."""
        ...


@runtime_checkable
class Reacts(Protocol):
    """Can put reactions."""

    async def react(
        self, chat: ChatId, message: MessageId, emoji: str, speaker: Speaker, removed: bool
    ) -> None:
        """Put the speaker's reaction on a message or (removed) take it off."""
        ...


@runtime_checkable
class ShowsTyping(Protocol):
    """Can show that somebody writes."""

    async def typing(self, chat: ChatId, speaker: Speaker, typing: bool) -> None:
        """Show it for a few seconds."""
        ...


@runtime_checkable
class MarksRead(Protocol):
    """Can show that somebody has read."""

    async def mark_read(self, chat: ChatId, message: MessageId, speaker: Speaker) -> None:
        """Everything up to and including the message is read by the speaker."""
        ...


@runtime_checkable
class ChangesMembers(Protocol):
    """Can remove a person from a chat, and show staff as its members."""

    async def remove_member(self, chat: ChatId, person: PersonId) -> None:
        """Remove; a person who is not there is no error."""
        ...

    async def show_member(self, chat: ChatId, speaker: Speaker, joined: bool) -> None:
        """Show that somebody came into the room or left it."""
        ...
