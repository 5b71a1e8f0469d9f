"""The pages of an export: one for all, or a page a month and a table of them."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.utils import urlize
from markupsafe import Markup, escape

from rooms.archive.conversation import entries
from rooms.archive.export.bubbles import Bubble, Bubbles, is_continued
from rooms.archive.export.bundle import Bundle
from rooms.archive.export.contents import Contents
from rooms.archive.export.notices import Notices
from rooms.archive.export.reading import Reading
from rooms.archive.listing import milliseconds, moment
from rooms.storage import history
from rooms.storage.database import Store
from rooms.storage.history import Span

_TEMPLATES = Path(__file__).parent / "templates"
_WRITE_CHARACTERS = 64 * 1024
_LONG_WORD = re.compile(r"((?<!\S)\S{1001,}+)")


@dataclass(frozen=True, slots=True)
class Item:
    """A thing of a page: a heading with a day, a notice, or a bubble."""

    day: str | None = None
    notice: str | None = None
    clock: str = ""
    bubble: Bubble | None = None


async def write_pages(
    store: Store,
    span: Span,
    reading: Reading,
    contents: Contents,
    opened: Bundle,
    now: datetime,
    long: int,
) -> None:
    """Write ``index.html``, and a page a month where there are more posts than `long`."""
    templates = _templates(reading)
    values = {"contents": contents, "now": reading.moment(now)}
    local = now.astimezone(reading.zone)
    if contents.posts <= long:
        with opened.text("index.html", local) as part:
            items = _items(store, span, Bubbles(reading, contents.files, None), Notices(reading))
            page = templates.get_template("page.html")
            await _render(page, part, **values, items=items, month=None, before=None, after=None)
        return
    months = sorted(contents.months)
    names = {month: reading.month(date.fromisoformat(f"{month}-01")) for month in months}
    with opened.text("index.html", local) as part:
        await _render(templates.get_template("months.html"), part, **values, months=names)
    notices = Notices(reading)
    for number, month in enumerate(months):
        bubbles = Bubbles(reading, contents.files, month)
        items = _items(store, _month_span(span, month, reading), bubbles, notices)
        before = months[number - 1] if number else None
        after = months[number + 1] if number + 1 < len(months) else None
        page = templates.get_template("page.html")
        with opened.text(f"{month}.html", local) as part:
            await _render(
                page, part, **values, items=items, month=names[month], before=before, after=after
            )


def _month_span(span: Span, month: str, reading: Reading) -> Span:
    year, number = int(month[:4]), int(month[5:])
    first = datetime(year, number, 1, tzinfo=reading.zone)
    following = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=reading.zone)
    return Span(span.room_id, milliseconds(first), milliseconds(following), span.last_position)


async def _items(
    store: Store, span: Span, bubbles: Bubbles, notices: Notices
) -> AsyncIterator[Item]:
    reading = bubbles.reading
    day: date | None = None
    last: Bubble | None = None
    last_at: datetime | None = None
    async for page in history.pages(store, span):
        for entry in await entries(store, page):
            at = moment(entry.event.sent_at)
            words = notices.words(entry.event) if entry.is_notice else None
            if entry.is_notice and words is None:
                continue
            if at.astimezone(reading.zone).date() != day:
                day = at.astimezone(reading.zone).date()
                yield Item(day=reading.day(day))
                last = None
            if words is not None:
                yield Item(notice=words, clock=reading.clock(at))
                last = None
                continue
            last = bubbles.bubble(entry, is_continued(last, entry, last_at))
            last_at = at
            yield Item(bubble=last)


async def _render(template: Template, part: IO[bytes], **values: Any) -> None:
    pending: list[str] = []
    length = 0
    async for piece in template.generate_async(**values):
        pending.append(piece)
        length += len(piece)
        if length >= _WRITE_CHARACTERS:
            part.write("".join(pending).encode())
            pending, length = [], 0
    part.write("".join(pending).encode())


def _templates(reading: Reading) -> Environment:
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        enable_async=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["linked"] = _linked
    environment.globals.update(
        # Only our own style sheet goes in unescaped; the policy names its hash.
        style=Markup(style),  # noqa: S704
        style_hash=f"sha256-{digest}",
        reading=reading,
        say=reading.say,
    )
    return environment


def _linked(text: str) -> Markup:
    """The text with links, but without those in a very long word: looking for them there takes
    time that grows with the square of its length.
    """
    pieces = [
        escape(piece)
        if _LONG_WORD.fullmatch(piece)
        else urlize(piece, target="_blank", rel="nofollow noopener noreferrer")
        for piece in _LONG_WORD.split(text)
    ]
    return Markup("".join(pieces))  # noqa: S704 - both escape
