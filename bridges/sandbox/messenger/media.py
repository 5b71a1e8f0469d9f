"""The media folder: files under random ids, streamed to the disk and never whole in memory."""

import asyncio
import os
import re
import secrets
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import filetype

from bridges.sandbox.messenger.happenings import MediaFile, MediaKind
from bridges.sandbox.messenger.problems import Problem
from bridges.sandbox.messenger.syncing import sync_folder

LARGEST_FILE = 50 * 1024 * 1024
_HEAD = 8192
"""How much of a file `filetype` looks at."""
SHOWN_AS_PICTURE = frozenset(
    f"image/{name}" for name in ("jpeg", "png", "gif", "webp", "avif", "bmp", "heic")
)
_MIMETYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}")
_ID = re.compile(r"[0-9a-f]{32}")
_ANY = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Claim:
    """What the sender says of a file; each may be wrong."""

    filename: str
    mimetype: str
    kind: MediaKind | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies in the folder; `found` is its type by its bytes, None: not known."""

    id: str
    size: int
    found: str | None


class MediaFolder:
    """The files of all messages."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._folder = folder

    async def keep(self, pieces: AsyncIterator[bytes]) -> KeptFile:
        """Write a file and fsync it; Problem 413 (and nothing kept) where it is too large."""
        name = secrets.token_hex(16)
        path = self._folder / name
        try:
            with await asyncio.to_thread(path.open, "xb") as file:
                size, head = await _write(file, pieces)
                await asyncio.to_thread(_sync, file, self._folder)
        except BaseException:
            self.forget(name)
            raise
        found = filetype.guess_mime(head) if head else None
        return KeptFile(name, size, found)

    def path(self, name: str) -> Path | None:
        """Where the file lies; None: there is none."""
        path = self._folder / name
        return path if _ID.fullmatch(name) and path.is_file() else None

    def forget(self, name: str) -> None:
        """Remove a file; one that is gone already is no error."""
        (self._folder / name).unlink(missing_ok=True)

    def forget_all_but(self, names: Iterable[str]) -> None:
        """Remove what a crash has left behind: files that no message speaks of."""
        known = set(names)
        for path in self._folder.iterdir():
            if path.name not in known:
                path.unlink()


async def _write(file: BinaryIO, pieces: AsyncIterator[bytes]) -> tuple[int, bytes]:
    size, head = 0, b""
    async for piece in pieces:
        size += len(piece)
        if size > LARGEST_FILE:
            raise Problem(413, "A file may have at most {limit} MB.", limit=LARGEST_FILE >> 20)
        if len(head) < _HEAD:
            head += piece[: _HEAD - len(head)]
        await asyncio.to_thread(file.write, piece)
    return size, head


def _sync(file: BinaryIO, folder: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    sync_folder(folder)


def describe(kept: KeptFile, claim: Claim) -> MediaFile:
    """The file as it is shown. Problem 415 where it claims to be a picture and is none."""
    claimed = claim.mimetype.partition(";")[0].strip().lower()
    if not _MIMETYPE.fullmatch(claimed):
        claimed = _ANY
    is_picture = kept.found is not None and kept.found.startswith("image/")
    if claim.kind == "photo" or claimed.startswith("image/"):
        mimetype = kept.found if kept.found is not None and is_picture else None
        if mimetype is None and claim.kind != "file":
            raise Problem(415, "This file says that it is a picture, but it is not one.")
        mimetype = mimetype or _ANY
    else:
        mimetype = claimed if claimed != _ANY else kept.found or _ANY
    return MediaFile(
        id=kept.id,
        kind=_kind(mimetype, claim.kind),
        mimetype=mimetype,
        filename=clean_filename(claim.filename),
        size=kept.size,
        width=claim.width,
        height=claim.height,
        duration_ms=claim.duration_ms,
    )


def _kind(mimetype: str, claimed: MediaKind | None) -> MediaKind:
    if claimed in ("file", "voice", "video"):
        return claimed
    if mimetype in SHOWN_AS_PICTURE:
        return "photo"
    family = mimetype.partition("/")[0]
    if family == "audio":
        return "voice"
    return "video" if family == "video" else "file"


def clean_filename(name: str) -> str:
    """The last part of a file's name, without what cannot be shown, at most 120 characters."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown[-120:].lstrip(".") or "file"
