"""Rooms that a clause names and that it cannot be about."""

from collections.abc import Iterator

from policies.file_model import Place, nearest
from policies.lint.contradiction import Contradiction
from policies.lint.surroundings import Surroundings
from policies.lint.survey import Survey

KIND = "rooms_named"


def find(survey: Survey) -> Iterator[Contradiction]:
    """Unknown, absent, exempt and doubled rooms, and those where nobody posts."""
    exempt = survey.regulation.exempt
    yield from _named(survey, ("exempt",), exempt)
    for each in survey.clauses:
        rooms = each.clause.rooms
        found = list(_named(survey, each.place("rooms"), rooms))
        for index, room in enumerate(rooms):
            if _exempts(survey, room):
                text = "The room “{room}” is exempt: nothing is judged there."
                found.append(Contradiction(KIND, each.place("rooms", index), text, {"room": room}))
        yield from found
        if rooms and not found and not survey.rooms_named(rooms):
            text = "community.yaml has no such rooms: {rooms}."
            yield Contradiction(KIND, each.place("rooms"), text, {"rooms": ", ".join(rooms)})


def _exempts(survey: Survey, room: str) -> bool:
    """Whether nothing of what this name means is judged."""
    meant = survey.rooms_named([room])
    return bool(meant) and not meant & ~survey.rooms_named(survey.regulation.exempt)


def _named(survey: Survey, place: Place, names: tuple[str, ...]) -> Iterator[Contradiction]:
    surroundings = survey.surroundings
    for index, name in enumerate(names):
        here = (*place, index)
        if name not in surroundings.kinds and name not in surroundings.rooms:
            yield _unknown(here, name, surroundings)
        elif surroundings.kinds[surroundings.rooms.get(name, name)] == frozenset():
            text = "Nobody posts in “{room}”: it holds other rooms."
            yield Contradiction(KIND, here, text, {"room": name})
        elif name in names[:index]:
            text = "The room “{room}” is named twice."
            yield Contradiction(KIND, here, text, {"room": name})
        elif (kind := surroundings.rooms.get(name)) in names and kind != name:
            text = "“{kind}” is named here, too, and the room “{room}” is one of these."
            yield Contradiction(KIND, here, text, {"room": name, "kind": kind})


def _unknown(place: Place, name: str, surroundings: Surroundings) -> Contradiction:
    known = [*surroundings.kinds, *surroundings.rooms]
    if meant := nearest(name, known):
        text = "There is no room “{room}” in community.yaml; perhaps “{meant}” is meant?"
        return Contradiction(KIND, place, text, {"room": name, "meant": meant})
    text = "There is no room “{room}” in community.yaml, and no such kind of room."
    return Contradiction(KIND, place, text, {"room": name})
