"""Questions to a duty room that there is not: they go to the staff room."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey
from policies.verdict import Action

DUTY = "duty"


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses that ask, where the community has no room to answer in."""
    if DUTY in survey.surroundings.rooms.values():
        return
    for each in survey.clauses:
        if each.clause.action is Action.ASK:
            yield Contradiction(
                "asked_of_nobody",
                each.place("action"),
                "“ask” asks in the room of the duty administrator, and community.yaml has none, so"
                " that the whole staff is asked: write “duty:” under “rooms” there.",
            )
