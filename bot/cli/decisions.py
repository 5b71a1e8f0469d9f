"""``teremok decisions``: what the regulation decided, each with the clause that said so."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot.cli import data_option, language, words
from bot.cli.terminal import one_line
from bot.cli.times import read_moment
from bot.house import House
from bot.outcomes import outcome
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.storage import decisions as stored
from rooms.storage import rooms
from rooms.storage.database import Store
from rooms.storage.decisions import Decision

_TOLD = ("refuse", "withdraw")


@click.group(help=words("What was refused or flagged, and by which clause."))
def decisions() -> None:
    """The group of commands."""


@decisions.command(
    "list",
    help=words("Show the decisions, oldest first.")
    + "\n\n\b\n"
    + words("Example:  teremok decisions list --since 30d --room ladybirds"),
)
@data_option
@click.option(
    "--since",
    metavar="TIME",
    help=words("From this date (2026-11-22), date and time (2026-11-22T08:30) or age (12h, 30d)."),
)
@click.option("--room", metavar="KEY", help=words("Only of the room with this key."))
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=1000,
    show_default=True,
    help=words("No more than so many, the newest."),
)
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, with everything."))
def list_decisions(
    data: Path, since: str | None, room: str | None, limit: int, as_json: bool
) -> None:
    """Print the decisions."""
    house = House.open(data)
    zone = ZoneInfo(load(house.community_path, Community).community.timezone)
    begin = _milliseconds(since, zone)
    found: list[Decision] = asyncio.run(_listed(house, begin, room or "", limit))
    if as_json:
        rows = [_row(decision, zone) for decision in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for decision in found:
        click.echo(_lines(decision, zone))
    if not found:
        click.echo(words("No decisions."))
    elif len(found) == limit:
        click.echo(words("These are the newest {limit}; for more: --limit", limit=limit), err=True)


def _milliseconds(since: str | None, zone: ZoneInfo) -> int:
    if since is None:
        return 0
    moment = read_moment(since, zone, datetime.now(zone), language())
    return max(0, int(moment.timestamp() * 1000))


async def _listed(house: House, since: int, room: str, limit: int) -> list[Decision]:
    store = await Store.open(house.database_url)
    try:
        async with store.reading() as connection:
            found = await stored.listed(connection, since, limit, room)
            known = [each.key for each in await rooms.all_rooms(connection)]
    finally:
        await store.close()
    if room and known and not found and room not in known:
        text = words(
            "There is no room “{room}”; the rooms are: {known}.", room=room, known=", ".join(known)
        )
        raise click.BadParameter(text, param_hint="--room")
    return found


def _row(decision: Decision, zone: ZoneInfo) -> dict[str, Any]:
    times = {
        name: None if at is None else _moment(at, zone).isoformat(timespec="seconds")
        for name in (
            "at",
            "written_at",
            "told_at",
            "due_at",
            "settled_at",
            "appealed_at",
            "refused_at",
        )
        for at in (getattr(decision, name),)
    }
    return {**asdict(decision), **times}


def _lines(decision: Decision, zone: ZoneInfo) -> str:
    told = ""
    if decision.told_at:
        told = words("the author was told")
    elif decision.action in _TOLD:
        told = words("the author was not told yet")
    head = (
        f"№ {decision.id}",
        f"{_moment(decision.written_at, zone):%Y-%m-%d %H:%M}",
        decision.room,
        decision.author_name,
        f"{decision.clause} ({decision.rule})",
        words(outcome(decision)),
        told,
    )
    first = "  ".join(one_line(part) for part in head if part)
    text = one_line(decision.text)
    return f"{first}\n    {text}" if text else first


def _moment(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, zone)
