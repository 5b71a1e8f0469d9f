"""What makes a room's picture, retention and pinned rules right: pure."""

from collections.abc import Iterator

from rooms.changes import Aspect, PinRules, SetAvatar, SetState, UnpinRules
from rooms.found import content_of
from rooms.homeserver import Content, RoomState
from rooms.pictures import DIGEST
from rooms.powers import RULES
from rooms.wanted_room import WantedRoom


def detail_changes(room: WantedRoom, state: RoomState) -> Iterator[SetState | SetAvatar]:
    """Picture and retention.

    What the file does not say is taken away, unless the room was adopted with it.
    """
    shown = content_of(state, ("m.room.avatar", ""))
    if room.picture is not None:
        if not is_picture_of(room, shown):
            yield SetAvatar(room)
    elif shown.get("url") and not room.picture_in_doubt and room.adopt is None:
        yield SetState(room, Aspect.AVATAR, ("m.room.avatar", ""), {})
    kept = content_of(state, ("m.room.retention", ""))
    wanted = room.retention_content()
    if kept != wanted and (wanted or room.adopt is None):
        yield SetState(room, Aspect.RETENTION, ("m.room.retention", ""), wanted)


def is_picture_of(room: WantedRoom, shown: Content) -> bool:
    """Whether a room's avatar is the picture that the file names, whole and unchanged."""
    url = shown.get("url")
    return (
        room.picture is not None
        and isinstance(url, str)
        and url.startswith("mxc://")
        and shown == room.picture.avatar(url)
    )


def rules_changes(room: WantedRoom, state: RoomState) -> Iterator[PinRules | UnpinRules]:
    """The pinned rules; the state tells which message has them, and what they were."""
    known = content_of(state, (RULES, ""))
    pinned = pinned_in(state)
    if room.rules:
        right = known.get(DIGEST) == room.rules_digest and known.get("event_id") in pinned
        if not right:
            yield PinRules(room)
    elif known.get("event_id") in pinned:
        yield UnpinRules(room)


def pinned_in(state: RoomState) -> list[object]:
    """The ids of the pinned messages (specification: m.room.pinned_events)."""
    pinned = content_of(state, ("m.room.pinned_events", "")).get("pinned")
    return list(pinned) if isinstance(pinned, list) else []
