"""The sandbox's JSON ↔ the values of `bridges.network`; pure.

Nothing is taken on trust: what does not fit raises `StrangeUpdate`, kinds that we do not know
are passed over (the messenger may be newer than we are).
"""

import re
from datetime import datetime, timezone
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from bridges.network import (
    ChatId,
    Incoming,
    IncomingDeletion,
    IncomingEdit,
    IncomingMembership,
    IncomingMessage,
    IncomingReaction,
    IncomingReceipt,
    IncomingTyping,
    Location,
    Media,
    MediaKind,
    MediaRef,
    MessageId,
    OutgoingMessage,
    Person,
    PersonId,
    Speaker,
    Text,
)
from rooms.archive.words import safe_name

LONGEST_TEXT = 65_536
LONGEST_HTML = 32_768
"""Characters that the messenger takes."""
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LATEST = 32_503_680_000_000
"""The end of the year 2999: a later time is a mistake, and calendars begin to run out of days."""


class StrangeUpdate(ValueError):
    """The messenger said something that cannot be; names the field, never its content."""


def _without_nul(text: str) -> str:
    # PostgreSQL keeps no U+0000 in a text.
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _fit_for_a_reference(name: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z_-]+", name):
        raise ValueError("is no id of a file")
    return name


def _phone_or_none(phone: object) -> object:
    # No words of a person are lost because their phone is odd.
    return phone if isinstance(phone, str) and _PHONE.fullmatch(phone) else None


def _short_or_none(html: object) -> object:
    # No words are lost because of their formatting, which cleaning makes longer.
    return html if isinstance(html, str) and len(html) <= LONGEST_TEXT else None


