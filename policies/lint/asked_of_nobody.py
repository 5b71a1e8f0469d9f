"""Questions to a duty room that there is not."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey
from policies.verdict import Action

DUTY = "duty"


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses that ask, where the community has nobody to answer."""
    if DUTY in survey.surroundings.rooms.values():
        return
    for each in survey.clauses:
        if each.clause.action is Action.ASK:
            yield Contradiction(
                "asked_of_nobody",
                each.place("action"),
                "“ask” asks in the room of the duty administrator, and community.yaml has none:"
                " write “duty:” under “rooms” there.",
            )
