"""From a Matrix event, as a homeserver hands it out, to the archive's row."""

from collections.abc import Mapping
from typing import Any

from rooms.archive.content import (
    edited_content,
    edited_event,
    media_of,
    message_kind,
    message_text,
    poll_text,
    replied_event,
)
from rooms.archive.words import storable, storable_json
from rooms.storage.events import ArchivedEvent, ArchivedMedia

_MAXIMUM_TIME = 253_370_764_800_000
"""The beginning of the year 9999, the last that the calendar knows in every time zone."""

_LONGEST_ID = 255
_MESSAGES = ("m.room.message", "m.sticker")
_POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")
_MEMBERSHIPS = ("invite", "join", "knock", "leave", "ban")


def archived_event(event: Mapping[str, Any], name: str) -> ArchivedEvent:
    """The row for a raw event (client format, as in an appservice transaction).

    `name` is what the sender is called in the room. The event must have strings as event_id,
    room_id and sender; whatever else it holds, this never raises. The text of an edit is the new
    one, of a reaction its key, of a redaction its reason, of a membership the bare word of the
    specification (``join``). Raises nothing.
    """
    content = storable_json(event.get("content"))
    content = content if isinstance(content, dict) else {}
    type_ = storable(event.get("type"))
    state_key = storable(event["state_key"]) if isinstance(event.get("state_key"), str) else None
    kind, text, target, media = _meaning(event, type_, state_key, content)
    return ArchivedEvent(
        event_id=storable(event["event_id"]),
        room_id=storable(event["room_id"]),
        sender=storable(event["sender"]),
        sender_name=storable(name),
        sent_at=_time(event.get("origin_server_ts")),
        type=type_,
        state_key=state_key,
        kind=kind,
        text=text,
        content=content,
        target=target,
        media=media,
    )


def raw_event(event: ArchivedEvent) -> dict[str, Any]:
    """An event of the archive as a homeserver hands it out."""
    return {
        "event_id": event.event_id,
        "room_id": event.room_id,
        "sender": event.sender,
        "type": event.type,
        "origin_server_ts": event.sent_at,
        "content": event.content,
    }


_Meaning = tuple[str, str, str | None, ArchivedMedia | None]


def _meaning(
    event: Mapping[str, Any], type_: str, state_key: str | None, content: Mapping[str, Any]
) -> _Meaning:
    if state_key is not None:
        return (*_state(type_, content), None, None)
    if type_ in _MESSAGES or type_ in _POLLS:
        return _post(type_, content)
    if type_ == "m.reaction":
        relation = _mapping(content.get("m.relates_to"))
        return "reaction", storable(relation.get("key")), _event_id(relation.get("event_id")), None
    if type_ == "m.room.redaction":
        return "redaction", storable(content.get("reason")), _redacted(event, content), None
    relation = _mapping(content.get("m.relates_to"))
    return "other", storable(content.get("body")), _event_id(relation.get("event_id")), None


def _post(type_: str, content: Mapping[str, Any]) -> _Meaning:
    edited = edited_event(content)
    shown = edited_content(content) if edited else content
    if type_ in _POLLS:
        kind, text, media = "poll", poll_text(shown), None
    else:
        kind = "photo" if type_ == "m.sticker" else message_kind(shown)
        text, media = message_text(shown, kind), media_of(shown, kind)
    if edited:
        return "edit", text, _event_id(edited), media
    return kind, text, _event_id(replied_event(content)), media


def _state(type_: str, content: Mapping[str, Any]) -> tuple[str, str]:
    if type_ == "m.room.member":
        membership = content.get("membership")
        return "membership", str(membership) if membership in _MEMBERSHIPS else ""
    return "state", storable(content.get("name") or content.get("topic"))


def _redacted(event: Mapping[str, Any], content: Mapping[str, Any]) -> str | None:
    # Up to room version 10 the key stands beside the content, and a key of that name inside it
    # means nothing; from 11 on it stands in the content. Homeservers write both for clients, so
    # the one that cannot be forged by the sender of an old room's event goes first.
    # https://spec.matrix.org/v1.13/rooms/v11/#moving-the-redacts-property-of-mroomredaction-events
    return _event_id(storable(event.get("redacts"))) or _event_id(content.get("redacts"))


def _event_id(value: object) -> str | None:
    # What is longer is no event's id, and PostgreSQL cannot index it.
    # https://spec.matrix.org/v1.13/appendices/#common-namespace-format
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _time(value: object) -> int:
    right = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAXIMUM_TIME
    return int(value) if right else 0  # type: ignore[call-overload]
