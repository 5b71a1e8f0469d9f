"""What a bridge leaves out when it carries an event, and what is said to make up for it: pure.

It is said to the bridge alone, in the name of the author, so that it stands in the chat and not a
second time in the room.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bridges.from_matrix import location_of
from bridges.upstream.descriptor import Descriptor, Limits
from bridges.upstream.statuses import OURS
from rooms.language import say
from rooms.polls import numbered
from rooms.storage.events import ArchivedEvent

MARGIN = 60
"""Of the limit: what the bridge writes where it cuts, and the marks of formatting."""
MOST_PARTS = 20
STABLE_POLL = "m.poll.start"
WORDLESS = {
    "location": "☝️ (this place on the map)",
    "voice": "☝️ (this voice message)",
    "photo": "☝️ (this photo)",
    "video": "☝️ (this video)",
    "file": "☝️ (this file)",
}
_MAP = "https://www.openstreetmap.org/?mlat={place.latitude:.5f}&mlon={place.longitude:.5f}"
POLLS = (STABLE_POLL, "org.matrix.msc3381.poll.start")


@dataclass(frozen=True, slots=True)
class Saying:
    """An event that only a bridge gets to see."""

    event_id: str
    content: Mapping[str, Any]


def after_sent(
    descriptor: Descriptor, event: ArchivedEvent, language: str, *, relayed: bool
) -> Iterator[Saying]:
    """What is to be said after an event that was carried."""
    quirks = descriptor.quirks
    is_sound = event.kind == "file" and event.content.get("msgtype") == "m.audio"
    if event.kind in quirks.wordless or (is_sound and "voice" in quirks.wordless):
        caption = "" if event.kind == "location" else event.text
        if relayed or caption:
            pointing = say(language, WORDLESS[event.kind])
            yield _saying(event, "author", f"{pointing} {caption}".rstrip())
    if quirks.cuts_long_text and event.kind == "text":
        name = event.sender_name if relayed else ""
        rest = rest_of(event.text, descriptor.limits, name)
        for number, part in enumerate(rest, start=2):
            yield _saying(event, f"part-{number}", f"({number}/{len(rest) + 1}) {part}")


def is_cut_edit(descriptor: Descriptor, event: ArchivedEvent, *, relayed: bool) -> bool:
    """Whether the end of a changed text is missing, which cannot be said after it."""
    room = _room(descriptor.limits, event.sender_name if relayed else "")
    is_long = event.kind == "edit" and size(event.text, descriptor.limits.unit) > room
    return is_long and descriptor.quirks.cuts_long_text


def instead(
    descriptor: Descriptor, event: ArchivedEvent, language: str, *, relayed: bool
) -> list[Saying]:
    """An event that was not carried as it is, in a way that is; the first under its own id.

    A poll becomes numbered text, a place the address of a map; a line that begins like a command
    is told from one; what is too long, or has lines where a network knows none, is said in parts.
    Nothing where there is no other way, or it would take too many parts: nothing is cut off.
    """
    name = event.sender_name if relayed else ""
    limits, one_line = descriptor.limits, descriptor.quirks.one_line
    too_long = size(event.text, limits.unit) > _room(limits, name)
    if event.type in POLLS and event.text:
        text = numbered(event.text, language)
    elif (place := location_of(event)) is not None:
        text = " ".join(filter(None, ("📍", place.title, _MAP.format(place=place))))
    elif event.kind == "text" and event.text.startswith(descriptor.prefix):
        text = f"\u200b{event.text}"  # the zero width space is not seen
    elif event.kind == "text" and (too_long or (one_line and "\n" in event.text.strip())):
        text = event.text
    else:
        return []
    lines = [line for line in text.split("\n") if line.strip()] if one_line else [text]
    parts = [part for line in lines for part in _parts(line, _room(limits, name), limits.unit)]
    if len(parts) > MOST_PARTS:
        return []
    return [
        _saying(event, f"line-{number}", line)
        if number
        else Saying(event.event_id, {"msgtype": "m.text", "body": line})
        for number, line in enumerate(parts)
    ]


def rest_of(text: str, limits: Limits, name: str) -> list[str]:
    """The parts of a text that were cut off, each as long as the network takes.

    The first one begins a little before the cut: where exactly that is, only the bridge knows.
    """
    room = _room(limits, name)
    if size(text, limits.unit) <= room:
        return []
    rest = text[_fitting(text, room, limits.unit) :].lstrip()
    return _parts(rest, room, limits.unit)


def _room(limits: Limits, name: str) -> int:
    """How much of a text surely fits beside its author's name."""
    return max(limits.text - MARGIN - size(name, limits.unit), MARGIN)


def _parts(text: str, room: int, unit: str) -> list[str]:
    parts: list[str] = []
    rest = text
    while rest:
        end = _fitting(rest, room, unit)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return parts


def size(text: str, unit: str) -> int:
    """How long a text is, as a network counts."""
    match unit:
        case "bytes":
            return len(text.encode())
        case "utf16":
            return len(text.encode("utf-16-le")) // 2
    return len(text)


def _fitting(text: str, limit: int, unit: str) -> int:
    """How many characters fit, up to the end of a word where there is one near."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle], unit) <= limit else (low, middle - 1)
    if low == len(text):
        return low
    blank = max(text.rfind(" ", 0, low), text.rfind("\n", 0, low))
    return blank if blank > low // 2 else max(low, 1)


def _saying(event: ArchivedEvent, what: str, words: str) -> Saying:
    digest = hashlib.sha256(f"{event.event_id} {what}".encode()).hexdigest()[:32]
    return Saying(f"{OURS}{digest}", {"msgtype": "m.text", "body": words})
