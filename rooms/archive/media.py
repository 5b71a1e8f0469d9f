"""The archive's files: downloaded once, kept under the SHA-256 of their bytes.

``media/ab/abcdef…`` for the hash ``abcdef…``. A download goes into ``media/….part`` first and
gets its name only when all of it is on the disk, so that a file with a hash for its name is
always whole.
"""

import asyncio
import fcntl
import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path
from typing import IO, Protocol

from rooms.archive.file_facts import FileLook
from rooms.storage import events
from rooms.storage.database import Connection, Store
from rooms.storage.queue import Done, Hopeless, QueuedTask, TryLater

KIND = "archive-media"
"""The kind of the queue's tasks whose payload is ``{"mxc": …}``."""

GONE = "gone"
TOO_LARGE = "too-large"
BROKEN = "broken"
"""Why there is no file, as kept in the row: the homeserver has none, it is larger than allowed,
or it never arrived whole."""

BROKEN_ATTEMPTS = 8
"""After so many downloads that break off, a file is given up, so that others get their turn."""

_PART = ".part"
_WRITE_BYTES = 256 * 1024


class MediaGone(Exception):
    """There is no such file, and never will be."""


class MediaAway(Exception):
    """The source does not answer, after `retry_after` seconds it may."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class MediaBroken(MediaAway):
    """The file is there, but reading it failed; other files may be fine."""


class MediaSource(Protocol):
    """Where files come from: the homeserver."""

    def download(self, mxc: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes of a file, in pieces. Raises MediaGone, MediaBroken or MediaAway."""
        ...


class MediaArchive:
    """Carries out the queue's `archive-media` tasks (it is their Handler).

    `limit` is how many bytes a file may have at most.
    """

    def __init__(self, store: Store, source: MediaSource, folder: Path, limit: int) -> None:
        self._store = store
        self._source = source
        self._folder = folder
        self._limit = limit
        self._broken: Counter[str] = Counter()
        self._look = FileLook()

    def prepare(self) -> None:
        """Make the folder, and throw away what a crash has left half-written. Call at the start.

        What another process is writing right now stays. Raises OSError.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in self._folder.glob(f"*{_PART}"):
            with part.open("rb") as opened:
                if _lock(opened):
                    part.unlink(missing_ok=True)

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Have the file of this address; the same address again is not downloaded again."""
        mxc = str(task.payload.get("mxc", ""))
        async with self._store.reading() as connection:
            known = await events.stored_sha256(connection, mxc)
        if known is None or not await asyncio.to_thread(self._holds, *known):
            known = await self._fetch(mxc)
        self._broken.pop(mxc, None)
        sha256, size = known
        facts = await self._look.facts(media_path(self._folder, sha256))

        async def note(connection: Connection) -> None:
            await events.set_media_stored(
                connection, mxc, sha256, size, facts.content_type, facts.picture_hash
            )

        return note

    async def _fetch(self, mxc: str) -> tuple[str, int]:
        try:
            return await self._download(mxc)
        except MediaGone as gone:
            raise _hopeless(mxc, GONE, f"The homeserver has no {mxc}.") from gone
        except _TooLarge as large:
            reason = f"{mxc} has more than {self._limit} bytes."
            raise _hopeless(mxc, TOO_LARGE, reason) from large
        except MediaBroken as broken:
            self._broken[mxc] += 1
            if self._broken[mxc] < BROKEN_ATTEMPTS:
                raise TryLater(f"{mxc}: {broken}", broken.retry_after) from broken
            del self._broken[mxc]
            raise _hopeless(mxc, BROKEN, f"{mxc} cannot be read: {broken}") from broken
        except MediaAway as away:
            raise TryLater(str(away), away.retry_after) from away
        except OSError as trouble:
            raise TryLater(f"The media folder cannot be written: {trouble.strerror}") from trouble

    async def _download(self, mxc: str) -> tuple[str, int]:
        part = await asyncio.to_thread(_Part, self._folder, self._limit)
        try:
            async with self._source.download(mxc) as pieces:
                pending = bytearray()
                async for piece in pieces:
                    pending += piece
                    if len(pending) >= _WRITE_BYTES:
                        await asyncio.to_thread(part.write, bytes(pending))
                        pending.clear()
                await asyncio.to_thread(part.write, bytes(pending))
            return await asyncio.to_thread(part.keep)
        finally:
            part.discard()

    def _holds(self, sha256: str, size: int) -> bool:
        path = media_path(self._folder, sha256)
        return path.is_file() and path.stat().st_size == size


def media_path(folder: Path, sha256: str) -> Path:
    """Where the bytes with this hash are, if they are in the archive."""
    return folder / sha256[:2] / sha256


class _TooLarge(Exception):
    """The file is larger than allowed."""


class _Part:
    """A file on its way in, locked while it is written: `prepare` tells it from litter by that."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._hash = hashlib.sha256()
        self._size = 0
        descriptor, name = tempfile.mkstemp(suffix=_PART, dir=folder)
        self._file = os.fdopen(descriptor, "wb")
        self._path = Path(name)
        _lock(self._file)

    def write(self, piece: bytes) -> None:
        """Append. Raises _TooLarge before the limit is passed on the disk."""
        self._size += len(piece)
        if self._size > self._limit:
            raise _TooLarge
        self._hash.update(piece)
        self._file.write(piece)

    def keep(self) -> tuple[str, int]:
        """Give it its name for good, unless the same bytes are there; its hash and size."""
        self._file.flush()
        os.fsync(self._file.fileno())
        sha256 = self._hash.hexdigest()
        path = media_path(self._folder, sha256)
        if not path.exists() or path.stat().st_size != self._size:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._path.replace(path)
            _sync_folder(path.parent)
            _sync_folder(self._folder)
        return sha256, self._size

    def discard(self) -> None:
        """Close, and leave nothing behind but what was kept."""
        with suppress(OSError):  # A full disk may fail even the close.
            self._file.close()
        self._path.unlink(missing_ok=True)


def _hopeless(mxc: str, problem: str, reason: str) -> Hopeless:
    async def note(connection: Connection) -> None:
        await events.set_media_problem(connection, mxc, problem)

    return Hopeless(reason, then=note)


def _lock(opened: IO[bytes]) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    # A new name survives a power cut only when its folder has been written out too.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
