"""Where a post came from, and what it takes to publish it later: kept with its decision."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from bridges.judged_media import judged_media
from bridges.network import IncomingMessage
from bridges.payloads import unpacked
from policies.post import Media, PostKind
from rooms.archive.content import edited_content, message_kind, replied_event
from rooms.archive.words import storable_json
from rooms.post_media import media_of_event

Kept = Annotated[Mapping[str, Any], BeforeValidator(storable_json)]
"""Whatever somebody's client has written: what no database takes is not kept."""


class InRoom(BaseModel):
    """It was written in a room: by staff in Element, or by the ghost of an upstream bridge.

    `content` is that of the event, `event_id` None where the event never came to be (the gate
    refused it); `by_ghost`: its author sits behind an upstream bridge. `roles` are the author's;
    `published` is the event in which the bot repeated it.
    """

    model_config = ConfigDict(frozen=True)

    where: Literal["room"] = "room"
    room: str
    type: str
    content: Kept
    event_id: str | None = None
    by_ghost: bool = False
    is_edit: bool = False
    roles: tuple[str, ...] = ()
    published: str | None = None


class InChat(BaseModel):
    """It was written in a messenger that we connect ourselves.

    `happening` is packed (`bridges.payloads`), `message` the id of what was written; `removed`:
    it was removed there; `mxc` is where its file is kept meanwhile.
    """

    model_config = ConfigDict(frozen=True)

    where: Literal["chat"] = "chat"
    network: str
    chat: str
    room: str
    happening: Kept
    message: str
    is_edit: bool = False
    removed: bool = False
    mxc: str | None = None
    roles: tuple[str, ...] = ("parent",)


Origin = InRoom | InChat
_ADAPTER: TypeAdapter[Origin] = TypeAdapter(Annotated[Origin, Field(discriminator="where")])


def packed_origin(origin: Origin) -> dict[str, Any]:
    """As it is kept with the decision (JSON)."""
    values: dict[str, Any] = _ADAPTER.dump_python(origin, mode="json")
    return values


def unpacked_origin(kept: Mapping[str, Any]) -> Origin | None:
    """What was packed; None for decisions from before origins were kept."""
    return _ADAPTER.validate_python(kept) if kept else None


def kind_of(origin: Origin) -> PostKind:
    """What the post carries."""
    if isinstance(origin, InRoom):
        if origin.type != "m.room.message":
            return PostKind.POLL if "poll" in origin.type else PostKind.PHOTO
        return PostKind(message_kind(origin.content))
    happening = unpacked(dict(origin.happening))
    if not isinstance(happening, IncomingMessage):
        return PostKind.TEXT
    if happening.media:
        return PostKind(happening.media.kind.value)
    return PostKind.LOCATION if happening.location else PostKind.TEXT


def media_of_origin(origin: Origin) -> Media | None:
    """The file of the post, as the regulation sees it."""
    if isinstance(origin, InRoom):
        shown = edited_content(origin.content) if origin.is_edit else origin.content
        return media_of_event(shown, kind_of(origin).value, event_type=origin.type)
    happening = unpacked(dict(origin.happening))
    return judged_media(happening) if isinstance(happening, IncomingMessage) else None


def answered_by(origin: Origin) -> str | None:
    """The post that it answers."""
    if isinstance(origin, InRoom):
        return None if origin.is_edit else replied_event(origin.content)
    happening = unpacked(dict(origin.happening))
    return happening.reply_to if isinstance(happening, IncomingMessage) else None
