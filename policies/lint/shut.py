"""Hours that leave no hour open."""

from collections.abc import Iterator

from policies.lint.closing import can_write, closing, rooms_apart
from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey


def find(survey: Survey) -> Iterator[Contradiction]:
    """The last of the clauses on hours that together never let somebody write in a room."""
    told = set()
    for room, clauses in rooms_apart(survey):
        rights = [each for each in clauses if each.clause.rule == "rights"]
        for roles in can_write(survey, room):
            found = closing(survey, clauses, roles)
            if not found.is_whole or closing(survey, rights, roles).is_whole:
                continue
            last = [each for each in found.by if each.clause.rule == "hours"][-1]
            if last.index in told:
                continue
            told.add(last.index)
            yield Contradiction(
                "shut",
                last.place("with"),
                "Together with clause {others} it leaves no hour in which somebody may write in"
                " “{room}” who is: {roles}.",
                {
                    "others": ", ".join(each.clause.id for each in found.by if each is not last),
                    "room": room.key or room.kind,
                    "roles": ", ".join(sorted(roles)),
                },
            )
