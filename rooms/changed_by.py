"""Who changed a room otherwise than the file says, and how that is told: pure."""

from rooms.found import FoundRoom
from rooms.homeserver import StateKey
from rooms.language import say
from rooms.powers import MARKER
from rooms.room_words import room_words, short
from rooms.wanted_room import WantedRoom

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


def changed_by(found: FoundRoom, key: StateKey, bot_id: str) -> str:
    """Who set that part of the state; nobody (empty) where it was the bot.

    In a room that the bot has not yet made its own, being adopted or upgraded, it is nobody, too.
    """
    event, marker = found.state.get(key), found.state.get((MARKER, ""))
    if event is None or event.sender == bot_id:
        return ""
    if key != (MARKER, "") and (marker is None or marker.sender != bot_id):
        return ""
    return event.sender


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
