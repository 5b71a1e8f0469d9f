"""Reading multipart bodies piece by piece: small fields into memory, the file to the disk."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from aiohttp import BodyPartReader, MultipartReader, hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from bridges.sandbox.messenger.media import LARGEST_FILE, Claim, KeptFile, MediaFolder
from bridges.sandbox.messenger.problems import Problem

_LARGEST_FIELD = 640 * 1024
_MOST_FIELDS = 20
_PIECE = 256 * 1024
_ROOM_FOR_FIELDS = 1024 * 1024


class Form:
    """A multipart body being read. Who reads it must `discard` it where nothing came of it."""

    def __init__(self, request: web.Request, media: MediaFolder) -> None:
        if (request.content_length or 0) > LARGEST_FILE + _ROOM_FOR_FIELDS:
            raise Problem(413, "A file may have at most {limit} MB.", limit=LARGEST_FILE >> 20)
        self._request = request
        self._reader: MultipartReader | None = None
        self._media = media
        self.fields: dict[str, str] = {}
        self.kept: KeptFile | None = None
        self.claim: Claim | None = None

    async def read(self) -> None:
        """Read the fields and the file, in whatever order they come."""
        with _understanding():
            while (part := await self._next()) is not None:
                if part.name == "file" or part.filename is not None:
                    await self._keep_file(part)
                else:
                    await self._read_field(part)

    async def read_field_first(self, name: str) -> str:
        """Read the first part, which has to be the field of that name."""
        with _understanding():
            part = await self._next()
            if part is None or part.name != name:
                raise Problem(400, "The first part of the form must be {name}.", name=name)
            await self._read_field(part)
        return self.fields[name]

    def discard(self) -> None:
        """Forget the file: nobody will speak of it."""
        if self.kept is not None:
            self._media.forget(self.kept.id)

    async def _next(self) -> BodyPartReader | None:
        if self._reader is None:
            self._reader = await self._request.multipart()
        part = await self._reader.next()
        if isinstance(part, MultipartReader):
            raise ValueError("a form in a form")
        return part

    async def _read_field(self, part: BodyPartReader) -> None:
        name = part.name
        if name is None or not name.isprintable() or len(self.fields) >= _MOST_FIELDS:
            raise ValueError("a part without a name that can be told, or too many")
        content = bytearray()
        while piece := await part.read_chunk(_PIECE):
            content += piece
            if len(content) > _LARGEST_FIELD:
                raise Problem(413, "{where} is too long.", where=name)
        self.fields[name] = content.decode()

    async def _keep_file(self, part: BodyPartReader) -> None:
        if self.kept is not None:
            raise Problem(400, "One file a message, please.")
        mimetype = part.headers.get(hdrs.CONTENT_TYPE, "")
        self.kept = await self._media.keep(_pieces(part))
        self.claim = Claim(filename=_written_out(part.filename or ""), mimetype=mimetype)


def _written_out(filename: str) -> str:
    # Browsers escape only quotes and line ends (%22, %0D, %0A), other clients every letter.
    try:
        return unquote(filename, errors="strict")
    except UnicodeDecodeError:
        return filename


async def _pieces(part: BodyPartReader) -> AsyncIterator[bytes]:
    while piece := await part.read_chunk(_PIECE):
        yield piece


@contextmanager
def _understanding() -> Iterator[None]:
    """What the multipart reader raises at malformed bodies (also that text is no UTF-8)."""
    try:
        yield
    except (ValueError, AssertionError, RuntimeError, HttpProcessingError):
        raise Problem(400, "This form cannot be understood.") from None
