"""Lists that contradict each other, in two clauses of one rule or in one clause."""

from collections.abc import Iterator, Mapping

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey, Surveyed
from policies.regulation import Clause
from policies.rules.media_kind import MediaKind
from policies.text.hosts import within
from policies.verdict import Action

_TEXT = (
    "Clause {other} does not allow what this one allows, nor does this one allow what that one"
    " does: where both apply, only what both allow is left."
)
_LISTS: Mapping[str, str] = {
    "links": "allow",
    "money": "treasurers",
    "personal_data": "own",
    "media_kind": "allowed",
    "language": "allowed",
    "obscenity": "allowed",
    "insult": "allowed",
    "politics": "allowed",
}
"""By rule, the parameter that says what is allowed."""


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses each of which forbids what one before it allows, which forbids what it allows; words
    and kinds that one clause has in two lists."""
    for each in survey.clauses:
        yield from _torn(each)
    for count, second in enumerate(survey.working):
        before = survey.working[:count]
        for first in (each for each in before if exclude_each_other(survey, each, second)):
            place, values = second.place("with"), {"other": first.clause.id}
            yield Contradiction("disjoint", place, _TEXT, values)
            break


def exclude_each_other(survey: Survey, first: Surveyed, second: Surveyed) -> bool:
    """Whether each forbids something that the other one allows, where both apply."""
    if first.clause.rule != second.clause.rule or not _both_forbid(first, second):
        return False
    if first.clause.rule == "rights":
        crossing = _different_people_write(survey, first, second)
    else:
        crossing = _lists_cross(first.clause, second.clause)
    if not crossing or not first.about.authors & second.about.authors & survey.present:
        return False
    return first.about.meets(second.about)


def _both_forbid(first: Surveyed, second: Surveyed) -> bool:
    return all(
        each.is_enforced and each.clause.action is not Action.ALLOW for each in (first, second)
    )


def _allowed(clause: Clause) -> frozenset[str] | None:
    parameters = clause.parameters
    if isinstance(parameters, MediaKind):
        return frozenset(parameters.allowed) - frozenset(parameters.forbidden)
    name = _LISTS.get(clause.rule)
    return frozenset(getattr(parameters, name)) if name else None


def _lists_cross(first: Clause, second: Clause) -> bool:
    one, other = _allowed(first), _allowed(second)
    if one is None or other is None:
        return False
    if first.rule == "links":
        return any(not within(each, other) for each in one) and any(
            not within(each, one) for each in other
        )
    if first.rule == "personal_data":
        kinds = (frozenset(each.parameters.model_dump()["kinds"]) for each in (first, second))
        if frozenset.intersection(*kinds) == frozenset():
            return False
    if first.rule == "media_kind" and not _both_list(first, second):
        return bool(one and other and not one & other)  # each may forbid a kind of its own
    return bool(one - other and other - one)


def _both_list(first: Clause, second: Clause) -> bool:
    return all("allowed" in each.parameters.model_fields_set for each in (first, second))


def _different_people_write(survey: Survey, first: Surveyed, second: Surveyed) -> bool:
    people = survey.listed & first.about.authors & second.about.authors
    one, other = people & ~first.reach.authors, people & ~second.reach.authors
    # Where nobody is left, that is told elsewhere.
    return bool(one & ~other and other & ~one and one & other)


def _torn(each: Surveyed) -> Iterator[Contradiction]:
    parameters = each.clause.parameters
    allowed = getattr(parameters, "allowed", ())
    for index, word in enumerate(getattr(parameters, "also", ())):
        if word in allowed:
            text = "“{word}” is among “also” and among “allowed”."
            yield Contradiction("disjoint", each.place("with", "also", index), text, {"word": word})
    if isinstance(parameters, MediaKind) and "allowed" in parameters.model_fields_set:
        for index, kind in enumerate(parameters.forbidden):
            if kind in allowed:
                text = "“{kind}” is among “allowed” and among “forbidden”."
                place = each.place("with", "forbidden", index)
                yield Contradiction("disjoint", place, text, {"kind": kind})
