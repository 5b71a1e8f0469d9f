"""Clauses of one rule that meet in a part of their rooms, people or times, and disagree there."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from policies.lint.contradiction import Contradiction
from policies.lint.crossing_hours import are_crossing
from policies.lint.disjoint import exclude_each_other
from policies.lint.pairs import allowed_between
from policies.lint.survey import Reach, Survey, Surveyed
from policies.lint.widening import fires_as_often
from policies.verdict import Action


def find(survey: Survey) -> Iterator[Contradiction]:
    """Actions that a part of a clause's posts never meets, beside the first more severe clause.

    Where the one is about all that the other is about, it is an exception, or told elsewhere.
    """
    for other, useless in overlaps(survey):
        yield _contradiction(other, useless)


@lru_cache(maxsize=1)
def overlaps(survey: Survey) -> list[tuple[Surveyed, Surveyed]]:
    """Each clause of which another one makes a part pointless, after the first such one."""
    found = []
    for useless in survey.working:
        for other in survey.working:
            if _overlap(survey, other, useless):
                found.append((other, useless))
                break
    return found


def _overlap(survey: Survey, other: Surveyed, useless: Surveyed) -> bool:
    """Whether the other one decides on a part of what the useless one is about, and only there."""
    if other.clause.rule != useless.clause.rule or not other.is_enforced or not useless.is_enforced:
        return False
    if other.clause.action is useless.clause.action or other.clause.action is Action.ALLOW:
        return False
    if useless.clause.action is Action.ALLOW and useless.index < other.index:
        return False  # an exception
    if not other.is_certain and not fires_as_often(other.clause, useless.clause):
        return False
    mine, others = _present(survey, useless), _present(survey, other)
    common = mine.reach.common(others.reach)
    if common.is_empty or not _decides(survey, other, useless, common):
        return False
    if mine.reach.is_within(others.reach) or others.reach.is_within(mine.reach):
        return False
    if are_crossing(other, useless) or exclude_each_other(survey, other, useless):
        return False  # told already
    return not _freed(survey, other, replace(useless, reach=common))


def _decides(survey: Survey, other: Surveyed, useless: Surveyed, common: Reach) -> bool:
    """Whether of the two actions that of the other one is taken there."""
    harder = other.clause.action.severity - useless.clause.action.severity
    is_noted = survey.heuristic(other.clause) and not common.authors & survey.parents
    if is_noted and useless.clause.action is not Action.ALLOW:
        return other.index < useless.index  # what staff write is only noted, by the first of them
    return harder > 0


def _present(survey: Survey, each: Surveyed) -> Surveyed:
    reach = replace(each.reach, authors=each.reach.authors & survey.present)
    return replace(each, reach=reach)


def _freed(survey: Survey, other: Surveyed, there: Surveyed) -> bool:
    """Whether the reading ends before the other one, there where they meet."""
    return allowed_between(survey, other, there) or any(
        each.is_enforced
        and each.clause.action is Action.ALLOW
        and each.index < other.index
        and each.fires_whenever(there)
        for each in survey.working
    )


def _contradiction(other: Surveyed, useless: Surveyed) -> Contradiction:
    if useless.clause.action is Action.ALLOW:
        text = (
            "A part of what it allows meets clause {other} first, whose “{action}” decides: put it"
            " before that clause."
        )
    else:
        text = (
            "Clause {other} is about some of the same posts, and says “{action}”: to these this"
            " action is never taken. Divide the rooms, people or times between the two."
        )
    values = {"other": other.clause.id, "action": other.clause.action.value}
    return Contradiction("overlapping", useless.place("action"), text, values)
