"""Parameters of one rule that contradict each other, in two clauses or in one."""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey, Surveyed
from policies.rules.media_kind import MediaKind


def find(survey: Survey) -> Iterator[Contradiction]:
    """The later of two clauses each of which forbids all that the other one allows; words that
    one clause counts and does not count."""
    for each in survey.clauses:
        yield from _torn_words(each)
    stopping = [each for each in survey.working if each.stops and each.clause.rule in _LEFT]
    for first, second in combinations(stopping, 2):
        if first.clause.rule != second.clause.rule or not second.reach.meets(first.reach):
            continue
        left = _LEFT[first.clause.rule]
        one, other = left(first.clause.parameters), left(second.clause.parameters)
        if one and other and not one & other:
            yield _contradiction(first, second)


def _torn_words(each: Surveyed) -> Iterator[Contradiction]:
    allowed = getattr(each.clause.parameters, "allowed", ())
    for index, word in enumerate(getattr(each.clause.parameters, "also", ())):
        if word in allowed:
            text = "“{word}” is among “also” and among “allowed”."
            yield Contradiction("disjoint", each.place("with", "also", index), text, {"word": word})


def _contradiction(first: Surveyed, second: Surveyed) -> Contradiction:
    return Contradiction(
        "disjoint",
        second.place("with"),
        "Clause {other} forbids everything that this one allows.",
        {"other": first.clause.id},
    )


def _kinds(parameters: MediaKind) -> frozenset[str]:
    return frozenset(parameters.allowed) - frozenset(parameters.forbidden)


def _languages(parameters: Any) -> frozenset[str]:
    return frozenset(parameters.allowed)


_LEFT: Mapping[str, Callable[[Any], frozenset[str]]] = {
    "media_kind": _kinds,
    "language": _languages,
}
"""By rule, what a clause leaves to people."""
