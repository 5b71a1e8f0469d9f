"""Every room that community.yaml wants, in the order of the file, with its place in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.file_model import Place
from rooms.community.parts import Building
from rooms.community.room_settings import (
    ChatLink,
    ConnectedRoom,
    RoomSettings,
    SpaceSettings,
)
from rooms.community.values import Drift
from rooms.wanted.kinds import BUILDING, GROUP, HOUSE_KINDS, PROJECT, SPACE

if TYPE_CHECKING:
    from rooms.community.model import Community


@dataclass(frozen=True, slots=True)
class ListedRoom:
    """A room or space of the file.

    `name` is None where the usual one of its kind is meant; `alias` is the localpart of its
    address; `parent` is the key of the space that it stands in, None for the Space itself;
    `order` is its place among its siblings, as Matrix compares it; `place` leads to its entry.
    """

    key: str
    kind: str
    name: str | None
    alias: str
    parent: str | None
    order: str
    place: Place
    settings: SpaceSettings

    @property
    def place_of_key(self) -> Place:
        """What to blame for the key."""
        return (*self.place, "key") if len(self.place) == 2 and self.kind in _KEYED else self.place

    @property
    def has_own_alias(self) -> bool:
        """Whether the file says what the address is."""
        return getattr(self.settings, "alias", None) is not None

    @property
    def adopt(self) -> str | None:
        """The address of the room that is to become this one."""
        return self.settings.adopt

    @property
    def chats(self) -> tuple[tuple[int, ChatLink], ...]:
        """The chats plumbed into it, numbered."""
        if isinstance(self.settings, ConnectedRoom):
            return tuple(enumerate(self.settings.chats))
        return ()


_KEYED = frozenset({BUILDING, GROUP, PROJECT})


def listed_rooms(community: "Community") -> tuple[ListedRoom, ...]:
    """The Space first, then the rooms of the house, the buildings, the groups, the projects."""
    return tuple(_listed(community))


def drift_of(community: "Community", key: str) -> Drift:
    """What is done when somebody changed the room with this key otherwise than the file says."""
    told = (getattr(room.settings, "drift", None) for room in _listed(community) if room.key == key)
    return next(told, None) or community.community.drift


def avatars_of(community: "Community") -> set[str]:
    """The paths of all pictures that the file names."""
    return {room.settings.avatar for room in _listed(community) if room.settings.avatar}


def _listed(community: "Community") -> Iterator[ListedRoom]:
    institution = community.community
    slug = institution.slug

    def listed(
        key: str,
        kind: str,
        order: str,
        place: Place,
        settings: RoomSettings | Building,
        parent: str | None = None,
    ) -> ListedRoom:
        if settings.order is not None:
            order = f"!{settings.order:04}"  # before every digit
        alias = settings.alias or f"{slug}-{key}"
        return ListedRoom(key, kind, settings.name, alias, parent or SPACE, order, place, settings)

    yield ListedRoom(SPACE, SPACE, institution.name, slug, None, "", ("community",), institution)
    for index, kind in enumerate(HOUSE_KINDS):
        settings = community.rooms.settings_of(kind)
        if settings is not None:
            order = "0000" if index == 0 else f"0000.{index}"
            yield listed(kind, kind, order, ("rooms", kind), settings)
    for index, building in enumerate(community.buildings):
        order, place = f"0000.9.{index:04}", ("buildings", index)
        yield listed(building.key, BUILDING, order, place, building, building.parent)
    for index, group in enumerate(community.groups):
        order = f"{index + 1:04}"
        yield listed(group.key, GROUP, order, ("groups", index), group, group.building)
    for index, project in enumerate(community.projects):
        yield listed(project.key, PROJECT, f"9{index:03}", ("projects", index), project)
