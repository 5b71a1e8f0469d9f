"""Clauses that can never fire, by what they say themselves."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses about nobody, about people who may write, about times that are allowed."""
    for each in survey.clauses:
        if not each.about.authors:
            yield Contradiction(
                "idle",
                each.place("except"),
                "“except” takes out everybody whom the clause is about: it is about nobody.",
            )
        elif not each.reach.authors:
            yield Contradiction(
                "idle",
                each.place("with", "who"),
                "“who” lets everybody write whom the clause is about: it never fires.",
            )
        elif not each.reach.times and each.clause.times is None:
            yield Contradiction(
                "idle", each.place("with"), "Its hours allow posting at any time: it never fires."
            )
        elif not each.reach.times:
            yield Contradiction(
                "idle",
                each.place("times"),
                "At all of these times its hours allow posting: it never fires.",
            )
