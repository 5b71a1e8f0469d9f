"""The same clause twice, under another number."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.pairs import Relation, related
from policies.lint.survey import Survey


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses that say what an earlier one says, of the same rooms, people and times."""
    for relation, other, useless in related(survey):
        if relation is Relation.REPEATED:
            yield Contradiction(
                "repeated",
                useless.place(),
                "This is clause {other} once more: the same rule with the same action for the same"
                " rooms, people and times.",
                {"other": other.clause.id},
            )
