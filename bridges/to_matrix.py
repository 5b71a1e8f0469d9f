"""From a happening in a messenger to the content of a Matrix event. Pure."""

from typing import Any

from bridges.matrix import MARKER
from bridges.network import IncomingMessage, Location, Media, MediaKind, Text

HTML = "org.matrix.custom.html"
_MSGTYPES = {
    MediaKind.PHOTO: "m.image",
    MediaKind.VOICE: "m.audio",
    MediaKind.VIDEO: "m.video",
    MediaKind.FILE: "m.file",
}


def message_content(
    message: IncomingMessage, network: str, mxc: str | None, reply_to: str | None
) -> dict[str, Any]:
    """The content of an m.room.message.

    `mxc` is where the file of the message is now, `reply_to` the event that it answers. The
    marker names the chat it came from, so that it is never carried back there.
    """
    if message.media and mxc:
        content = media_content(message.media, mxc, message.text)
    elif message.location:
        content = location_content(message.location)
    else:
        content = text_content(message.text)
    if reply_to:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
    content[MARKER] = {"network": network, "chat": message.chat}
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
    return {name: value for name, value in known.items() if value is not None}


def location_content(location: Location) -> dict[str, Any]:
    """A point on the map, in both forms that clients read (m.location and MSC3488)."""
    uri = f"geo:{location.latitude},{location.longitude}"
    words = location.title or uri
    return {
        "msgtype": "m.location",
        "body": words,
        "geo_uri": uri,
        "org.matrix.msc3488.location": {"uri": uri, "description": words},
        "org.matrix.msc3488.asset": {"type": "m.pin"},
    }


def edit_content(text: Text, event_id: str) -> dict[str, Any]:
    """A replacement for an earlier text (Matrix 1.4, m.replace)."""
    new = text_content(text)
    fallback = {**new, "body": f"* {text.plain}"}
    if text.html:
        fallback["formatted_body"] = f"* {text.html}"
    relation = {"rel_type": "m.replace", "event_id": event_id}
    return {**fallback, "m.new_content": new, "m.relates_to": relation}


def reaction_content(emoji: str, event_id: str) -> dict[str, Any]:
    """A reaction (Matrix 1.7, m.annotation)."""
    relation = {"rel_type": "m.annotation", "event_id": event_id, "key": emoji}
    return {"m.relates_to": relation}
