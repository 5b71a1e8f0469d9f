"""The archive read back: page by page in the order of time, and what belongs to an event."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from rooms.storage.database import Connection, Store
from rooms.storage.events import POLL_ENDS, POLL_RESPONSES, SELECT, ArchivedEvent, from_row

PAGE = 200
"""How many events are in memory at a time."""

_TO_POLLS = (*POLL_RESPONSES, *POLL_ENDS)
_LONGEST_NUMBER = 20
"""Characters of an answer that may be the number of what somebody chooses."""
LATEST = 2**62
"""Later than anything, in milliseconds and in positions; -LATEST is before everything."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which events: of one room or (None) all, sent in [since, until) milliseconds since 1970.

    Only those that came into the archive up to `last_position`, so that several passes over it
    see the same.
    """

    room_id: str | None = None
    since: int = -LATEST
    until: int = LATEST
    last_position: int = LATEST


@dataclass(frozen=True, slots=True)
class Kept:
    """An event and its place in the order of arrival."""

    position: int
    event: ArchivedEvent


async def pages(store: Store, span: Span) -> AsyncIterator[list[Kept]]:
    """The events of a span in pages, by the time at which they were sent."""
    sent_at, position = span.since, 0
    while True:
        async with store.reading() as connection:
            page = await _page(connection, span, sent_at, position)
        if not page:
            return
        yield page
        sent_at, position = page[-1].event.sent_at, page[-1].position


async def _page(connection: Connection, span: Span, sent_at: int, position: int) -> list[Kept]:
    # The room is left out rather than compared with nothing, so that the index on it is used.
    # What is put together are our own constants; values go in as parameters.
    of_room = "room_id = $6 AND " if span.room_id is not None else ""
    rows = await connection.fetch(
        f"{SELECT} WHERE {of_room}sent_at >= $1 AND sent_at < $2"
        " AND (sent_at > $1 OR position > $3) AND position <= $4"
        " ORDER BY sent_at, position LIMIT $5",
        sent_at,
        span.until,
        position,
        span.last_position,
        PAGE,
        *([span.room_id] if span.room_id is not None else []),
    )
    return [Kept(row["position"], from_row(row)) for row in rows]


async def last_position(connection: Connection) -> int:
    """The position of the newest event; 0 in an empty archive."""
    return int(await connection.fetchval("SELECT max(position) FROM event") or 0)


async def by_id(connection: Connection, event_ids: Sequence[str]) -> dict[str, Kept]:
    """Those of these events that are in the archive."""
    if not event_ids:
        return {}
    rows = await connection.fetch(
        f"{SELECT} WHERE event.event_id IN ({_places(event_ids)})", *event_ids
    )
    return {row["event_id"]: Kept(row["position"], from_row(row)) for row in rows}


async def about(connection: Connection, event_ids: Sequence[str]) -> list[Kept]:
    """The edits, reactions and redactions of these events, and what is said to a poll (the shortest
    answers to anything among it), in the order of arrival.

    Whether they were entitled to it, and are of the same room, is for the caller to judge.
    """
    if not event_ids:
        return []
    rows = await connection.fetch(
        f"{SELECT} WHERE target IN ({_places(event_ids)})"
        " AND (kind IN ('edit', 'reaction', 'redaction')"
        f" OR (kind = 'text' AND length(text) <= {_LONGEST_NUMBER})"
        f" OR type IN ({_places(_TO_POLLS, len(event_ids))})) ORDER BY position",
        *event_ids,
        *_TO_POLLS,
    )
    return [Kept(row["position"], from_row(row)) for row in rows]


def _places(values: Sequence[str], after: int = 0) -> str:
    return ", ".join(f"${number}" for number in range(after + 1, after + len(values) + 1))
