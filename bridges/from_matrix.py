"""From a Matrix event to what a connector sends. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from bridges.enforcement.on_behalf import spoken_for, without_name
from bridges.network import Location, Media, MediaKind, MediaRef, Text
from bridges.to_matrix import HTML
from rooms.archive.vanishing import NotKept, why_not_kept
from rooms.storage.events import ArchivedEvent

_MEDIA_KINDS = {
    "photo": MediaKind.PHOTO,
    "voice": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "file": MediaKind.FILE,
}
_REMARKS = frozenset({"edit", "reaction", "redaction"})
_CARRIED = _REMARKS | {"text", "photo", "voice", "video", "file", "location", "poll"}
_REPLY_FALLBACK = re.compile(r"^<mx-reply>.*?</mx-reply>", re.DOTALL)
_GEO = re.compile(r"geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)")
NOT_CARRIED = frozenset({"m.notice"})
"""What programs say to staff stays in the house."""


def carries(event: ArchivedEvent) -> bool:
    """Whether this is something that parents should see."""
    # Homeservers check the types of an m.room.message only: elsewhere it may be anything.
    if event.kind not in _CARRIED or str(event.content.get("msgtype")) in NOT_CARRIED:
        return False
    if (why := why_not_kept(event.content)) is not None:
        return why is NotKept.DISAPPEARS  # it stands in the room for a while
    # What was redacted before we heard of it comes without its content.
    return event.kind in _REMARKS or bool(event.text.strip() or event.media or location_of(event))


def text_of(event: ArchivedEvent, bot: str) -> Text:
    """What was written, or the caption; an edit gives its new text.

    Of what `bot`, ours, says for somebody, it is without the name, which is shown otherwise. Of a
    point on the map there is nothing more to say: its words are its title.
    """
    if location_of(event) is not None:
        return Text("")
    if (author := spoken_for(event, bot)) is not None:
        return without_name(event.content, event.text, author[1])
    content = event.content
    if event.kind == "edit":
        content = _mapping(content.get("m.new_content"))
    html = content.get("formatted_body")
    if content.get("format") != HTML or not isinstance(html, str) or not event.text:
        return Text(event.text)
    return Text(event.text, _REPLY_FALLBACK.sub("", html))


def media_of(event: ArchivedEvent) -> Media | None:
    """The file of an event; its `ref` is the mxc address."""
    if event.media is None:
        return None
    info = _mapping(event.content.get("info"))
    audio = _mapping(event.content.get("org.matrix.msc1767.audio"))
    waveform = audio.get("waveform")
    return Media(
        ref=MediaRef(event.media.mxc),
        kind=_MEDIA_KINDS.get(event.kind, MediaKind.FILE),
        mimetype=event.media.mimetype,
        filename=event.media.filename,
        size=event.media.size,
        width=_count(info.get("w")),
        height=_count(info.get("h")),
        duration_ms=_count(info.get("duration")) or _count(audio.get("duration")),
        waveform=tuple(level for level in waveform[:120] if _count(level) is not None)
        if isinstance(waveform, list)
        else (),
    )


def location_of(event: ArchivedEvent) -> Location | None:
    """The point on the map of an m.location event, None where it is no point on the earth."""
    if event.kind != "location":
        return None
    place = _GEO.match(str(event.content.get("geo_uri", "")))
    if not place:
        return None
    latitude, longitude = float(place[1]), float(place[2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    title = "" if event.text.startswith("geo:") else event.text
    return Location(latitude, longitude, title)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53:
        return value
    return None
