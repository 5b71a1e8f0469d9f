"""How two clauses stand to each other; a pair has one relation, the plainest that there is."""

from enum import Enum, auto
from functools import lru_cache

from policies.lint.survey import Survey, Surveyed
from policies.verdict import Action


class Relation(Enum):
    """What the second clause of a pair is beside the first."""

    REPEATED = auto()
    """The same under another number."""
    REHEARSED = auto()
    """A rehearsal of what the first enforces already."""
    UNREACHABLE = auto()
    """The first, an allowance before it, always ends the reading."""
    LATE = auto()
    """An allowance of what the first, before it, has already decided."""
    CONTRARY = auto()
    """Another, milder action on the same posts."""
    OVERSHADOWED = auto()
    """It never decides, because the first always does."""


@lru_cache(maxsize=1)
def related(survey: Survey) -> list[tuple[Relation, Surveyed, Surveyed]]:
    """Each clause that another makes pointless, after the first such one."""
    found = []
    for useless in survey.working:
        for other in survey.working:
            relation = _relation(other, useless) if other is not useless else None
            if relation is not None and not allowed_between(survey, other, useless):
                found.append((relation, other, useless))
                break
    return found


def allowed_between(survey: Survey, other: Surveyed, useless: Surveyed) -> bool:
    """Whether the reading may end after the useless clause and before the other one."""
    return any(
        each.is_enforced
        and each.clause.action is Action.ALLOW
        and useless.index < each.index < other.index
        and each.reach.meets(useless.reach)
        for each in survey.working
    )


def _relation(other: Surveyed, useless: Surveyed) -> Relation | None:
    if not other.is_enforced or not other.fires_whenever(useless):
        return None
    before = other.index < useless.index
    equal = other.clause.action is useless.clause.action
    same = other.has_what(useless)
    if not useless.is_enforced:
        return _to_rehearsal(other, before, same and equal)
    if before and same and equal and other.reach == useless.reach:
        return Relation.REPEATED
    if other.clause.action is Action.ALLOW:
        return Relation.UNREACHABLE if before else None
    if useless.clause.action is Action.ALLOW:
        return Relation.LATE if before else None
    return _of_two_actions(other, useless, before=before, same=same)


def _to_rehearsal(other: Surveyed, before: bool, alike: bool) -> Relation | None:
    if before and other.clause.action is Action.ALLOW:
        return Relation.UNREACHABLE
    return Relation.REHEARSED if alike else None


def _of_two_actions(
    other: Surveyed, useless: Surveyed, *, before: bool, same: bool
) -> Relation | None:
    harder = other.clause.action.severity - useless.clause.action.severity
    if harder > 0:
        return Relation.CONTRARY if same else Relation.OVERSHADOWED
    if harder < 0:
        return None
    if before:
        return Relation.OVERSHADOWED
    # Of equals the first decides, so that a part of the rooms can have words of its own; but
    # other parameters would have to change something.
    narrower = other.clause.rule == useless.clause.rule and not same
    return Relation.OVERSHADOWED if narrower else None
