"""The changes of an import, in words and as JSON."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from bot.cli import language, words
from bot.cli.roster.looking import RELATION_WORDS
from bot.cli.roster.tables import print_table
from rooms.roster.comparing import KINDS, Aspect, Change, Kind
from rooms.roster.export import child_as_json, problem_as_json, problem_place
from rooms.roster.guardian_changes import Detail, GuardianChange, guardian_changes
from rooms.roster.masking import masked
from rooms.roster.model import Problem

_KINDS: dict[Kind, str] = {
    "new": "new",
    "changed": "changed",
    "moved": "moved",
    "left": "left",
    "returned": "returned",
}
_HAPPENS: dict[Kind, str] = {
    "new": "is new",
    "changed": "changes",
    "moved": "moves",
    "left": "leaves",
    "returned": "comes back",
}
_ASPECTS: dict[Aspect, str] = {
    "name": "the name",
    "birth date": "the birth date",
    "group": "the group",
    "guardians": "the guardians",
    "photo consent": "the consent to photos",
}
_DETAILS: dict[Detail, str] = {
    "new": "is added",
    "gone": "is gone",
    "name": "the name",
    "relation": "the relation",
    "phones": "the phone",
    "language": "the language",
    "custody block": "the custody block",
}


def print_changes(changes: Sequence[Change], *, show: bool) -> None:
    """The table of what would change, and how many of each kind."""
    if not changes:
        click.echo(words("The roster is as the file says."))
        return
    headers = ("What", "Group", "Child", "Different")
    print_table([words(header) for header in headers], [_row(change, show) for change in changes])
    counts = _counts(changes)
    listed = ", ".join(f"{words(_KINDS[kind])} — {counts[kind]}" for kind in KINDS if counts[kind])
    click.echo(words("Children: {counts}.", counts=listed))


def print_problems(problems: Sequence[Problem]) -> None:
    """Every doubtful row with its place and the reason."""
    if problems:
        rows = [(problem_place(one, language()), one.what.words(language())) for one in problems]
        print_table([words("Where"), words("What is doubtful")], rows)


def changes_as_json(
    changes: Sequence[Change], problems: Sequence[Problem], *, show: bool
) -> dict[str, Any]:
    """The same facts for programs."""
    counts = _counts(changes)
    return {
        "changes": [_change_as_json(change, show) for change in changes],
        "counts": {kind: counts[kind] for kind in KINDS},
        "problems": [problem_as_json(problem, language()) for problem in problems],
    }


def _counts(changes: Sequence[Change]) -> Counter[Kind]:
    return Counter(change.kind for change in changes)


def _row(change: Change, show: bool) -> tuple[str, str, str, str]:
    child = change.child if show else masked(change.child)
    group = child.group
    if change.before is not None and change.before.child.group != group:
        group = f"{change.before.child.group} → {group}"
    name = " ".join(filter(None, (child.surname, child.name, child.patronymic)))
    return words(_HAPPENS[change.kind]), group, name, "; ".join(_differences(change))


def _differences(change: Change) -> list[str]:
    """What is different, without telling who it is."""
    aspects = [aspect for aspect in change.aspects if aspect not in ("guardians", "group")]
    told = [words(_ASPECTS[aspect]) for aspect in aspects]
    for one in _guardian_changes(change):
        details = ", ".join(words(_DETAILS[detail]) for detail in one.details)
        told.append(f"{words(RELATION_WORDS[one.relation])}: {details}")
    if "guardians" in change.aspects and len(told) == len(aspects):
        told.append(words(_ASPECTS["guardians"]))
    return told


def _guardian_changes(change: Change) -> tuple[GuardianChange, ...]:
    if change.before is None or change.after is None:
        return ()
    return guardian_changes(change.before.child, change.after)


def _change_as_json(change: Change, show: bool) -> dict[str, Any]:
    before = change.before
    return {
        "kind": change.kind,
        "child": child_as_json(change.child, mask=not show),
        "before": child_as_json(before.child, mask=not show) if before else None,
        "different": list(change.aspects),
        "guardians": [
            {"relation": one.relation, "different": list(one.details)}
            for one in _guardian_changes(change)
        ],
    }
