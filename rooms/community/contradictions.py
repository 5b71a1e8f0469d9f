"""What in community.yaml contradicts something else in it, each with the place to blame."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic_core import InitErrorDetails

from policies.file_model import Place, mistake, nearest
from rooms.community.listing import listed_rooms
from rooms.wanted.kinds import STAFF_ROLES

if TYPE_CHECKING:
    from rooms.community.model import Community


def contradictions(community: "Community") -> Iterator[InitErrorDetails]:
    """Every one that there is; empty where the file makes sense."""
    for look in _LOOKS:
        yield from look(community)


def _doubled_staff(community: "Community") -> Iterable[InitErrorDetails]:
    for index in _repeated([member.id for member in community.staff]):
        text = "There is already a staff member with the id “{id}”."
        yield _problem(("staff", index, "id"), text, id=community.staff[index].id)


def _doubled_keys(community: "Community") -> Iterable[InitErrorDetails]:
    rooms = listed_rooms(community)
    for index in _repeated([room.key for room in rooms]):
        room = rooms[index]
        if any(other.key == room.key and other.kind == room.kind for other in rooms[:index]):
            yield _problem(room.place_of_key, _DOUBLED[str(room.place[0])], key=room.key)
        else:
            text = "The key “{key}” belongs to another room already."
            yield _problem(room.place_of_key, text, key=room.key)


_DOUBLED = {
    "groups": "There is already a group with the key “{key}”.",
    "buildings": "There is already a building with the key “{key}”.",
    "projects": "There is already a project with the key “{key}”.",
}


def _doubled_addresses(community: "Community") -> Iterable[InitErrorDetails]:
    rooms = listed_rooms(community)
    keys = [room.key for room in rooms]
    for index in _repeated([room.alias for room in rooms]):
        room = rooms[index]
        first = next(other for other in rooms if other.alias == room.alias)
        if keys.index(room.key) == index:  # else the key is the problem to be told
            blamed = room if room.has_own_alias else first
            if blamed.has_own_alias:
                text = "There is already a room with the address “{alias}”."
                yield _problem((*blamed.place, "alias"), text, alias=room.alias)
    adopting = [room for room in rooms if room.adopt]
    for index in _repeated([room.adopt for room in adopting]):
        room = adopting[index]
        text = "The room “{alias}” is adopted already."
        yield _problem((*room.place, "adopt"), text, alias=room.adopt or "")


def _doubled_chats(community: "Community") -> Iterable[InitErrorDetails]:
    links = [(room, c, link) for room in listed_rooms(community) for c, link in room.chats]
    for index in _repeated([link for _, _, link in links]):
        room, c, link = links[index]
        text = "The chat “{chat}” of {network} is already plumbed into a room."
        place = (*room.place, "chats", c, "id" if link.id is not None else "invite")
        yield _problem(place, text, chat=link.asked, network=link.network)


def _strange_members(community: "Community") -> Iterable[InitErrorDetails]:
    known = [member.id for member in community.staff]
    for g, group in enumerate(community.groups):
        text = "“{id}” is named twice in this group."
        yield from _strange(("groups", g, "staff"), group.staff, known, text)
    for p, project in enumerate(community.projects):
        text = "“{id}” is named twice in this project."
        yield from _strange(("projects", p, "members"), project.members, known, text)


def _strange(
    place: Place, named: Sequence[str], known: list[str], twice: str
) -> Iterable[InitErrorDetails]:
    members = set(known)
    repeated = set(_repeated(named))
    for index, member in enumerate(named):
        if member not in members:
            meant = nearest(member, known)
            text = "“{id}” is not among the staff; is “{meant}” meant?"
            if meant is None:
                text = "“{id}” is not among the staff."
            yield _problem((*place, index), text, id=member, meant=meant or "")
        elif index in repeated:
            yield _problem((*place, index), twice, id=member)


def _people_in_no_room(community: "Community") -> Iterable[InitErrorDetails]:
    """Those whose only rooms are those of the groups and projects that name them: none does."""
    named = {id_ for group in community.groups for id_ in group.staff}
    named |= {id_ for project in community.projects for id_ in project.members}
    for index, member in enumerate(community.staff):
        if member.id not in named and not member.all_roles & (STAFF_ROLES - {"specialist"}):
            text = (
                "“{id}” is in no room: with this role one is in the rooms of the groups and"
                " projects that name one, and none does."
            )
            yield _problem(("staff", index, "id"), text, id=member.id)


def _strange_buildings(community: "Community") -> Iterable[InitErrorDetails]:
    known = [building.key for building in community.buildings]
    named: list[tuple[Place, str | None]] = [
        *((("groups", i, "building"), group.building) for i, group in enumerate(community.groups)),
        *((("buildings", i, "parent"), b.parent) for i, b in enumerate(community.buildings)),
    ]
    for place, key in named:
        if key is not None and key not in known:
            meant = nearest(key, known)
            text = "There is no building “{key}”; is “{meant}” meant?"
            if meant is None:
                text = "There is no building “{key}”."
            yield _problem(place, text, key=key, meant=meant or "")


def _circles_of_buildings(community: "Community") -> Iterable[InitErrorDetails]:
    parents = {building.key: building.parent for building in community.buildings}
    told: set[str] = set()
    for index, building in enumerate(community.buildings):
        way: list[str] = []
        key: str | None = building.key
        while key is not None and key in parents and key not in way:
            way.append(key)
            key = parents[key]
        if key == building.key and key not in told:
            told.update(way)
            text = "The buildings stand in each other in a circle: {way}."
            yield _problem(("buildings", index, "parent"), text, way=" → ".join([*way, key]))


def _backward_projects(community: "Community") -> Iterable[InitErrorDetails]:
    for index, project in enumerate(community.projects):
        if project.starts and project.ends and project.ends < project.starts:
            text = "The project ends before it starts ({starts})."
            starts = project.starts.isoformat()
            yield _problem(("projects", index, "ends"), text, starts=starts)


_LOOKS: tuple[Callable[["Community"], Iterable[InitErrorDetails]], ...] = (
    _doubled_staff,
    _doubled_keys,
    _doubled_addresses,
    _doubled_chats,
    _strange_members,
    _people_in_no_room,
    _strange_buildings,
    _circles_of_buildings,
    _backward_projects,
)


def _repeated(values: Sequence[Hashable]) -> list[int]:
    """Where a value stands that was there before."""
    first = {value: index for index, value in reversed(list(enumerate(values)))}
    return [index for index, value in enumerate(values) if first[value] != index]


def _problem(place: Place, text: str, **values: str) -> InitErrorDetails:
    return InitErrorDetails(type=mistake(text, **values), loc=place, input=None)
