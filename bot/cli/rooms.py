"""``teremok plan`` and ``teremok apply``: the rooms as community.yaml wants them."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot.cli import data_option, language, words
from bot.cli.terminal import printable
from bot.commands.plan import as_it_should_be
from bot.house import House
from bot.reconciling import reconciling
from bot.upstream.unplumbed import Unplumbed, unplumbed_of_file
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.language import say_many
from rooms.reconcile.apply import Applied, Progress, Scope, Survey
from rooms.reconcile.changes import Change, SetState, subject
from rooms.reconcile.homeserver import RequestCounts
from rooms.reconcile.plan import Failure
from rooms.storage.database import Store

SOME_FAILED = 1
"""The exit code when some rooms are not as the file wants them."""

_removals_option = click.option(
    "--allow-removals",
    is_flag=True,
    help=words("Also take out who is not in the file, and close rooms that are not in it."),
)
_json_option = click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))


@click.command(
    short_help=words("What `apply` would change in the rooms."),
    help=words("What `apply` would change in the rooms; changes nothing.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok plan --data data"),
)
@data_option
@_removals_option
@_json_option
@click.pass_context
def plan(context: click.Context, data: Path, allow_removals: bool, as_json: bool) -> None:
    """Print the difference between the file and the homeserver."""
    house, scope = House.open(data), Scope(allow_removals=allow_removals)
    survey, requests = asyncio.run(_plan(house, load(house.community_path, Community), scope))
    found, pending = survey.plan, asyncio.run(_unplumbed(house))
    if as_json:
        rows = {"plan": _change_rows(found.changes), "waiting": _change_rows(found.waiting)}
        rows["unplumbed"] = [asdict(each) for each in pending]
        click.echo(_json(rows | _summary(found.changes, found.failures, requests)))
    else:
        for change in found.changes:
            click.echo(change.words(language()))
        if not found.changes and not found.failures:
            click.echo(as_it_should_be(found.waiting, language()))
        _tell_waiting(found.waiting)
        _tell_unplumbed(pending)
        _complain(found.failures)
    if found.failures:
        context.exit(SOME_FAILED)


@click.command(
    short_help=words("Make the rooms as the file says."),
    help=words(
        "Make the rooms as the file says. Nobody is removed and no room is closed, unless you"
        " allow it."
    )
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok apply --data data"),
)
@data_option
@_removals_option
@_json_option
@click.pass_context
def apply(context: click.Context, data: Path, allow_removals: bool, as_json: bool) -> None:
    """Carry the difference out, and tell what was done and what was not."""
    house, scope = House.open(data), Scope(allow_removals=allow_removals)
    community = load(house.community_path, Community)
    if as_json:
        applied = asyncio.run(_apply(house, community, lambda done, total: None, scope))
        rows = {"done": _change_rows(applied.changes), "waiting": _change_rows(applied.waiting)}
        rows["unplumbed"] = [asdict(each) for each in asyncio.run(_unplumbed(house))]
        summary = _summary(applied.changes, applied.failures, applied.requests)
        click.echo(_json(rows | summary))
    else:
        applied = _apply_with_bar(house, community, scope)
        for change in applied.changes:
            click.echo(change.words(language()))
        click.echo(_count(applied))
        _tell_waiting(applied.waiting)
        _tell_unplumbed(asyncio.run(_unplumbed(house)))
        _complain(applied.failures)
    if applied.failures:
        context.exit(SOME_FAILED)


async def _plan(house: House, community: Community, scope: Scope) -> tuple[Survey, RequestCounts]:
    store = await Store.open(house.database_url)
    try:
        async with reconciling(house, store) as reconciliation:
            return await reconciliation.plan(community, scope), reconciliation.requests
    finally:
        await store.close()


async def _apply(house: House, community: Community, progress: Progress, scope: Scope) -> Applied:
    store = await Store.open(house.database_url)
    try:
        async with reconciling(house, store) as reconciliation:
            return await reconciliation.apply(community, progress, scope)
    finally:
        await store.close()


def _apply_with_bar(house: House, community: Community, scope: Scope) -> Applied:
    label = words("Putting the rooms right")
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=hidden) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        return asyncio.run(_apply(house, community, advance, scope))


async def _unplumbed(house: House) -> list[Unplumbed]:
    store = await Store.open(house.database_url)
    try:
        return await unplumbed_of_file(store)
    finally:
        await store.close()


def _tell_unplumbed(pending: Sequence[Unplumbed]) -> None:
    for each in pending:
        click.echo(printable(each.words(language())))


def _tell_waiting(waiting: Sequence[Change]) -> None:
    for change in waiting:
        text = "Not done without --allow-removals: {what}"
        click.echo(words(text, what=change.words(language())))


def _complain(failures: Sequence[Failure]) -> None:
    for failure in failures:
        told = [failure.name, failure.reason.words(language())]
        if failure.change is not None:
            told.insert(1, failure.change.words(language()))
        click.echo(words("Not possible: {what}", what=" — ".join(told)), err=True)


def _count(applied: Applied) -> str:
    count = len(applied.changes)
    if not count:
        return as_it_should_be(applied.waiting, language())
    return say_many(language(), "{count} change made.", "{count} changes made.", count)


def _summary(
    changes: Sequence[Change], failures: Sequence[Failure], requests: RequestCounts
) -> dict[str, Any]:
    return {
        "changes": len(changes),
        "failed": _failure_rows(failures),
        "requests": asdict(requests),
    }


def _change_rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    return [
        {"kind": _kind(change), "subject": subject(change), "words": change.words(language())}
        for change in changes
    ]


def _kind(change: Change) -> str:
    if isinstance(change, SetState):
        return f"set_{change.aspect}"
    name = type(change).__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def _failure_rows(failures: Sequence[Failure]) -> list[dict[str, Any]]:
    return [
        {
            "subject": failure.subject,
            "name": failure.name,
            "change": failure.change and _kind(failure.change),
            "problem": failure.reason.words(language()),
        }
        for failure in failures
    ]


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)
