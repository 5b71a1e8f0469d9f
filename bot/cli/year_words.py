"""A change of the year on the terminal and as JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from bot.cli import language, words
from bot.cli.terminal import printable
from bot.year_change import Proposal
from rooms.reconcile.plan import Failure
from rooms.year.words import plan_words, roster_words


def print_proposal(proposal: Proposal) -> None:
    """Everything that would become different, in words."""
    for line in plan_words(proposal.plan, proposal.children, language()):
        click.echo(printable(line))
    for line in roster_words(proposal.changes, language()):
        click.echo(line)
    for key in proposal.mentioned:
        text = "Look into regulation.yaml: it speaks of “{key}”, which means another room then."
        click.echo(words(text, key=key), err=True)


def proposal_as_json(proposal: Proposal) -> dict[str, Any]:
    """The same for programs."""
    plan, children = proposal.plan, proposal.children
    return {
        "kind": proposal.record.kind,
        "graduates": [
            {**asdict(one), "children": children.get(one.key, 0)} for one in plan.graduates
        ],
        "groups": [{**asdict(one), "children": children.get(one.was, 0)} for one in plan.continued],
        "new": [{"key": key, "name": name} for key, name in plan.new],
        "roster": dict(Counter(change.kind for change in proposal.changes)),
        "mentioned_in_regulation": list(proposal.mentioned),
    }


def print_failures(failures: Sequence[Failure]) -> None:
    """What could not be put right in the rooms."""
    for failure in failures:
        what = f"{failure.name}: {failure.reason.words(language())}"
        click.echo(printable(words("Not possible: {what}", what=what)), err=True)


def print_newcomers(proposal: Proposal) -> None:
    """Who is to be onboarded, and how the sheets are printed."""
    coming = Counter(
        change.child.group for change in proposal.changes if change.kind in ("new", "returned")
    )
    for key, count in sorted(coming.items()):
        command = f"teremok onboard --group {key} --out {key}.pdf"
        text = "Newcomers in {group}: {count}. Their sheets: {command}"
        click.echo(words(text, group=key, count=count, command=command))
