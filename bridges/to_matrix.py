"""From a happening in a messenger to the content of a Matrix event. Pure.

An event has at most 65,536 bytes (https://spec.matrix.org/v1.13/client-server-api/#size-limits):
what would be more loses its formatting, then its end.
"""

import json
from collections.abc import Mapping
from typing import Any

from bridges.network import IncomingMessage, Location, Media, MediaKind, Text

HTML = "org.matrix.custom.html"
LARGEST_TEXT = 48_000
"""Bytes of an event that words may fill; all else in it has some 10,000 at most."""
LARGEST_TITLE = 4_000
_OF_FILES = frozenset(
    {"msgtype", "filename", "url", "info"}
    | {"org.matrix.msc3245.voice", "org.matrix.msc1767.audio"}
)
_LARGEST_NUMBER = 2**53 - 1
"""Homeservers take no larger ones: https://spec.matrix.org/v1.13/appendices/#canonical-json"""
_MSGTYPES = {
    MediaKind.PHOTO: "m.image",
    MediaKind.VOICE: "m.audio",
    MediaKind.VIDEO: "m.video",
    MediaKind.FILE: "m.file",
}


def message_content(
    message: IncomingMessage, mxc: str | None, reply_to: str | None
) -> dict[str, Any]:
    """The content of an m.room.message.

    `mxc` is where the file of the message is now, `reply_to` the event that it answers.
    """
    text = _fitting(message.text, LARGEST_TEXT)
    if message.media and mxc:
        content = media_content(message.media, mxc, text)
    elif message.location:
        content = location_content(message.location, text.plain)
    else:
        content = text_content(text)
    if reply_to:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
    return content


def text_content(text: Text) -> dict[str, Any]:
    """A plain or formatted text."""
    content: dict[str, Any] = {"msgtype": "m.text", "body": text.plain}
    if text.html:
        content |= {"format": HTML, "formatted_body": text.html}
    return content


def media_content(media: Media, mxc: str, caption: Text) -> dict[str, Any]:
    """A file with its caption (Matrix 1.10: body is the caption where it is not the filename).

    Voice messages carry the keys of MSC3245 and MSC1767, without which clients draw a file.
    """
    content: dict[str, Any] = {
        "msgtype": _MSGTYPES[media.kind],
        "body": caption.plain or media.filename,
        "filename": media.filename,
        "url": mxc,
        "info": _info(media),
    }
    if caption.plain and caption.html:
        content |= {"format": HTML, "formatted_body": caption.html}
    if media.kind is MediaKind.VOICE:
        content["org.matrix.msc3245.voice"] = {}
        content["org.matrix.msc1767.audio"] = {
            "duration": media.duration_ms or 0,
            "waveform": list(media.waveform),
        }
    return content


def _info(media: Media) -> dict[str, Any]:
    known = {
        "mimetype": media.mimetype,
        "size": media.size,
        "w": media.width,
        "h": media.height,
        "duration": media.duration_ms,
    }
    return {
        name: value
        for name, value in known.items()
        if value is not None and not (isinstance(value, int) and value > _LARGEST_NUMBER)
    }


def location_content(location: Location, words: str = "") -> dict[str, Any]:
    """A point on the map, in both forms that clients read (m.location and MSC3488).

    There is no caption of a place, so what was written with it comes before its name.
    """
    # Never with an exponent, which RFC 5870 does not know.
    uri = f"geo:{location.latitude:.6f},{location.longitude:.6f}"
    title = _fitting(Text(location.title), LARGEST_TITLE).plain or uri
    return {
        "msgtype": "m.location",
        "body": "\n".join(filter(None, [words, title])),
        "geo_uri": uri,
        "org.matrix.msc3488.location": {"uri": uri, "description": title},
        "org.matrix.msc3488.asset": {"type": "m.pin"},
    }


def edit_content(
    text: Text, event_id: str, shown: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A replacement for an earlier text (Matrix 1.4, m.replace).

    `shown` is the content of a file, of which the text is the caption: the file stays.
    """
    text = _fitting(text, LARGEST_TEXT // 2)  # it is there twice
    new = text_content(text)
    if shown is not None:
        kept = {key: value for key, value in shown.items() if key in _OF_FILES}
        new = {**new, **kept, "body": text.plain or str(shown.get("filename", ""))}
    fallback = {**new, "body": f"* {new['body']}"}
    if text.html:
        fallback["formatted_body"] = f"* {text.html}"
    relation = {"rel_type": "m.replace", "event_id": event_id}
    return {**fallback, "m.new_content": new, "m.relates_to": relation}


def reaction_content(emoji: str, event_id: str) -> dict[str, Any]:
    """A reaction (Matrix 1.7, m.annotation)."""
    relation = {"rel_type": "m.annotation", "event_id": event_id, "key": emoji}
    return {"m.relates_to": relation}


def _fitting(text: Text, most: int) -> Text:
    """The text as far as it goes into so many bytes."""
    plain, html = text.plain, text.html
    if html and _bytes(plain) + _bytes(html) > most:
        html = None
    if _bytes(plain) <= most:
        return Text(plain, html)
    while _bytes(plain) > most:
        plain = plain[: len(plain) * most // _bytes(plain)]
    return Text(plain + "…")


def _bytes(words: str) -> int:
    return len(json.dumps(words, ensure_ascii=False).encode())
