"""What may be asked: the bodies of requests, checked before anything is done."""

import re
from typing import Annotated, Literal

import nh3
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bridges.sandbox.messenger.happenings import MediaKind, Place
from bridges.sandbox.messenger.happenings import Person as Somebody
from policies.file_model import mistake

LONGEST_TEXT = 16_000
LONGEST_OF_BOT = 65_536
"""Characters: an event of Matrix, which the bot carries over, has no more bytes."""
LONGEST_HTML = 32768
_UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INLINE_TAGS = frozenset({"b", "strong", "i", "em", "u", "s", "del", "code", "a", "br", "span"})
_BLOCK_TAGS = frozenset({"p", "pre", "blockquote", "ul", "ol", "li", "hr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_EMPTY = "“{where}” must not be empty."


def clean_text(text: str) -> str:
    """The text with Unix line ends and without control characters."""
    return _UNSHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean_html(html: str) -> str:
    """Only plain formatting; links only to the web and to e-mail."""
    return nh3.clean(
        html,
        tags={*_INLINE_TAGS, *_BLOCK_TAGS, *_HEADINGS},
        clean_content_tags={"script", "style", "mx-reply"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _one_line(text: str) -> str:
    line = " ".join(clean_text(text).split())
    if not line:
        raise mistake(_EMPTY)
    return line


def _person_id(person: str) -> str:
    person = person.strip()
    if not person:
        raise mistake(_EMPTY)
    # Ids that begin with @ are those for whom the bot speaks.
    if person.startswith("@") or not person.isprintable() or "/" in person:
        raise mistake("“{where}” must have no slashes and no line ends, and not begin with @.")
    return person


def _chat_id(chat: str) -> str:
    if chat.startswith("@") or not chat.isprintable() or re.search(r"[\s/]", chat):
        raise mistake("“{where}” must have no spaces or slashes, and not begin with @.")
    return chat


def _phone(phone: str) -> str:
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", phone):
        raise mistake("“{where}” must be a telephone number such as +79161234567.")
    return phone


def _message_number(number: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,17}", number):
        raise mistake("“{where}” must be the id of a message.")
    return number


def _emoji(emoji: str) -> str:
    # Not isprintable(): the joiners inside of many emoji are not printable.
    if re.search(r"[\s\x00-\x1f\x7f]", emoji):
        raise mistake("“{where}” must be an emoji.")
    return emoji


Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(clean_text)]
BotText = Annotated[str, Field(max_length=LONGEST_OF_BOT), AfterValidator(clean_text)]
Html = Annotated[str, Field(max_length=LONGEST_HTML), AfterValidator(clean_html)]
Name = Annotated[str, Field(max_length=128), AfterValidator(_one_line)]
PersonId = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_person_id)]
ChatId = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_chat_id)]
Phone = Annotated[str, AfterValidator(_phone)]
"""E.164, such as +79161234567."""
Emoji = Annotated[str, Field(min_length=1, max_length=32), AfterValidator(_emoji)]
MessageNumber = Annotated[str, AfterValidator(_message_number)]
Pixels = Annotated[int, Field(ge=1, le=100_000)]
Milliseconds = Annotated[int, Field(ge=0, le=86_400_000)]


class Wish(BaseModel):
    """A body; keys that we do not know are passed over, types are exact."""

    model_config = ConfigDict(frozen=True, strict=True, allow_inf_nan=False)


class ByPerson(Wish):
    """Done by somebody of this messenger; without a name the one that is known."""

    sender: PersonId = Field(alias="from")
    name: Name | None = None


class Location(Wish):
    """A point on the map in degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    title: Annotated[str, Field(max_length=256), AfterValidator(clean_text)] = ""

    def place(self) -> Place:
        """The same as the journal keeps it."""
        return Place(latitude=self.latitude, longitude=self.longitude, title=self.title)


class Content(Wish):
    """What a message says beside its text."""

    html: Html | None = None
    location: Location | None = None
    reply_to: MessageNumber | None = None


class PersonPost(Content):
    """A person's message; with a phone, the bot is told it."""

    sender: PersonId = Field(alias="from")
    name: Name
    text: Text = ""
    phone: Phone | None = None


class PersonFile(BaseModel):
    """The fields of a person's form with a file; numbers come as text."""

    model_config = ConfigDict(frozen=True)

    sender: PersonId = Field(alias="from")
    name: Name
    phone: Phone | None = None
    caption: Text = ""
    kind: MediaKind | None = None
    reply_to: MessageNumber | None = None
    width: Pixels | None = None
    height: Pixels | None = None
    duration_ms: Milliseconds | None = None


class PersonEdit(ByPerson):
    """A person's new text."""

    text: Text
    html: Html | None = None


class PersonReaction(ByPerson):
    """A person's reaction."""

    emoji: Emoji


class PersonTyping(ByPerson):
    """Whether a person is writing."""

    typing: bool


class Newcomer(Wish):
    """Somebody who comes into a chat; with a phone, the bot is told it."""

    id: PersonId
    name: Name
    phone: Phone | None = None


class Speaker(Wish):
    """For whom the bot speaks."""

    id: str = Field(min_length=1, max_length=255)
    name: Name

    def person(self) -> Somebody:
        """The same as the journal keeps it."""
        return Somebody(id=self.id, name=self.name)


class BotFile(Wish):
    """What the bot says of the file that it sends."""

    kind: MediaKind | None = None
    filename: str = Field(default="file", max_length=1024)
    mimetype: str = Field(default="", max_length=256)
    width: Pixels | None = None
    height: Pixels | None = None
    duration_ms: Milliseconds | None = None


class BotPost(Content):
    """The bot's message; the same `key` again is the same message."""

    key: str = Field(min_length=1, max_length=512)
    speaker: Speaker
    text: BotText = ""
    file: BotFile | None = None


class BotEdit(Wish):
    """A new text for one of the bot's messages."""

    speaker: Speaker
    text: BotText
    html: Html | None = None


class BySpeaker(Wish):
    """Done by somebody for whom the bot speaks."""

    speaker: Speaker


class BotReaction(BySpeaker):
    """A reaction put on or taken off."""

    emoji: Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_one_line)]
    removed: bool = False


class BotTyping(BySpeaker):
    """Whether somebody is writing."""

    typing: bool


class Title(Wish):
    """A chat's title."""

    title: Name


class FaultOrder(Wish):
    """How to misbehave; see `bridges.sandbox.messenger.faults`."""

    fail_next: int = Field(default=0, ge=0, le=1_000_000)
    status: Literal[500, 429] = 500
    retry_after: float = Field(default=1.0, ge=0, le=3600)
    delay: float = Field(default=0.0, ge=0, le=60)
    on: Literal["all", "poll", "send"] = "all"
    done_anyway: bool = False
