"""Posts that wait for an hour which nothing names: a person is asked instead."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey
from policies.verdict import Action


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses that hold, bound to a rule that is not about hours."""
    for each in survey.clauses:
        if each.clause.action is Action.HOLD and each.clause.rule != "hours":
            yield Contradiction(
                "held_for_ever",
                each.place("action"),
                "“{rule}” names no hour at which a post may appear, so that a person has to decide:"
                " “hold” belongs to “hours”. Write “ask”.",
                {"rule": each.clause.rule},
            )
