"""The archive as a list: a row an event."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from rooms.archive.conversation import is_edit_of, versions
from rooms.archive.vanishing import why_not_kept
from rooms.storage import history
from rooms.storage.database import Store
from rooms.storage.events import ArchivedEvent
from rooms.storage.history import Kept, Span

_BEGINNING = datetime(1970, 1, 1, tzinfo=timezone.utc)
_WORDS = ("text", "poll", "location", "edit")


class RowKind(StrEnum):
    """Which rows: those with a file, or those with words and no file."""

    MEDIA = "media"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """An event with the key of its room (None: no room of the community any more).

    `replaces` is the text that an edit put its own in place of.
    """

    event: ArchivedEvent
    room: str | None
    replaces: str | None = None


async def rows(
    store: Store, rooms: Mapping[str, str], span: Span, kind: RowKind | None = None
) -> AsyncGenerator[Row, None]:
    """The rows of a span by the time of sending; `rooms` are the keys by room id."""
    async for page in history.pages(store, span):
        wanted = [kept for kept in page if kind is None or _is(kept.event, kind)]
        replaced = await _replaced(store, wanted)
        for kept in wanted:
            event = kept.event
            yield Row(event, rooms.get(event.room_id), replaced.get(event.event_id))


def row_as_json(row: Row) -> dict[str, Any]:
    """The row as `teremok archive list --json` prints it; the time is in UTC, sizes in bytes."""
    event, media = row.event, row.event.media
    return {
        "event_id": event.event_id,
        "room": row.room,
        "room_id": event.room_id,
        "sender": event.sender,
        "name": event.sender_name,
        "time": moment(event.sent_at).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "kind": event.kind,
        "text": event.text,
        "media": None
        if media is None
        else {
            "sha256": media.sha256,
            "filename": media.filename,
            "size": media.size,
            "mimetype": media.mimetype,
            "problem": media.problem,
        },
        "not_kept": why_not_kept(event.content),
        "target": event.target,
        "replaces": row.replaces,
        "redacted": event.redacted_by is not None,
        "redacted_by": event.redacted_by,
    }


def moment(milliseconds: int) -> datetime:
    """The aware time (UTC) of milliseconds since 1970."""
    return _BEGINNING + timedelta(milliseconds=milliseconds)


def milliseconds(moment: datetime) -> int:
    """The whole milliseconds since 1970 of an aware time."""
    return (moment - _BEGINNING) // timedelta(milliseconds=1)


def _is(event: ArchivedEvent, kind: RowKind) -> bool:
    if kind is RowKind.MEDIA:
        return event.media is not None
    return event.kind in _WORDS and event.media is None


async def _replaced(store: Store, page: list[Kept]) -> dict[str, str]:
    """The earlier text for each edit of the page that counts."""
    edits = [kept.event for kept in page if kept.event.kind == "edit"]
    edited = sorted({edit.target for edit in edits if edit.target})
    async with store.reading() as connection:
        posts = await history.by_id(connection, edited)
        remarks = await history.about(connection, edited)
    replaced = {}
    for post in posts.values():
        changes = [kept.event for kept in remarks if is_edit_of(kept.event, post.event)]
        wordings = versions(post.event, changes)
        replaced.update(
            {edit.event_id: before.text for edit, before in zip(changes, wordings, strict=False)}
        )
    return replaced
