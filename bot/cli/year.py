"""``teremok year``: from one kindergarten year to the next, and back until it is confirmed."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from bot.cli import data_option, words
from bot.cli.roster.house import json_option, print_json
from bot.cli.terminal import agreed
from bot.cli.year_words import print_failures, print_newcomers, print_proposal, proposal_as_json
from bot.house import House, HouseProblem
from bot.year_change import Proposal, YearDesk, closed_year, opened_year, tell_chat, year_desk
from rooms.archive.export import ExportProblem
from rooms.clock import SystemClock
from rooms.reconcile.scope import Scope
from rooms.storage.year import YearChange
from rooms.year.changing import YearChanged
from rooms.year.problem import YearProblem
from rooms.year.record import YearRecord

T = TypeVar("T")

SOME_FAILED = 1
"""The exit code when some rooms could not be put right; `apply` tries again."""

_yes = click.option("--yes", is_flag=True, help=words("Do not ask."))
_dry_run = click.option("--dry-run", is_flag=True, help=words("Only show what would change."))
_farewell = click.option(
    "--farewell", metavar="TEXT", help=words("What is said to those who leave ({name}: the group).")
)
_removals = click.option(
    "--allow-removals", is_flag=True, help=words("Who is not in the file leaves its rooms, too.")
)


@dataclass(frozen=True, slots=True)
class _Wish:
    """How a change is asked for."""

    dry_run: bool
    yes: bool
    as_json: bool
    allow_removals: bool = False


@click.group(
    help=words("The next kindergarten year: groups move up, graduates leave, newcomers come.")
    + "\n\n\b\n"
    + words("A look first:   {command}", command="teremok year open community-2027.yaml --dry-run")
    + "\n"
    + words("Back again:     {command}", command="teremok year undo")
    + "\n"
    + words("It stays so:    {command}", command="teremok year confirm")
)
def year() -> None:
    """The group of commands."""


@year.command("close", short_help=words("Groups leave: farewell, room only read, exported."))
@click.argument("groups", nargs=-1, required=True, metavar="GROUP...")
@data_option
@_farewell
@_dry_run
@_yes
@json_option
@click.pass_context
def close_year(
    context: click.Context,
    groups: tuple[str, ...],
    data: Path,
    farewell: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Let groups leave: they are taken out of community.yaml, too."""
    house = House.open(data)
    house.check_running()
    wish = _Wish(dry_run, yes, as_json)
    _change(context, house, "close", lambda: closed_year(house, groups), None, farewell, wish)


