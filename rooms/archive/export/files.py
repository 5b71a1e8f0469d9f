"""The files of an export: their names in the ZIP, and how a browser may show them."""

import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

import filetype

from rooms.storage.events import ArchivedMedia

HEAD_BYTES = 4096
"""How much of a file is looked at to tell what it is."""

PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/bmp")
SOUNDS = (
    "audio/mpeg",
    "audio/ogg",
    "audio/mp4",
    "audio/aac",
    "audio/x-wav",
    "audio/wav",
    "audio/x-flac",
    "audio/flac",
)
FILMS = ("video/mp4", "video/webm", "video/quicktime", "video/x-m4v", "video/ogg")
_CONTAINERS = ("video/mp4", "video/webm", "video/x-m4v", "audio/ogg", "video/ogg")
"""Formats in which there may be sound alone."""

_EXTENSION = re.compile(r"[a-z0-9]{1,10}")
_ACTIVE = re.compile(
    "html?|xhtml|xht|shtml|svgz?|xml|xslt?|mht|mhtml|hta|m?js|css|swf|webarchive", re.ASCII
)
"""A browser would run these at a click, with the page's own rights."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file's name in the ZIP, and its look: picture, sound, film or file."""

    name: str
    look: str


def exported_file(
    media: ArchivedMedia, sha256: str, kind: str, head: bytes, at: datetime
) -> ExportedFile:
    """How to export a file whose first bytes are `head`, sent at that local time.

    The name is plain ASCII, so that it survives every unpacker, and unique by the hash. What it
    is, is told by its bytes and not by what its sender claims.
    """
    found = filetype.guess(head)
    mimetype = found.mime if found else ""
    look = _look(mimetype, kind, media.mimetype)
    extension = found.extension if found and look != "file" else _extension(media)
    return ExportedFile(f"media/{at:%Y-%m-%d_%H-%M}_{sha256[:16]}.{extension}", look)


def _look(mimetype: str, kind: str, claimed: str) -> str:
    sound = kind == "voice" or claimed.startswith("audio/")
    if mimetype in PICTURES:
        return "picture"
    if mimetype in SOUNDS or (sound and mimetype in _CONTAINERS):
        return "sound"
    return "film" if mimetype in FILMS else "file"


def _extension(media: ArchivedMedia) -> str:
    extension = PurePosixPath(media.filename).suffix.lower().removeprefix(".")
    if not _EXTENSION.fullmatch(extension):
        guessed = mimetypes.guess_extension(media.mimetype) or ""
        extension = guessed.removeprefix(".") or "bin"
    return f"{extension}.txt" if _ACTIVE.fullmatch(extension) else extension
