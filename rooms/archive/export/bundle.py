"""The ZIP file itself: written piece by piece under another name, then given its own."""

import errno
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

_PIECE = 256 * 1024
_FIRST_YEAR = 1980
"""Before it a ZIP knows no time."""
_LAST_YEAR = 2107


class ExportProblem(Exception):
    """The file cannot be written; the reason of the system."""


class OutputExists(ExportProblem):
    """There is a file of that name already."""


class Bundle:
    """An open ZIP; one part is written at a time."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def text(self, name: str, at: datetime) -> Iterator[IO[bytes]]:
        """A part for text (UTF-8 bytes), compressed."""
        with self._archive.open(
            _info(name, at, zipfile.ZIP_DEFLATED), "w", force_zip64=True
        ) as part:
            yield part

    def file(self, name: str, at: datetime, source: IO[bytes]) -> None:
        """A part with the bytes of a file; photos and videos would not become smaller."""
        with self._archive.open(_info(name, at, zipfile.ZIP_STORED), "w", force_zip64=True) as part:
            while piece := source.read(_PIECE):
                part.write(piece)


@contextmanager
def bundle(path: Path, *, replace: bool) -> Iterator[Bundle]:
    """A ZIP that is at `path` when the block ends well, and nowhere when it does not.

    Raises OutputExists unless it may `replace` what is there, ExportProblem when it cannot be
    written. Only its owner can read it.
    """
    if not replace and path.exists():
        raise OutputExists(str(path))
    if path.is_dir():
        raise ExportProblem(os.strerror(errno.EISDIR))
    try:
        with _part(path) as (part, opened):
            with zipfile.ZipFile(opened, "w", allowZip64=True) as archive:
                yield Bundle(archive)
            opened.flush()
            os.fsync(opened.fileno())
            if not replace and path.exists():
                raise OutputExists(str(path))
            part.replace(path)
    except OSError as trouble:
        raise ExportProblem(trouble.strerror or str(trouble)) from trouble


@contextmanager
def _part(path: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A temporary file beside `path`, gone at the end unless it was renamed."""
    descriptor, name = tempfile.mkstemp(".part", f".{path.name[:60]}.", path.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            yield part, opened
    finally:
        part.unlink(missing_ok=True)


def _info(name: str, at: datetime, compression: int) -> zipfile.ZipInfo:
    year = min(max(at.year, _FIRST_YEAR), _LAST_YEAR)
    info = zipfile.ZipInfo(name, (year, at.month, at.day, at.hour, at.minute, at.second))
    info.compress_type = compression
    info.external_attr = 0o644 << 16
    return info
