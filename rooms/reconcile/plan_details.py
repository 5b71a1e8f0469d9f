"""What makes a room's picture, retention and pinned rules right: pure."""

from collections.abc import Iterator

from rooms.reconcile.changed_by import changed_by
from rooms.reconcile.changes import Aspect, PinRules, SetAvatar, SetState, UnpinRules
from rooms.reconcile.found import FoundRoom, content_of
from rooms.reconcile.homeserver import Content, RoomState
from rooms.wanted.pictures import DIGEST
from rooms.wanted.powers import RULES
from rooms.wanted.room import WantedRoom


def detail_changes(
    room: WantedRoom, found: FoundRoom, bot_id: str
) -> Iterator[SetState | SetAvatar]:
    """Picture and retention.

    What the file does not say is taken away, unless the room was adopted with it.
    """
    avatar, retention = ("m.room.avatar", ""), ("m.room.retention", "")
    shown, wish = content_of(found.state, avatar), {"picture": ""}
    if room.picture is not None:
        wish = {"picture": room.picture.digest}
    by = changed_by(found, avatar, bot_id, wish)
    if room.picture is not None:
        if not (_is_ours(found, bot_id) and is_picture_of(room, shown)):
            yield SetAvatar(room, by)
    elif shown.get("url") and not room.picture_in_doubt and room.adopt is None:
        yield SetState(room, Aspect.AVATAR, avatar, {}, by=by)
    kept, wanted = content_of(found.state, retention), room.retention_content()
    if kept != wanted and (wanted or room.adopt is None):
        by = changed_by(found, retention, bot_id, wanted)
        yield SetState(room, Aspect.RETENTION, retention, wanted, by=by)


def _is_ours(found: FoundRoom, bot_id: str) -> bool:
    """Whether the bot set the avatar: somebody else may have taken our mark into theirs."""
    event = found.state.get(("m.room.avatar", ""))
    return event is not None and event.sender == bot_id


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
