"""What an event says of its file, as the regulation sees it."""

from collections.abc import Mapping
from typing import Any

from policies.post import Media
from rooms.archive.content import MEDIA_KINDS, media_of
from rooms.archive.words import storable
from rooms.storage.events import ArchivedMedia

_ROUND = "fi.mau.telegram.round_message"
"""In the `info` of a round video: mautrix-telegram's own key, for which there is no standard."""
_GIF = "fi.mau.gif"
"""And of what is played like a GIF: the bridges' key.
Source: ``pkg/msgconv/wa-media.go`` of mautrix-whatsapp v26.08."""
STICKER = "m.sticker"
"""The type of an event that is one."""
_LONGEST_MS = 10**12


def media_of_event(
    content: Mapping[str, Any],
    kind: str,
    archived: ArchivedMedia | None = None,
    *,
    event_type: str = "m.room.message",
) -> Media | None:
    """The file of a message (or of an edit's new content); None where it has none.

    `archived` is what the archive knows of it, if it does already.
    """
    if kind not in MEDIA_KINDS:
        return None
    info = content.get("info")
    info = info if isinstance(info, Mapping) else {}
    said = media_of(content, kind)
    name = content.get("filename")
    known = archived if archived is not None and archived.sha256 is not None else None
    return Media(
        mimetype=said.mimetype if said else storable(info.get("mimetype")),
        # As it is written, not as it could be kept: a name may be a disguise.
        filename=storable(name if isinstance(name, str) and name else content.get("body")),
        size=known.size if known else (said.size if said else 0) or None,
        seconds=_seconds(info.get("duration")),
        content_type=known.content_type if known else None,
        picture_hash=known.picture_hash if known else None,
        round=kind == "video" and info.get(_ROUND) is True,
        gif=kind == "video" and info.get(_GIF) is True,
        sticker=event_type == STICKER,
    )


def _seconds(milliseconds: object) -> float | None:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return None
    return milliseconds / 1000 if 0 <= milliseconds <= _LONGEST_MS else None
