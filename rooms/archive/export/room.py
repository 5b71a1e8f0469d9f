"""One room into one ZIP, in passes over the database, a page of events at a time."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rooms.archive.export.bundle import Bundle, bundle
from rooms.archive.export.contents import Contents, collect
from rooms.archive.export.pages import write_pages
from rooms.archive.export.reading import Reading
from rooms.archive.listing import row_as_json, rows
from rooms.storage import history
from rooms.storage.database import Store
from rooms.storage.history import Span
from rooms.storage.rooms import KnownRoom

LONG = 2000
"""Above so many posts there is a page a month instead of one for all."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Which room, for whom, where to; `now` (aware) is the time of export that the page names."""

    room: KnownRoom
    institution: str
    zone: ZoneInfo
    language: str
    now: datetime
    out: Path
    replace: bool = False
    long: int = LONG


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What is in the ZIP; `missing` files are not in the archive (yet)."""

    events: int
    posts: int
    files: int
    missing: int


async def export_room(store: Store, media_folder: Path, request: ExportRequest) -> ExportSummary:
    """Write the ZIP.

    Raises OutputExists, ExportProblem (see `bundle`) or DatabaseAway; nothing is left behind then.
    """
    async with store.reading() as connection:
        last = await history.last_position(connection)
    span = Span(room_id=request.room.room_id, last_position=last)
    reading = Reading(request.institution, request.room.name, request.zone, request.language)
    with bundle(request.out, replace=request.replace) as opened:
        contents = await collect(store, span, media_folder, request.zone, opened)
        await _write_lines(store, span, request, contents, opened)
        await write_pages(store, span, reading, contents, opened, request.now, request.long)
    return ExportSummary(contents.events, contents.posts, len(contents.files), contents.missing)


async def _write_lines(
    store: Store, span: Span, request: ExportRequest, contents: Contents, opened: Bundle
) -> None:
    """Everything that came, as JSON lines: the rows of the list and what they were made of."""
    room = request.room
    with opened.text("messages.jsonl", request.now.astimezone(request.zone)) as part:
        async for row in rows(store, {room.room_id: room.key}, span):
            line = row_as_json(row)
            if row.event.media:
                exported = contents.files.get(row.event.media.sha256 or "")
                line["media"]["path"] = exported.name if exported else None
            line["type"] = row.event.type
            line["state_key"] = row.event.state_key
            line["content"] = row.event.content
            part.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
