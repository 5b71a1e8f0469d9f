"""``teremok policy report``: what a month of the regulation comes to, by clause, without names."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from babel.dates import format_date

from bot.cli import data_option, language, words
from bot.cli.policy.actions import DONE
from bot.cli.terminal import printable
from bot.house import House
from policies.verdict import Action
from rooms.archive.listing import milliseconds
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.language import say_many
from rooms.storage.clause_counts import ClauseCounts, clause_counts
from rooms.storage.database import Store

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
PRESENT = "present"
"""What --month means where it is left out, or has no value."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the institution's calendar; `begin` and `end` are aware, the end is not in it."""

    begin: datetime
    end: datetime

    @classmethod
    def of(cls, year: int, month: int, zone: ZoneInfo) -> "Month":
        """That month in that zone."""
        begin = datetime(year, month, 1, tzinfo=zone)
        return cls(begin, (begin + timedelta(days=32)).replace(day=1))

    def __str__(self) -> str:
        return f"{self.begin:%Y-%m}"


@click.command(
    "report",
    help=words("What the clauses did in a month: counts, appeals, what was overturned; no names.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok policy report --month 2026-11"),
)
@data_option
@click.option(
    "--month",
    is_flag=False,
    flag_value=PRESENT,
    default=PRESENT,
    metavar="[YEAR-MONTH]",
    help=words("Which month (else the present one)."),
)
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, with everything."))
def report(data: Path, month: str, as_json: bool) -> None:
    """Print the report."""
    house = House.open(data)
    zone = ZoneInfo(load(house.community_path, Community).community.timezone)
    meant = _month(month, zone)
    counts = asyncio.run(_counted(house, meant))
    if as_json:
        click.echo(json.dumps(_as_json(meant, counts), ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(meant, counts)))


async def _counted(house: House, month: Month) -> list[ClauseCounts]:
    store = await Store.open(house.database_url)
    try:
        async with store.reading() as connection:
            begin, end = milliseconds(month.begin), milliseconds(month.end)
            return await clause_counts(connection, begin, end)
    finally:
        await store.close()


def _month(text: str, zone: ZoneInfo) -> Month:
    if text == PRESENT:
        now = datetime.now(zone)
        return Month.of(now.year, now.month, zone)
    if written := _MONTH.fullmatch(text.strip()):
        return Month.of(int(written[1]), int(written[2]), zone)
    wrong = words("“{text}” is no month. Write it as 2026-11.", text=printable(text)[:40])
    raise click.BadParameter(wrong, param_hint="--month")


def _as_json(month: Month, counts: Sequence[ClauseCounts]) -> dict[str, Any]:
    return {
        "month": str(month),
        "decisions": sum(clause.actions.total() for clause in counts),
        "clauses": [
            {
                "clause": clause.clause,
                "rule": clause.rule,
                "text": clause.text,
                "actions": _in_order(clause.actions),
                "rehearsed": clause.rehearsed,
                "waiting": clause.waiting,
                "appeals": clause.appeals,
                "overturned": clause.overturned,
                "median_seconds": clause.seconds,
            }
            for clause in counts
        ],
    }


def _lines(month: Month, counts: Sequence[ClauseCounts]) -> list[str]:
    shown = format_date(month.begin.date(), "LLLL y", locale=language())
    total = sum(clause.actions.total() for clause in counts)
    decisions = say_many(language(), "{count} decision", "{count} decisions", total)
    lines = [f"{shown[:1].upper()}{shown[1:]}: {decisions}"]
    for clause in counts:
        lines += ["", printable(f"{clause.clause}  {clause.text} ({clause.rule})")]
        lines += [f"    {part}" for part in _parts(clause)]
    return lines


def _parts(clause: ClauseCounts) -> list[str]:
    done = [f"{words(DONE[action])}: {n}" for action, n in _in_order(clause.actions).items()]
    if clause.rehearsed:
        done.append(words("in rehearsal: {count}", count=clause.rehearsed))
    later = [
        words(text, count=count)
        for text, count in (
            ("waiting now: {count}", clause.waiting),
            ("appeals: {count}", clause.appeals),
            ("overturned: {count}", clause.overturned),
        )
        if count
    ]
    if clause.seconds is not None:
        later.append(words("a person decided within {time} (median)", time=_time(clause.seconds)))
    return [", ".join(part) for part in (done, later) if part]


def _in_order(actions: Counter[str]) -> dict[Action, int]:
    return {action: actions[action] for action in Action if actions[action]}


def _time(seconds: int) -> str:
    minutes = round(seconds / 60)
    if minutes < 60:
        return words("{minutes} min", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    return words("{hours} h {minutes} min", hours=hours, minutes=minutes)
