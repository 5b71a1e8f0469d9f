"""Parameters of one rule that leave nothing over between them."""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey, Surveyed
from policies.rules.media_kind import MediaKind


def find(survey: Survey) -> Iterator[Contradiction]:
    """The later of two clauses each of which forbids all that the other one allows."""
    stopping = [each for each in survey.working if each.stops and each.clause.rule in _LEFT]
    for first, second in combinations(stopping, 2):
        if first.clause.rule != second.clause.rule or not second.reach.meets(first.reach):
            continue
        left = _LEFT[first.clause.rule]
        one, other = left(first.clause.parameters), left(second.clause.parameters)
        if one and other and not one & other:
            yield _contradiction(first, second)


def _contradiction(first: Surveyed, second: Surveyed) -> Contradiction:
    return Contradiction(
        "disjoint",
        second.place("with"),
        "Clause {other} forbids all that this one allows: together they allow nothing.",
        {"other": first.clause.id},
    )


def _kinds(parameters: MediaKind) -> frozenset[str]:
    return frozenset(parameters.allowed) - frozenset(parameters.forbidden)


_LEFT: Mapping[str, Callable[[Any], frozenset[str]]] = {"media_kind": _kinds}
"""By rule, what a clause leaves to people."""
