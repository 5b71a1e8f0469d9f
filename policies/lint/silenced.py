"""Rooms in which nobody is left who may write."""

from collections.abc import Iterator

from policies.lint.closing import can_write, closing, rooms_apart
from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey


def find(survey: Survey) -> Iterator[Contradiction]:
    """The last of the clauses on rights that together let nobody write in a room."""
    told = set()
    for room, clauses in rooms_apart(survey):
        rights = [each for each in clauses if each.clause.rule == "rights"]
        closings = [closing(survey, rights, roles) for roles in can_write(survey, room)]
        if not closings or not all(each.is_whole for each in closings):
            continue
        by = {each.index: each for each in (clause for one in closings for clause in one.by)}
        last = by.pop(max(by))
        if last.index in told:
            continue
        told.add(last.index)
        place, name = last.place("with", "who"), {"room": room.key or room.kind}
        if by:
            text = "Together with clause {others} it lets nobody write in “{room}”."
            others = ", ".join(by[index].clause.id for index in sorted(by))
            yield Contradiction("silenced", place, text, {**name, "others": others})
        else:
            yield Contradiction("silenced", place, "It lets nobody write in “{room}”.", name)
