"""Rehearsals of what is enforced already."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.pairs import Relation, related
from policies.lint.survey import Survey


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses in rehearsal beside an enforced one that does the same."""
    for relation, other, useless in related(survey):
        if relation is Relation.REHEARSED:
            yield Contradiction(
                "rehearsed",
                useless.place("rehearsal"),
                "Clause {other} enforces this already: there is nothing to rehearse.",
                {"other": other.clause.id},
            )
