"""What a messenger says of a file, as the regulation sees it."""

from bridges.network import IncomingEdit, IncomingMessage
from policies.post import Media


def judged_media(happening: IncomingMessage | IncomingEdit) -> Media | None:
    """The file of a message; None where it has none, and for an edit, which changes its words."""
    if not isinstance(happening, IncomingMessage) or happening.media is None:
        return None
    media = happening.media
    return Media(
        mimetype=media.mimetype,
        filename=media.filename,
        size=media.size or None,
        seconds=media.duration_ms / 1000 if media.duration_ms is not None else None,
    )
