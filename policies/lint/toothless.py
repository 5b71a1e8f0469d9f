"""Actions that are never taken, because staff are not stopped by rules that may be mistaken."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey
from policies.verdict import Action


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses about staff alone with a heuristic rule and more than a flag."""
    for each in survey.working:
        clause = each.clause
        if clause.action.severity <= Action.FLAG.severity or each.reach.authors & survey.parents:
            continue
        if survey.heuristic(clause):
            yield Contradiction(
                "toothless",
                each.place("action"),
                "“{rule}” may be mistaken, and so never stops what staff write: this clause is only"
                " about staff, whose posts it would flag.",
                {"rule": clause.rule},
            )