@year.command("open", short_help=words("The new year's community.yaml takes the old one's place."))
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=words("The spreadsheet with the children of the new year."),
)
@_farewell
@_removals
@_dry_run
@_yes
@json_option
@click.pass_context
def open_year(
    context: click.Context,
    file: Path,
    data: Path,
    roster: Path | None,
    farewell: str | None,
    allow_removals: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Groups move up with their rooms, those that the file does not have leave."""
    house = House.open(data)
    house.check_running()
    wish = _Wish(dry_run, yes, as_json, allow_removals)
    _change(context, house, "open", lambda: opened_year(house, file), roster, farewell, wish)


@year.command("undo", short_help=words("Everything as it was before, until it is confirmed."))
@data_option
@_removals
@json_option
@click.pass_context
def undo_year(context: click.Context, data: Path, allow_removals: bool, as_json: bool) -> None:
    """Go back to the year before."""
    house = House.open(data)
    house.check_running()

    async def work(desk: YearDesk) -> int:
        change = await desk.pending()
        if change is None:
            raise HouseProblem("There is no change of the year to undo.")
        scope = Scope(allow_removals=allow_removals)
        undone = await desk.undoer.undo(YearRecord.of(change), change.state, scope=scope)
        if as_json:
            failed = [failure.subject for failure in undone.applied.failures]
            print_json({"undone": change.kind, "failed": failed})
        else:
            click.echo(words("Everything is as it was before."))
            if undone.edited:
                text = "What was changed in community.yaml since then is in {path}."
                click.echo(words(text, path=undone.edited))
            print_failures(undone.applied.failures)
        return SOME_FAILED if undone.applied.failures else 0

    context.exit(_at_year_desk(house, work))


@year.command("confirm", short_help=words("The new year stays; there is no way back then."))
@data_option
@json_option
def confirm_year(data: Path, as_json: bool) -> None:
    """Forget how it was before."""
    house = House.open(data)

    async def work(desk: YearDesk) -> str:
        change = await desk.pending()
        if change is None:
            raise HouseProblem("There is no change of the year to confirm.")
        if change.state != "done":
            raise HouseProblem(
                "The change of the year was interrupted: finish it or undo it first."
            )
        await desk.confirm()
        return change.kind

    kind = _at_year_desk(house, work)
    if as_json:
        print_json({"confirmed": kind})
    else:
        click.echo(words("The new year stays."))


def _change(
    context: click.Context,
    house: House,
    kind: str,
    text_of: Callable[[], str],
    roster: Path | None,
    farewell: str | None,
    wish: _Wish,
) -> None:
    async def work(desk: YearDesk) -> int:
        change = await desk.pending()
        if change is not None and change.state != "done":
            return await _go_on(desk, change, kind, wish)
        if change is not None:
            raise HouseProblem(
                "The last change of the year is not confirmed yet: teremok year confirm,"
                " or teremok year undo"
            )
        now = SystemClock().now_ms()
        proposal = await desk.propose(kind, text_of(), roster, farewell, now)
        if not wish.as_json:
            print_proposal(proposal)
        if wish.dry_run or not _agreed(wish):
            _tell_untouched(proposal, wish)
            return 0
        record = await desk.changer.begin(proposal.record, proposal.plan, proposal.read, tell_chat)
        return await _finish(desk, record, wish, proposal)

    context.exit(_at_year_desk(house, work))


async def _go_on(desk: YearDesk, change: YearChange, kind: str, wish: _Wish) -> int:
    """Finish what was interrupted."""
    if change.state == "undoing":
        raise HouseProblem("Undoing was interrupted; finish it: teremok year undo")
    if change.kind != kind:
        raise HouseProblem(
            "Another change of the year was interrupted; finish it: teremok year {kind},"
            " or undo it: teremok year undo",
            kind=change.kind,
        )
    if wish.dry_run:
        raise HouseProblem("The change of the year was interrupted: finish it or undo it first.")
    if not wish.as_json:
        click.echo(words("The change of the year was interrupted; going on."))
    return await _finish(desk, YearRecord.of(change), wish, None)


async def _finish(
    desk: YearDesk, record: YearRecord, wish: _Wish, proposal: Proposal | None
) -> int:
    scope = Scope(allow_removals=wish.allow_removals)
    changed = await desk.changer.finish(record, scope=scope)
    failures = changed.applied.failures
    if wish.as_json:
        print_json(_done_as_json(changed, proposal))
    else:
        for path in changed.exports:
            click.echo(words("{path} is written.", path=path))
        if proposal is not None:
            print_newcomers(proposal)
        click.echo(
            words("The new year is here. To go back: {command}", command="teremok year undo")
        )
        click.echo(words("To keep it: {command}", command="teremok year confirm"))
        print_failures(failures)
    return SOME_FAILED if failures else 0


def _done_as_json(changed: YearChanged, proposal: Proposal | None) -> dict[str, object]:
    return {
        **(proposal_as_json(proposal) if proposal else {}),
        "done": True,
        "changes": len(changed.applied.changes),
        "failed": [failure.subject for failure in changed.applied.failures],
        "exports": list(changed.exports),
    }


def _agreed(wish: _Wish) -> bool:
    if wish.yes:
        return True
    if wish.as_json or not sys.stdin.isatty():
        return False
    return agreed(words("Do this?"))


def _tell_untouched(proposal: Proposal, wish: _Wish) -> None:
    if wish.as_json:
        print_json({**proposal_as_json(proposal), "done": False})
    else:
        click.echo(words("Nothing is changed. To do it, add --yes."))


def _at_year_desk(house: House, work: Callable[[YearDesk], Awaitable[T]]) -> T:
    async def run() -> T:
        async with year_desk(house) as desk:
            return await work(desk)

    try:
        return asyncio.run(run())
    except YearProblem as problem:
        raise HouseProblem(problem.sentence.text, **problem.sentence.values) from None
    except ExportProblem as problem:
        raise HouseProblem("The export cannot be written: {reason}", reason=problem) from None
