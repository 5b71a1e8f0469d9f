"""``teremok roster import``, ``diff`` and ``export``: spreadsheets in and out."""

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from bot.cli import PROBLEM, as_line, data_option, language, words
from bot.cli.roster.changes import changes_as_json, print_changes, print_problems
from bot.cli.roster.house import (
    checked_group,
    community_of,
    group_option,
    json_option,
    print_json,
    show_option,
    with_store,
)
from bot.cli.terminal import agreed
from bot.house import House, HouseProblem
from rooms.clock import SystemClock
from rooms.roster.comparing import Change
from rooms.roster.export import roster_as_csv, roster_as_json
from rooms.roster.model import ReadRoster
from rooms.roster.reading import read_roster
from rooms.roster.tables.refusal import RosterFileProblem
from rooms.roster.taking_over import RosterMoved, changes_of, groups_of, take_over
from rooms.storage import roster as stored
from rooms.storage.database import Store

DOUBTFUL = 1
"""The exit code when rows are doubtful, or nothing was written because somebody said no."""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, office programs take UTF-8 for an old Windows encoding."""

_file = click.argument("file", type=click.Path(path_type=Path))


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read, the groups of which it speaks, and what it would change."""

    read: ReadRoster
    groups: frozenset[str]
    changes: tuple[Change, ...]


@click.command(
    "import",
    short_help=words("Take over the children and guardians of a spreadsheet."),
    help=words(
        "Take over the children and guardians of a spreadsheet: whoever is absent from a group of"
        " the file has left it. Nothing is written unless every row is understood."
    )
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok roster import list.xlsx --dry-run"),
)
@_file
@data_option
@group_option
@click.option("--dry-run", is_flag=True, help=words("Only show what would change."))
@click.option("--skip-bad-rows", is_flag=True, help=words("Leave doubtful rows out."))
@click.option("--yes", is_flag=True, help=words("Do not ask."))
@show_option
@json_option
@click.pass_context
def import_roster(
    context: click.Context,
    file: Path,
    data: Path,
    group: str | None,
    dry_run: bool,
    skip_bad_rows: bool,
    yes: bool,
    show: bool,
    as_json: bool,
) -> None:
    """Show what changes, ask, and write it."""
    house = House.open(data)
    reading = _read(context, house, file, group, as_json)
    problems = reading.read.problems
    if dry_run and as_json:
        print_json(roster_as_json(reading.read, language()))
    if not as_json:
        print_changes(reading.changes, show=show)
        print_problems(problems)
    if dry_run:
        context.exit(DOUBTFUL if problems else 0)
    written = _may_write(reading, skip_bad_rows, yes) and _write(house, reading)
    if as_json:
        told = changes_as_json(reading.changes, problems, show=show)
        print_json({**told, "written": written})
    elif written and reading.changes:
        click.echo(words("The roster is written."))
    if not written:
        context.exit(DOUBTFUL)


@click.command(
    "diff",
    short_help=words("What an import of this file would change."),
    help=words("What an import of this file would change; changes nothing.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok roster diff list.xlsx --show"),
)
@_file
@data_option
@group_option
@show_option
@json_option
@click.pass_context
def diff_roster(
    context: click.Context, file: Path, data: Path, group: str | None, show: bool, as_json: bool
) -> None:
    """Compare the file with the roster."""
    reading = _read(context, House.open(data), file, group, as_json)
    if as_json:
        print_json(changes_as_json(reading.changes, reading.read.problems, show=show))
    else:
        print_changes(reading.changes, show=show)
        print_problems(reading.read.problems)
    context.exit(DOUBTFUL if reading.read.problems else 0)


@click.command(
    "export",
    short_help=words("The whole roster as JSON or as a spreadsheet."),
    help=words("Print the whole roster, with all personal data, as JSON or as a spreadsheet.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok roster export --csv > roster.csv"),
)
@data_option
@group_option
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
@click.option("--csv", "as_csv", is_flag=True, help=words("As a spreadsheet (CSV)."))
def export_roster(data: Path, group: str | None, as_json: bool, as_csv: bool) -> None:
    """Print the roster."""
    if as_json == as_csv:
        raise click.UsageError(words("Say either --json or --csv."))
    house = House.open(data)
    checked_group(community_of(house), group)
    everybody = with_store(house, _present)
    children = tuple(one.child for one in everybody if group in (None, one.child.group))
    if as_json:
        print_json(roster_as_json(ReadRoster(children), language()))
    else:
        click.echo((BOM + roster_as_csv(children)).encode(), nl=False)


async def _present(store: Store) -> list[stored.StoredChild]:
    async with store.reading() as connection:
        return await stored.present(connection)


def _read(
    context: click.Context, house: House, file: Path, group: str | None, as_json: bool
) -> Reading:
    community = community_of(house)
    checked_group(community, group)
    try:
        read = read_roster(file, community.groups, group)
    except RosterFileProblem as problem:
        if not as_json:
            raise
        click.echo(f"teremok: {as_line(problem)}", err=True)
        print_json({"children": [], "problems": [{"what": problem.problem.words(language())}]})
        context.exit(PROBLEM)
    known = [one.key for one in community.groups]

    async def compared(store: Store) -> Reading:
        async with store.reading() as connection:
            groups = await groups_of(connection, read, known, group)
            return Reading(read, groups, await changes_of(connection, read, groups))

    return with_store(house, compared)


def _may_write(reading: Reading, skip_bad_rows: bool, yes: bool) -> bool:
    """Whether all is understood, or people want it all the same."""
    if reading.read.problems and not skip_bad_rows:
        text = "Nothing is written. Correct the doubtful rows, or leave them out: --skip-bad-rows"
        click.echo(words(text), err=True)
        return False
    if reading.read.problems:
        text = "Doubtful rows are left out, so nobody is taken for having left."
        click.echo(words(text), err=True)
    if not reading.changes or yes or not sys.stdin.isatty():
        return True
    if agreed(words("Write this?")):
        return True
    click.echo(words("Nothing is written."), err=True)
    return False


def _write(house: House, reading: Reading) -> bool:
    async def written(store: Store) -> bool:
        async with store.transaction() as connection:
            now = SystemClock().now_ms()
            await take_over(connection, reading.read, reading.groups, reading.changes, now)
        return True

    try:
        return with_store(house, written)
    except RosterMoved:
        raise HouseProblem(
            "Somebody has changed the roster meanwhile; nothing is written. Please look again."
        ) from None
