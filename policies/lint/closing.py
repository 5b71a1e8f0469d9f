"""When the rules on people and on times let somebody write in a room."""

from collections.abc import Iterator
from dataclasses import dataclass

from policies.lint.minutes import ALWAYS
from policies.lint.survey import Room, Survey, Surveyed
from policies.verdict import Action


@dataclass(frozen=True, slots=True)
class Closing:
    """What closes a room to somebody: the minutes at which it is closed, and the clauses."""

    minutes: int
    by: tuple[Surveyed, ...]

    @property
    def is_whole(self) -> bool:
        """Whether there is no minute left."""
        return self.minutes == ALWAYS


def rooms_apart(survey: Survey) -> Iterator[tuple[Room, list[Surveyed]]]:
    """Rooms with the clauses on people and times that are about them, each set of these once."""
    certain = [each for each in survey.working if each.is_certain and each.is_enforced]
    seen = set()
    for place, room in enumerate(survey.rooms):
        there = [each for each in certain if each.reach.rooms >> place & 1]
        pattern = (room.kind, *(each.index for each in there))
        if there and pattern not in seen:
            seen.add(pattern)
            yield room, there


def closing(survey: Survey, clauses: list[Surveyed], roles: frozenset[str]) -> Closing:
    """What these clauses, in their order, leave to somebody who is all of this."""
    author = survey.author(roles)
    freed = closed = 0
    by = []
    for each in clauses:
        if not each.reach.authors & author:
            continue
        if each.clause.action is Action.ALLOW:
            freed |= each.reach.times
        elif each.stops and (more := each.reach.times & ~freed & ~closed):
            closed |= more
            by.append(each)
    return Closing(closed, tuple(by))


def can_write(survey: Survey, room: Room) -> list[frozenset[str]]:
    """Who may write in such a room as far as it is the room that lets them."""
    writers = survey.surroundings.kinds[room.kind]
    people = sorted(survey.surroundings.people, key=sorted)
    return [roles for roles in people if writers is None or roles & writers]
