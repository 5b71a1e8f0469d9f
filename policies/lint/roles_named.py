"""Roles that a clause names to no purpose."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey, Surveyed

KIND = "roles_named"


def find(survey: Survey) -> Iterator[Contradiction]:
    """Doubled roles, and excepted ones that nobody has whom the clause is about."""
    for each in survey.clauses:
        clause, parameters = each.clause, each.clause.parameters
        for place, roles in (
            (("roles",), clause.roles),
            (("except",), clause.excepted),
            (("with", "who"), getattr(parameters, "who", ())),
            (("with", "treasurers"), getattr(parameters, "treasurers", ())),
        ):
            for index, role in enumerate(roles):
                if role in roles[:index]:
                    text = "The role “{role}” is named twice."
                    yield Contradiction(KIND, each.place(*place, index), text, {"role": role})
        yield from _excepted(survey, each)


def _excepted(survey: Survey, each: Surveyed) -> Iterator[Contradiction]:
    roles, excepted = each.clause.roles, each.clause.excepted
    for index, role in enumerate(excepted):
        if not roles or role in roles or role in excepted[:index]:
            continue
        meant = 0
        for named in roles:
            meant |= survey.having(named)
        if not meant & survey.having(role) & survey.thinkable:
            text = "Nobody whom the clause is about is “{role}”, too: there is nobody to except."
            yield Contradiction(KIND, each.place("except", index), text, {"role": role})
