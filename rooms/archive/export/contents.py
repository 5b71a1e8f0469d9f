"""The first pass: what there is to export; the files are written on the way."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rooms.archive.conversation import POSTS
from rooms.archive.export.bundle import Bundle
from rooms.archive.export.files import HEAD_BYTES, ExportedFile, exported_file
from rooms.archive.listing import moment
from rooms.archive.media import media_path
from rooms.storage import history
from rooms.storage.database import Store
from rooms.storage.events import ArchivedEvent
from rooms.storage.history import Span


@dataclass(slots=True)
class Contents:
    """What is in the span: files by their hash, posts by month (``2026-11``) in local time."""

    events: int = 0
    missing: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    files: dict[str, ExportedFile] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None

    @property
    def posts(self) -> int:
        """How many posts, edits and reactions not counted."""
        return sum(self.kinds[kind] for kind in POSTS)


async def collect(
    store: Store, span: Span, media_folder: Path, zone: ZoneInfo, opened: Bundle
) -> Contents:
    """Go through the span once, and put each file into the ZIP once."""
    contents = Contents()
    async for page in history.pages(store, span):
        for kept in page:
            at = moment(kept.event.sent_at).astimezone(zone)
            _count(contents, kept.event, at)
            if kept.event.media:
                await asyncio.to_thread(_put, contents, kept.event, media_folder, at, opened)
    return contents


def month_of(at: datetime) -> str:
    """The month as it names a page."""
    return f"{at:%Y-%m}"


def _count(contents: Contents, event: ArchivedEvent, at: datetime) -> None:
    contents.events += 1
    contents.kinds[event.kind] += 1
    # Months without a post have a page too when somebody came or left in them.
    contents.months[month_of(at)] += event.kind in POSTS
    if event.kind in POSTS:
        contents.first = contents.first or at
        contents.last = at


def _put(
    contents: Contents, event: ArchivedEvent, folder: Path, at: datetime, opened: Bundle
) -> None:
    media = event.media
    if media is None or media.sha256 in contents.files:
        return
    try:
        source = media_path(folder, media.sha256).open("rb") if media.sha256 else None
    except FileNotFoundError:
        source = None
    if source is None or media.sha256 is None:
        contents.missing += 1
        return
    with source:
        head = source.read(HEAD_BYTES)
        source.seek(0)
        exported = exported_file(media, media.sha256, event.kind, head, at)
        opened.file(exported.name, at, source)
    contents.files[media.sha256] = exported
