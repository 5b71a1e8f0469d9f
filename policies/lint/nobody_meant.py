"""Clauses for roles that nobody has."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses about nobody of the community. Roles that are excepted may be without people."""
    had = frozenset().union(*survey.surroundings.people)
    for each in survey.clauses:
        if each.clause.roles and had.isdisjoint(each.clause.roles):
            yield Contradiction(
                "nobody_meant",
                each.place("roles"),
                "Nobody in community.yaml has such a role: {roles}. The clause is about nobody.",
                {"roles": ", ".join(each.clause.roles)},
            )