Words = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_without_nul)]
Html = Annotated[Words | None, BeforeValidator(_short_or_none)]
Name = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(_without_nul)]
Number = Annotated[int, Field(ge=1, le=10**18)]
FileId = Annotated[str, Field(max_length=64), AfterValidator(_fit_for_a_reference)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class _Person(_Strict):
    id: Name
    name: Name
    phone: Annotated[str | None, BeforeValidator(_phone_or_none)] = None


class _Media(_Strict):
    id: FileId
    kind: str
    mimetype: Annotated[str, Field(max_length=256), AfterValidator(_without_nul)]
    filename: Annotated[str, Field(max_length=1024), AfterValidator(_without_nul)]
    size: Annotated[int, Field(ge=0)]
    width: Annotated[int, Field(ge=1)] | None = None
    height: Annotated[int, Field(ge=1)] | None = None
    duration_ms: Annotated[int, Field(ge=0)] | None = None


class _Location(_Strict):
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    title: Words = ""


class _Message(_Strict):
    kind: Literal["message"]
    person: _Person
    text: Words
    html: Html = None
    media: _Media | None = None
    location: _Location | None = None
    reply_to: Number | None = None


class _Edit(_Strict):
    kind: Literal["edit"]
    message: Number
    person: _Person
    text: Words
    html: Html = None


class _Deletion(_Strict):
    kind: Literal["deletion"]
    message: Number
    person: _Person | None = None


class _Reaction(_Strict):
    kind: Literal["reaction"]
    message: Number
    person: _Person
    emoji: Name
    removed: bool


class _Membership(_Strict):
    kind: Literal["membership"]
    person: _Person
    joined: bool


class _Read(_Strict):
    kind: Literal["read"]
    message: Number
    person: _Person


_What = _Message | _Edit | _Deletion | _Reaction | _Membership | _Read


class _Update(_Strict):
    n: Number
    at: Annotated[int, Field(ge=0, le=_LATEST)]
    chat: Name
    what: Annotated[_What, Field(discriminator="kind")]


class _Typing(_Strict):
    chat: Name
    person: _Person
    typing: bool


class _Answer(_Strict):
    updates: list[Any]
    typing: list[Any] = []
    next: Annotated[int, Field(ge=0, le=10**18)]


_UPDATE = TypeAdapter(_Update)


def answer(body: bytes) -> tuple[list[Any], list[Any], int]:
    """An answer to a poll: updates and typing notices, not read yet, and the next cursor."""
    try:
        read = _Answer.model_validate_json(body)
    except ValidationError as invalid:
        raise _strange(invalid) from None
    return read.updates, read.typing, read.next


def posted_id(body: bytes) -> MessageId:
    """The id in the answer to a post."""
    try:
        return MessageId(_Posted.model_validate_json(body).id)
    except ValidationError as invalid:
        raise _strange(invalid) from None


class _Posted(_Strict):
    id: Name


def incoming(update: object) -> Incoming | None:
    """One update as a happening; None: of a kind that we do not know."""
    try:
        read = _UPDATE.validate_python(update)
    except ValidationError as invalid:
        if invalid.errors(include_input=False)[0]["type"] == "union_tag_invalid":
            return None
        raise _strange(invalid) from None
    chat, key, what = ChatId(read.chat), str(read.n), read.what
    at = datetime.fromtimestamp(read.at / 1000, timezone.utc)
    match what:
        case _Message():
            return _incoming_message(read, what, at)
        case _Edit():
            text = Text(what.text, what.html)
            return IncomingEdit(chat, key, _id(what.message), _person(what.person), at, text)
        case _Deletion():
            person = _person(what.person) if what.person else None
            return IncomingDeletion(chat, key, _id(what.message), person, at)
        case _Reaction():
            person = _person(what.person)
            message = _id(what.message)
            return IncomingReaction(chat, key, message, person, at, what.emoji, what.removed)
        case _Membership():
            return IncomingMembership(chat, key, _person(what.person), at, what.joined)
        case _Read():
            return IncomingReceipt(chat, _id(what.message), _person(what.person))


def incoming_typing(notice: object) -> IncomingTyping:
    """A typing notice as a happening."""
    try:
        read = _Typing.model_validate(notice)
    except ValidationError as invalid:
        raise _strange(invalid) from None
    return IncomingTyping(ChatId(read.chat), _person(read.person), read.typing)


def outgoing(message: OutgoingMessage) -> dict[str, Any]:
    """A message as the messenger's bot interface takes it; its file travels beside it."""
    body: dict[str, Any] = {
        "key": message.key,
        "speaker": speaker(message.speaker),
        **text(message.text),
    }
    if message.location is not None:
        place = message.location
        body["location"] = {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "title": place.title[:256],
        }
    if message.reply_to is not None:
        body["reply_to"] = message.reply_to
    if message.upload is not None:
        body["file"] = _file(message.upload.media)
    return body


def text(words: Text) -> dict[str, str]:
    """What was written, plain and formatted; formatting that is too long there is left out."""
    if words.html is None or len(words.html) > LONGEST_HTML:
        return {"text": words.plain}
    return {"text": words.plain, "html": words.html}


def speaker(somebody: Speaker) -> dict[str, str]:
    """In whose name it is posted; names may have 128 characters there, and no control ones."""
    name = safe_name(_CONTROL.sub(" ", somebody.name), 128)
    return {"id": somebody.id, "name": name or somebody.id[:128]}


def _incoming_message(read: _Update, what: _Message, at: datetime) -> IncomingMessage:
    return IncomingMessage(
        chat=ChatId(read.chat),
        id=_id(read.n),
        person=_person(what.person),
        at=at,
        text=Text(what.text, what.html),
        media=_media(what.media) if what.media else None,
        location=Location(**what.location.model_dump()) if what.location else None,
        reply_to=_id(what.reply_to) if what.reply_to else None,
    )


def _media(media: _Media) -> Media:
    known = {kind.value for kind in MediaKind}
    return Media(
        ref=MediaRef(media.id),
        kind=MediaKind(media.kind) if media.kind in known else MediaKind.FILE,
        mimetype=media.mimetype,
        filename=media.filename,
        size=media.size,
        width=media.width,
        height=media.height,
        duration_ms=media.duration_ms,
    )


def _file(media: Media) -> dict[str, Any]:
    described = {
        "kind": media.kind.value,
        "filename": media.filename,
        "mimetype": media.mimetype,
        "width": media.width,
        "height": media.height,
        "duration_ms": media.duration_ms,
    }
    return {name: value for name, value in described.items() if value is not None}


def _person(person: _Person) -> Person:
    return Person(PersonId(person.id), person.name, phone=person.phone)


def _id(number: int) -> MessageId:
    return MessageId(str(number))


def _strange(invalid: ValidationError) -> StrangeUpdate:
    first = invalid.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"]) or "JSON"
    return StrangeUpdate(f"{where}: {first['msg']}")
