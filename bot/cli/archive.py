"""``teremok archive``: what was said in the rooms, listed and exported."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli import data_option, language, words
from bot.cli.terminal import one_line
from bot.cli.times import read_moment
from bot.house import House, HouseProblem
from rooms.archive.export import (
    ExportProblem,
    ExportRequest,
    ExportSummary,
    OutputExists,
    export_room,
)
from rooms.archive.export.reading import Reading
from rooms.archive.listing import Row, RowKind, milliseconds, moment, row_as_json, rows
from rooms.archive.vanishing import why_not_kept
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.storage import rooms as known_rooms
from rooms.storage.database import Store
from rooms.storage.history import LATEST, Span
from rooms.storage.rooms import KnownRoom

_MOVED = {
    "join": "came in",
    "leave": "went out",
    "invite": "is invited",
    "ban": "is banned",
    "knock": "asks to come in",
}
"""What is said of a membership."""
_SHOWN_HASH = 12


@click.group(help=words("What was said in the rooms: the list, and a room as one file."))
def archive() -> None:
    """The group of commands."""


@archive.command(
    "list",
    help=words("Show what the archive has, by the time of sending.")
    + "\n\n\b\n"
    + words("Example:  teremok archive list --room ladybirds --since 30d --kind media"),
)
@data_option
@click.option("--room", metavar="KEY", help=words("Only of the room with this key."))
@click.option(
    "--since",
    metavar="TIME",
    help=words("From this date (2026-11-22), date and time (2026-11-22T08:30) or age (12h, 30d)."),
)
@click.option(
    "--until", metavar="TIME", help=words("Up to this time; a date is meant with its day.")
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in RowKind]),
    help=words("Only files, or only words."),
)
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, with everything."))
def list_archive(
    data: Path,
    room: str | None,
    since: str | None,
    until: str | None,
    kind: str | None,
    as_json: bool,
) -> None:
    """Print the rows."""
    house = House.open(data)
    reading = _reading(house)
    now = datetime.now(reading.zone)
    span = Span(
        since=_bound(since, reading.zone, now, -LATEST, end=False),
        until=_bound(until, reading.zone, now, LATEST, end=True),
    )
    asyncio.run(_print_rows(house, reading, room, span, RowKind(kind) if kind else None, as_json))


@archive.command(
    "export",
    help=words("Write a room into a ZIP file: a page to read, JSON lines, and the files.")
    + "\n\n\b\n"
    + words("Example:  teremok archive export --room ladybirds --out ladybirds.zip"),
)
@data_option
@click.option("--room", metavar="KEY", required=True, help=words("The key of the room."))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.zip",
    required=True,
    help=words("The file to write."),
)
@click.option("--force", is_flag=True, help=words("Replace the file if there is one."))
def export_archive(data: Path, room: str, out: Path, force: bool) -> None:
    """Write the ZIP."""
    house = House.open(data)
    reading = _reading(house)
    try:
        summary = asyncio.run(_export(house, reading, room, out, force))
    except OutputExists:
        raise HouseProblem(
            "{path} is there already; to replace it: --force", path=str(out)
        ) from None
    except ExportProblem as problem:
        raise HouseProblem(
            "{path} cannot be written: {reason}", path=str(out), reason=str(problem)
        ) from None
    spoken = replace(reading, language=language())
    counts = f"{spoken.posts(summary.posts)}, {spoken.files(summary.files)}"
    click.echo(words("{path} is written: {counts}.", path=out, counts=counts))
    if summary.missing:
        text = words("Files that the archive does not have: {count}.", count=summary.missing)
        click.echo(text, err=True)


async def _print_rows(
    house: House,
    reading: Reading,
    key: str | None,
    span: Span,
    kind: RowKind | None,
    as_json: bool,
) -> None:
    spoken = replace(reading, language=language())
    async with _opened(house) as (store, known):
        if key is not None:
            span = Span(_room(known, key).room_id, span.since, span.until)
        keys = {room.room_id: room.key for room in known}
        printed = 0
        async with aclosing(rows(store, keys, span, kind)) as found:
            async for row in found:
                if as_json:
                    start = ",\n" if printed else "[\n"
                    click.echo(start + json.dumps(row_as_json(row), ensure_ascii=False), nl=False)
                else:
                    click.echo(_line(row, spoken))
                printed += 1
    if as_json:
        click.echo("\n]" if printed else "[]")
    elif not printed:
        click.echo(words("Nothing of that is in the archive."))


async def _export(
    house: House, reading: Reading, key: str, out: Path, force: bool
) -> ExportSummary:
    async with _opened(house) as (store, known):
        request = ExportRequest(
            room=_room(known, key),
            institution=reading.institution,
            zone=reading.zone,
            language=reading.language,
            now=datetime.now(reading.zone),
            out=out,
            replace=force,
        )
        return await export_room(store, house.media_folder, request)


@asynccontextmanager
async def _opened(house: House) -> AsyncIterator[tuple[Store, list[KnownRoom]]]:
    store = await Store.open(house.database_url)
    try:
        async with store.reading() as connection:
            known = await known_rooms.all_rooms(connection)
        yield store, known
    finally:
        await store.close()


def _reading(house: House) -> Reading:
    institution = load(house.community_path, Community).community
    zone = ZoneInfo(institution.timezone)
    return Reading(institution.name, "", zone, institution.language)


def _room(known: list[KnownRoom], key: str) -> KnownRoom:
    found = next((room for room in known if room.key == key), None)
    if found is not None:
        return found
    if not known:
        raise HouseProblem("There are no rooms yet. Make them: teremok apply")
    keys = ", ".join(room.key for room in known)
    raise HouseProblem("There is no room “{room}”; the rooms are: {known}.", room=key, known=keys)


def _bound(text: str | None, zone: ZoneInfo, now: datetime, otherwise: int, *, end: bool) -> int:
    if text is None:
        return otherwise
    return milliseconds(read_moment(text, zone, now, language(), end=end))


def _line(row: Row, reading: Reading) -> str:
    event, media = row.event, row.event.media
    moved = _MOVED.get(event.text) if event.kind == "membership" else None
    said = words(moved) if moved else event.text
    parts = [
        f"{moment(event.sent_at).astimezone(reading.zone):%Y-%m-%d %H:%M}",
        row.room or event.room_id,
        words(event.kind),
        f"{event.sender_name or event.sender}: {said}",
    ]
    if media:
        hash_ = (media.sha256 or media.problem or "…")[:_SHOWN_HASH]
        parts.append(f"[{media.filename}  {reading.size(media.size)}  {hash_}]")
    if why_not_kept(event.content) is not None:
        parts.append(words("(not kept)"))
    if row.replaces is not None:
        parts.append(words("(instead of: {text})", text=row.replaces))
    if event.redacted_by:
        parts.append(words("(deleted)"))
    return "  ".join(one_line(part) for part in parts)
