"""``teremok policy rehearse``: what another regulation would have made of the past weeks."""

import asyncio
import json
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli import data_option, language, words
from bot.cli.policy.actions import DONE
from bot.cli.policy.ground import people_of
from bot.cli.terminal import printable
from bot.cli.times import read_moment
from bot.domains import own_domains
from bot.house import House
from bridges.enforcement.origin import unpacked_origin
from bridges.enforcement.settle import Settlement
from policies.post import Post
from policies.regulation import Regulation
from policies.text.morphology import plain
from policies.verdict import Action
from rooms.archive.listing import milliseconds
from rooms.clock import SystemClock
from rooms.community import Community
from rooms.directory import Directory
from rooms.files.yaml_file import load
from rooms.language import say_many
from rooms.regulation.context import context_of
from rooms.rehearsal import ClauseChange, Outcome, Rehearsal, Sample
from rooms.replay import Replay
from rooms.storage.database import Store
from rooms.storage.decisions import Decision


@click.command(
    "rehearse",
    help=words("Replay what was written through another regulation, and tell what would change.")
    + "\n\n"
    + words("Nothing is sent and nothing is kept. Names and numbers in samples are masked.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok policy rehearse new.yaml --since 30d"),
)
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@click.option(
    "--since",
    metavar="TIME",
    default="30d",
    show_default=True,
    help=words("From this date (2026-11-22), date and time (2026-11-22T08:30) or age (12h, 30d)."),
)
@click.option(
    "--samples",
    type=click.IntRange(0, 100),
    default=3,
    show_default=True,
    help=words("How many posts to show for each clause that changes."),
)
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, with everything."))
def rehearse(file: Path, data: Path, since: str, samples: int, as_json: bool) -> None:
    """Print what would change."""
    house = House.open(data)
    community = load(house.community_path, Community)
    zone = ZoneInfo(community.community.timezone)
    begin = _begin(since, zone)
    before, after = load(house.regulation_path, Regulation), load(file, Regulation)
    pupils = people_of(house).pupils
    context = context_of(community, pupils, own_domains(house))
    names = {plain(part) for pupil in pupils for part in pupil.name.split()}
    rehearsal = Rehearsal(before, after, context, samples, names)
    asyncio.run(_replay(house, community, rehearsal, begin))
    if as_json:
        told = {"since": begin.isoformat(timespec="seconds"), **rehearsal.as_json()}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(rehearsal, begin)))


def _begin(since: str, zone: ZoneInfo) -> datetime:
    """When to begin: days and weeks are whole ones, so that a repetition sees the same posts."""
    begin = read_moment(since, zone, datetime.now(zone), language())
    if since.strip().endswith(("d", "w")):
        begin = datetime.combine(begin.astimezone(zone).date(), time(), zone)
    return begin


async def _replay(
    house: House, community: Community, rehearsal: Rehearsal, begin: datetime
) -> None:
    store = await Store.open(house.database_url)
    try:
        directory = Directory(house.server_name, community)
        await directory.refresh(store)
        settlement = Settlement(directory, SystemClock())

        def post_of(decision: Decision) -> Post | None:
            origin = unpacked_origin(decision.origin)
            return None if origin is None else settlement.post_of(decision, origin)

        look_back = rehearsal.look_back
        replay = Replay(store, directory, post_of, milliseconds(begin), look_back)
        await replay.through(rehearsal)
    finally:
        await store.close()


def _lines(rehearsal: Rehearsal, begin: datetime) -> list[str]:
    posts = say_many(language(), "{count} message", "{count} messages", rehearsal.posts)
    head = words(
        "{posts} since {date}; for {changed} of them something would change.",
        posts=posts,
        date=f"{begin:%Y-%m-%d %H:%M}",
        changed=rehearsal.changed,
    )
    lines = [head]
    for change in rehearsal.as_json()["changes"]:
        moved = " → ".join(words(DONE[Action(change[end])]) for end in ("from", "to"))
        lines.append(f"    {moved}: {change['posts']}")
    for number, clause in rehearsal.in_order():
        if clause.changed:
            lines += ["", f"{number}  {_counts(clause)}"]
            lines += [line for sample in rehearsal.samples(number) for line in _shown(sample)]
    return lines


def _counts(clause: ClauseChange) -> str:
    parts = [
        words(text, count=count)
        for text, count in (
            ("would also decide: {count}", clause.gained),
            ("would decide no more: {count}", clause.lost),
            ("would decide otherwise: {count}", clause.altered),
        )
        if count
    ]
    before, after = clause.rehearsed["before"], clause.rehearsed["after"]
    if before != after:
        parts.append(words("in rehearsal: {count}", count=f"{before} → {after}"))
    return ", ".join(parts)


def _shown(sample: Sample) -> list[str]:
    moved = " → ".join(_outcome(outcome) for outcome in (sample.before, sample.after))
    roles = ", ".join(sample.roles)
    head = (f"{sample.written_at:%Y-%m-%d %H:%M}", sample.room, roles, moved)
    lines = ["    " + "  ".join(part for part in head if part)]
    return [*lines, "        " + printable(sample.text)] if sample.text else lines


def _outcome(outcome: Outcome) -> str:
    done = words(DONE[Action(outcome.action)])
    return f"{done} ({outcome.clause})" if outcome.clause else done
