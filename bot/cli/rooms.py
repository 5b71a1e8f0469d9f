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
from bot.house import House
from bot.reconciling import reconciling
from rooms.apply import Applied, Progress, Survey
from rooms.changes import Change, SetState, subject
from rooms.community import Community
from rooms.language import say_many
from rooms.plan import Failure
from rooms.storage.database import Store
from rooms.yaml_file import load

SOME_FAILED = 1
"""The exit code when some rooms are not as the file wants them."""

_json_option = click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))


@click.command(
    short_help=words("What `apply` would change in the rooms."),
    help=words("What `apply` would change in the rooms; changes nothing.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok plan --data data"),
)
@data_option
@_json_option
@click.pass_context
def plan(context: click.Context, data: Path, as_json: bool) -> None:
    """Print the difference between the file and the homeserver."""
    house = House.open(data)
    survey = asyncio.run(_plan(house, load(house.community_path, Community)))
    changes, failures = survey.plan.changes, survey.plan.failures
    if as_json:
        click.echo(_json({"changes": _change_rows(changes), "failed": _failure_rows(failures)}))
    else:
        for change in changes:
            click.echo(change.words(language()))
        if not changes and not failures:
            click.echo(words("Everything is as the file says."))
        _complain(failures)
    if failures:
        context.exit(SOME_FAILED)


@click.command(
    short_help=words("Make the rooms as the file says."),
    help=words("Make the rooms as the file says. Nobody is removed and no room is closed.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok apply --data data"),
)
@data_option
@_json_option
@click.pass_context
def apply(context: click.Context, data: Path, as_json: bool) -> None:
    """Carry the difference out, and tell what was done and what was not."""
    house = House.open(data)
    community = load(house.community_path, Community)
    if as_json:
        applied = asyncio.run(_apply(house, community, lambda done, total: None))
        click.echo(_json(_summary(applied)))
    else:
        applied = _apply_with_bar(house, community)
        for change in applied.changes:
            click.echo(change.words(language()))
        click.echo(_count(len(applied.changes)))
        _complain(applied.failures)
    if applied.failures:
        context.exit(SOME_FAILED)


async def _plan(house: House, community: Community) -> Survey:
    store = await Store.open(house.database_url)
    try:
        async with reconciling(house, store) as reconciliation:
            return await reconciliation.plan(community)
    finally:
        await store.close()


async def _apply(house: House, community: Community, progress: Progress) -> Applied:
    store = await Store.open(house.database_url)
    try:
        async with reconciling(house, store) as reconciliation:
            return await reconciliation.apply(community, progress)
    finally:
        await store.close()


def _apply_with_bar(house: House, community: Community) -> Applied:
    label = words("Putting the rooms right")
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=hidden) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        return asyncio.run(_apply(house, community, advance))


def _complain(failures: Sequence[Failure]) -> None:
    for failure in failures:
        told = [failure.name, failure.reason.words(language())]
        if failure.change is not None:
            told.insert(1, failure.change.words(language()))
        click.echo(words("Not possible: {what}", what=" — ".join(told)), err=True)


def _count(changes: int) -> str:
    if not changes:
        return words("Everything is as the file says.")
    return say_many(language(), "{count} change made.", "{count} changes made.", changes)


def _summary(applied: Applied) -> dict[str, Any]:
    return {
        "changes": len(applied.changes),
        "failed": _failure_rows(applied.failures),
        "requests": asdict(applied.requests),
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
