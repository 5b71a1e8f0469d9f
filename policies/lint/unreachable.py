"""Clauses that are never read, because an allowance before them ends the reading."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.pairs import Relation, related
from policies.lint.survey import Survey


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses all of which an earlier one allows."""
    for relation, other, useless in related(survey):
        if relation is Relation.UNREACHABLE:
            yield Contradiction(
                "unreachable",
                useless.place(),
                "It is never reached: clause {other}, which stands before it, allows everything"
                " that it is about.",
                {"other": other.clause.id},
            )
