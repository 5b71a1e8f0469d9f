"""Who changed a room otherwise than the file says, and how that is told: pure."""

from rooms.language import say
from rooms.reconcile.found import FoundRoom
from rooms.reconcile.homeserver import Content, StateEvent, StateKey
from rooms.reconcile.made import digest, name_of
from rooms.reconcile.room_words import room_words, short
from rooms.wanted.powers import MARKER
from rooms.wanted.room import WantedRoom

_CHANGED = {
    "name": "{room}: the name will be put back, {by} took it away",
    "topic": "{room}: the topic will be put back, {by} changed it",
    "alias": "{room}: its main address will be put back, {by} changed it",
    "powers": "{room}: the powers will be put back, {by} changed them",
    "access": "{room}: who may come in and what they see will be put back, {by} changed it",
    "parent": "{room}: it will point to its space again, {by} changed that",
    "marker": "{room}: its mark as a room of this house will be put back, {by} changed it",
    "avatar": "{room}: its picture will be put back, {by} changed it",
    "retention": "{room}: how long messages are kept will be put back, {by} changed it",
    "shown": "{room}: it will be shown in the space again, {by} took it out",
}


def changed_by(
    found: FoundRoom,
    key: StateKey,
    bot_id: str,
    wish: Content | None = None,
    event: StateEvent | None = None,
) -> str:
    """Who changed that side of a room; nobody (empty) where it is the file that says otherwise.

    `wish` is what the file wants there: if it did when the room was last put right, somebody has
    changed the room since then. Where that is not known, it was nobody if the bot set it, or if
    the bot has not yet made the room its own. `event` is what says it, if not the room's state.
    """
    event = event or found.state.get(key)
    if event is None:
        return ""
    if wish is not None and (made := found.made.get(name_of(key))) is not None:
        return event.sender if made == digest(wish) else ""
    marker = found.state.get((MARKER, ""))
    is_ours = key == (MARKER, "") or (marker is not None and marker.sender == bot_id)
    return event.sender if is_ours and event.sender != bot_id else ""


def change_words(language: str, room: WantedRoom, what: str, by: str, before: str = "") -> str:
    """That something will be put back, and who changed it; `before` is what it is now."""
    text = _CHANGED[what]
    if what == "name" and before:
        text = "{room}: the name will be put back, {by} changed it to “{before}”"
    return say(language, text, room=room_words(language, room), by=short(by, room), before=before)


def return_words(language: str, room: WantedRoom, user_id: str, name: str, by: str) -> str:
    """That somebody will come back, and why they are not there."""
    text = "{room}: {name} will come back in, put out by {by}"
    if by == user_id:
        text = "{room}: {name}, who has left, will come back in"
    return say(language, text, room=room_words(language, room), name=name, by=short(by, room))
