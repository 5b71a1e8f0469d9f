"""What can happen in a chat, as it is written into the journal: one `Entry` a line."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MediaKind = Literal["photo", "voice", "video", "file"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Person(_Value):
    """Somebody in a chat: a person of this messenger, or one whom the bot speaks for.

    `phone` is what a person shows of it to the bot, and to nobody else.
    """

    id: str
    name: str
    phone: str | None = None


class MediaFile(_Value):
    """A file that lies in the media folder under `id`; size in bytes."""

    id: str
    kind: MediaKind
    mimetype: str
    filename: str
    size: int
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None


class Place(_Value):
    """A point on the map in degrees."""

    latitude: float
    longitude: float
    title: str = ""


class ChatNamed(_Value):
    """A chat was made, or renamed."""

    kind: Literal["chat"] = "chat"
    title: str


class Posted(_Value):
    """A new message; its id is the number of its journal line."""

    kind: Literal["message"] = "message"
    person: Person
    text: str = ""
    html: str | None = None
    media: MediaFile | None = None
    location: Place | None = None
    reply_to: int | None = None
    key: str | None = None


class Edited(_Value):
    """A message's text was replaced."""

    kind: Literal["edit"] = "edit"
    message: int
    person: Person
    text: str
    html: str | None = None


class Deleted(_Value):
    """A message was deleted; `person` is None where the bot did it."""

    kind: Literal["deletion"] = "deletion"
    message: int
    person: Person | None = None


class Reacted(_Value):
    """A reaction was put on a message or taken off."""

    kind: Literal["reaction"] = "reaction"
    message: int
    person: Person
    emoji: str
    removed: bool


class MemberChanged(_Value):
    """Somebody came into the chat or left it."""

    kind: Literal["membership"] = "membership"
    person: Person
    joined: bool


class Read(_Value):
    """Everything up to and including the message is read by the person."""

    kind: Literal["read"] = "read"
    message: int
    person: Person


What = ChatNamed | Posted | Edited | Deleted | Reacted | MemberChanged | Read


class Entry(_Value):
    """One line of the journal: number `n`, at `at` milliseconds since 1970, in that chat.

    `by_bot` tells what the bot did from what people did: the bot is never told its own doings.
    """

    n: int
    at: int
    chat: str
    by_bot: bool
    what: Annotated[What, Field(discriminator="kind")]
