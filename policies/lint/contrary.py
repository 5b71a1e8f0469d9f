"""Contrary actions on the same posts."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.pairs import Relation, related
from policies.lint.survey import Survey


def find(survey: Survey) -> Iterator[Contradiction]:
    """Allowances that come too late, and milder actions beside a more severe one."""
    for relation, other, useless in related(survey):
        values = {"other": other.clause.id, "action": other.clause.action.value}
        if relation is Relation.LATE:
            yield Contradiction(
                "contrary",
                useless.place("action"),
                "What it allows meets clause {other} first, whose “{action}” decides: put it before"
                " that clause.",
                values,
            )
        if relation is Relation.CONTRARY:
            yield Contradiction(
                "contrary",
                useless.place("action"),
                "Clause {other} says “{action}” to the same posts of the same people: this action"
                " is never taken.",
                values,
            )
