"""What in a regulation contradicts itself, or the community that it is for. Pure.

Each module finds one kind of contradiction.
"""

from collections.abc import Callable, Iterable

from policies.lint import (
    asked_of_nobody,
    contrary,
    crossing_hours,
    disjoint,
    emergency_words,
    held_for_ever,
    idle,
    link_list,
    nobody_meant,
    overlapping,
    overshadowed,
    rehearsed,
    repeated,
    roles_named,
    rooms_named,
    settings_unused,
    shut,
    silenced,
    toothless,
    unreachable,
)
from policies.lint.contradiction import Contradiction
from policies.lint.surroundings import Surroundings
from policies.lint.survey import Survey
from policies.regulation import Regulation

__all__ = ["Contradiction", "Surroundings", "contradictions"]


def contradictions(
    regulation: Regulation, surroundings: Surroundings, *, is_whole: bool = True
) -> list[Contradiction]:
    """All that are found; of what one clause is beside another, the plainest.

    Unless it `is_whole`, clauses with mistakes were left out, and nothing is made of their absence.
    """
    survey = Survey(regulation, surroundings, is_whole=is_whole)
    return [each for look in _LOOKS for each in look(survey)]


_LOOKS: tuple[Callable[[Survey], Iterable[Contradiction]], ...] = tuple(
    module.find
    for module in (
        rooms_named,
        nobody_meant,
        roles_named,
        idle,
        repeated,
        rehearsed,
        unreachable,
        contrary,
        overshadowed,
        silenced,
        shut,
        crossing_hours,
        disjoint,
        overlapping,
        held_for_ever,
        asked_of_nobody,
        toothless,
        settings_unused,
        emergency_words,
        link_list,
    )
)
