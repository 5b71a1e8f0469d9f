"""Clauses that decide nothing, because another one does whenever they fire."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.pairs import Relation, related
from policies.lint.survey import Survey


def find(survey: Survey) -> Iterator[Contradiction]:
    """Such as a limit that is noted above one that is enforced, or wider hours in one group."""
    for relation, other, useless in related(survey):
        if relation is Relation.OVERSHADOWED:
            yield Contradiction(
                "overshadowed",
                useless.place("with")
                if useless.clause.rule == other.clause.rule
                else useless.place(),
                "It changes nothing: clause {other} says “{action}” to everything on which it"
                " fires.",
                {"other": other.clause.id, "action": other.clause.action.value},
            )
