"""Hours for the same people in the same rooms, each of which forbids what the other allows."""

from collections.abc import Iterator
from itertools import combinations

from policies.lint.contradiction import Contradiction
from policies.lint.minutes import cross
from policies.lint.survey import Survey, Surveyed


def find(survey: Survey) -> Iterator[Contradiction]:
    """The later clause of each such pair that has common hours on some days."""
    hours = [each for each in survey.working if each.clause.rule == "hours"]
    for first, second in combinations(hours, 2):
        if are_crossing(first, second):
            yield Contradiction(
                "crossing_hours",
                second.place("with"),
                "Clause {other} has other hours for the same people in the same rooms, and each"
                " forbids what the other one allows.",
                {"other": first.clause.id},
            )


def are_crossing(first: Surveyed, second: Surveyed) -> bool:
    """Whether each of two clauses on hours forbids what the other one allows."""
    if first.clause.rule != "hours" or not first.stops or not second.stops:
        return False
    if not first.about.meets(second.about):
        return False
    both = first.about.times & second.about.times
    open_first, open_second = both & ~first.reach.times, both & ~second.reach.times
    return bool(open_first & open_second) and cross(open_first, open_second)
