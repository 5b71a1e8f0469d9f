"""What the bytes of a file show: of what type it is, and how the picture in it looks.

Whatever the file is, looking at it costs little: pictures are opened only when they are of a usual
format and size, and shrunk while they are read.
"""

import asyncio
import logging
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import dhash  # type: ignore[import-untyped]
import filetype
from PIL import Image, ImageOps, UnidentifiedImageError

log = logging.getLogger(__name__)

LARGEST_PICTURE = 30 * 1024 * 1024
"""Bytes of a picture that is looked at."""
MOST_PIXELS, MOST_PIXELS_OF_JPEG = 20_000_000, 52_000_000
"""JPEG is read in a smaller size at once; all else takes four bytes of memory a pixel."""
MOST_SCANS = 60
"""Of a progressive JPEG, which has some ten; with thousands of them it would take for ever."""
SECONDS = 20.0
"""How long may be looked at a file."""

_HASH_SIZE = 8
_SHRUNK = (144, 144)
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_SHRINKING = ("L", "RGB", "RGBA")
_FIRST_BYTES = 8192
_SCAN = b"\xff\xda"
_TROUBLE = (
    OSError,
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    SyntaxError,  # Pillow's word for a broken PNG
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    MemoryError,
    struct.error,
)
"""What Pillow raises on files that are broken, or made to break it."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """`content_type` is the media type that the first bytes show; `picture_hash` the difference
    hash of a picture, 32 hexadecimal digits, of which similar pictures differ in few bits
    (https://www.hackerfactor.com/blog/?/archives/529-Kind-of-Like-That.html). None: unknown."""

    content_type: str | None = None
    picture_hash: str | None = None


class FileLook:
    """Looks at files, one at a time, in a thread of its own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="file-look")

    async def facts(self, path: Path) -> FileFacts:
        """What there is to know of a file. Raises nothing: of what cannot be read, nothing is
        known."""
        loop = asyncio.get_running_loop()
        try:
            looking = loop.run_in_executor(self._thread, facts_of, path)
            return await asyncio.wait_for(looking, SECONDS)
        except TimeoutError:
            log.warning("A file of the archive took too long to look at")
            return FileFacts()


def facts_of(path: Path) -> FileFacts:
    """What there is to know of a file; of what cannot be read, nothing is known."""
    try:
        with path.open("rb") as opened:
            content_type = _content_type(opened.read(_FIRST_BYTES))
            if content_type is None or not content_type.startswith("image/"):
                return FileFacts(content_type)
            return FileFacts(content_type, _picture_hash(opened, path.stat().st_size))
    except OSError:
        return FileFacts()


def _content_type(first: bytes) -> str | None:
    try:
        kind = filetype.guess(first)
    except Exception:  # its matchers index into what may be too short
        return None
    return str(kind.mime) if kind is not None else None


def _picture_hash(opened: IO[bytes], size: int) -> str | None:
    if size > LARGEST_PICTURE:
        return None
    try:
        opened.seek(0)
        with Image.open(opened, formats=_FORMATS) as picture:
            return _hash(picture) if _is_bearable(picture, opened) else None
    except _TROUBLE:
        return None


def _is_bearable(picture: Image.Image, opened: IO[bytes]) -> bool:
    width, height = picture.size
    jpeg = picture.format == "JPEG"
    if not 0 < width * height <= (MOST_PIXELS_OF_JPEG if jpeg else MOST_PIXELS):
        return False
    if not jpeg:
        return True
    at = opened.tell()
    opened.seek(0)
    scans = opened.read().count(_SCAN)
    opened.seek(at)
    return scans <= MOST_SCANS


def _hash(picture: Image.Image) -> str:
    small = picture
    if picture.format == "JPEG":
        small.thumbnail(_SHRUNK)
    if small.mode not in _SHRINKING:
        small = small.convert(_shrinking(small))
    small.thumbnail(_SHRUNK)
    small = ImageOps.exif_transpose(small)
    if small.mode == "RGBA":
        white = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(white, small)
    side = _HASH_SIZE + 1
    grays = list(small.convert("L").resize((side, side), Image.Resampling.LANCZOS).tobytes())
    row, column = dhash.dhash_row_col(grays, _HASH_SIZE)
    return str(dhash.format_hex(row, column, _HASH_SIZE))


def _shrinking(picture: Image.Image) -> str:
    """The mode in which a picture can be shrunk smoothly."""
    if picture.mode.startswith(("I", "F", "1")):
        return "L"
    return "RGBA" if "transparency" in picture.info or picture.mode[-1] in "Aa" else "RGB"
