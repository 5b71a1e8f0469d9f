"""Settings of a clause that its action has no use for."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey
from policies.verdict import Action


def find(survey: Survey) -> Iterator[Contradiction]:
    """Time limits of questions that nobody asks."""
    for each in survey.clauses:
        # What is held without an hour waits for a person, too; that is told elsewhere.
        if each.clause.action in {Action.ASK, Action.HOLD}:
            continue
        for key in ("within", "otherwise"):
            if key in each.clause.model_fields_set:
                yield Contradiction(
                    "settings_unused",
                    each.place(key),
                    "“{key}” is for the action “ask”; with “{action}” nobody is asked.",
                    {"key": key, "action": each.clause.action.value},
                )
