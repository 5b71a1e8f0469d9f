"""Pictures of rooms: files beside community.yaml, looked at before they are shown to anybody."""

import hashlib
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from rooms.reconcile.homeserver import Content
from rooms.sentence import Sentence

LARGEST = 2 * 1024 * 1024
"""Bytes that a picture may have: more than any client shows of a room's picture."""
MOST_PIXELS = 25_000_000
MIMETYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}

DIGEST = "ru.teremok.sha256"
"""The key by which a room's avatar tells which picture of ours it is."""


class PictureProblem(Exception):
    """Why a file is no picture that can be shown; `sentence` says so to people."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.sentence = Sentence(text, values)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it was when it was looked at; `digest` is the SHA-256 of its bytes, in hex."""

    path: Path
    digest: str
    mimetype: str
    size: int
    width: int
    height: int

    def avatar(self, mxc: str) -> Content:
        """How a room shows it (specification: m.room.avatar)."""
        info = {"mimetype": self.mimetype, "size": self.size, "w": self.width, "h": self.height}
        return {"url": mxc, "info": info, DIGEST: self.digest}


def look_at(path: Path) -> Picture:
    """What picture is in the file. Raises PictureProblem."""
    return _look_at(path, versions_of([str(path)])[str(path)])


@lru_cache(maxsize=2000)
def _look_at(path: Path, version: tuple[int, int] | None) -> Picture:
    """The same; looking takes a while, and the same version of a file shows the same picture."""
    content = read(path)
    kind, width, height = _looked_into(path.name, content)
    digest = hashlib.sha256(content).hexdigest()
    return Picture(path, digest, MIMETYPES[kind], len(content), width, height)


Look = Picture | PictureProblem
"""What became of looking at a file: the picture in it, or what is wrong with it."""


def look_at_all(paths: Iterable[str]) -> dict[str, Look]:
    """What is in each of the files, by their paths; a path from nowhere is left out."""
    return {path: _look(Path(path)) for path in set(paths) if Path(path).is_absolute()}


def _look(path: Path) -> Look:
    try:
        return look_at(path)
    except PictureProblem as problem:
        return problem


def versions_of(paths: Iterable[str]) -> dict[str, tuple[int, int] | None]:
    """What differs between two versions of each file; None: there is no file."""
    versions: dict[str, tuple[int, int] | None] = {}
    for path in paths:
        try:
            status = Path(path).stat()
        except (OSError, ValueError):
            versions[path] = None
        else:
            versions[path] = (status.st_mtime_ns, status.st_size)
    return versions


def read(path: Path) -> bytes:
    """The bytes of the file. Raises PictureProblem."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PictureProblem("“{name}” is not a file.", name=path.name)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise PictureProblem("There is no picture “{name}”.", name=path.name) from None
    except (OSError, ValueError) as wrong:
        reason = getattr(wrong, "strerror", None) or "?"
        text = "The picture “{name}” cannot be read: {reason}."
        raise PictureProblem(text, name=path.name, reason=reason) from None
    if len(content) > LARGEST:
        text = "The picture “{name}” is too large: at most {limit} MB."
        raise PictureProblem(text, name=path.name, limit=LARGEST // 1024**2)
    return content


def _looked_into(name: str, content: bytes) -> tuple[str, int, int]:
    """Format, width and height. Raises PictureProblem."""
    from PIL import Image  # only a file with pictures needs it

    text = "“{name}” is no picture: PNG, JPEG, GIF or WebP is expected."
    no_picture = PictureProblem(text, name=name)
    try:
        with Image.open(BytesIO(content), formats=tuple(MIMETYPES)) as image:
            kind, (width, height) = image.format, image.size
            if width * height > MOST_PIXELS:
                text = "The picture “{name}” has too many pixels: at most {limit} million."
                raise PictureProblem(text, name=name, limit=MOST_PIXELS // 1_000_000)
            image.load()
    except PictureProblem:
        raise
    except Exception:  # the library raises many things for bytes that make no sense
        raise no_picture from None
    if kind is None:
        raise no_picture
    return kind, width, height
