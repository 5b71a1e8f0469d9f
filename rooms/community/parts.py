"""The entries of community.yaml: the institution, its people, buildings, groups and projects."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from policies.file_model import mistake_at
from policies.rules.links import Domain
from rooms.community.room_settings import ConnectedRoom, SpaceSettings
from rooms.community.values import (
    Alias,
    Day,
    Days,
    Drift,
    Key,
    Language,
    Name,
    Order,
    Part,
    Role,
    RoomKey,
    StaffId,
    Timezone,
)


class Institution(SpaceSettings):
    """The kindergarten; its name, topic and avatar are those of the Space."""

    name: Name
    """How people call the institution."""
    slug: Key
    """What every address begins with; changed later, other addresses mean other rooms."""
    timezone: Timezone = "Europe/Moscow"
    """The time zone, such as Europe/Moscow."""
    language: Language = "ru"
    """What Teremok speaks."""
    drift: Drift = "repair"
    """What Teremok does when somebody changed a room otherwise: put it right, or only tell."""
    roster_retention_days: Days = 90
    """How many days whoever left stays in the roster, closed off, before they are forgotten."""
    sites: Annotated[tuple[Domain, ...], Field(max_length=20)] = ()
    """The institution's own sites, nothing strange in links; left out: the slug with .ru."""

    @property
    def own_sites(self) -> tuple[str, ...]:
        """The sites that the file names, or the one that such an institution usually has."""
        return self.sites or (f"{self.slug}.ru",)


class StaffMember(Part):
    """Somebody of the staff; `id` is the localpart of their account."""

    id: StaffId
    """The name with which they log in."""
    name: Name
    """How people call them."""
    role: Role | None = None
    """What they are; left out: an educator."""
    roles: Annotated[tuple[Role, ...], Field(max_length=7)] = ()
    """What they are, where that is several things."""
    language: Language | None = None
    """What Teremok speaks to them; left out: the language of the institution."""

    @model_validator(mode="after")
    def _refuse_both_spellings(self) -> Self:
        if self.role is not None and self.roles:
            raise mistake_at(("roles",), "Write either “role” or “roles”.")
        return self

    @property
    def all_roles(self) -> frozenset[str]:
        """Everything that they are, at least one thing."""
        return frozenset(self.roles or (self.role or "educator",))

    @property
    def first_role(self) -> str:
        """The role that is named first."""
        return self.roles[0] if self.roles else self.role or "educator"


class Building(SpaceSettings):
    """A building, or a part of one: a space within the Space."""

    key: RoomKey
    """A short name in small Latin letters."""
    name: Name
    """How people call the building."""
    alias: Alias | None = None
    """What the room's address begins with; left out: the slug and the key."""
    parent: Key | None = None
    """The key of the building in which it stands; left out: none."""
    order: Order | None = None
    """Rooms with a number are shown first, in the order of their numbers."""
    drift: Drift | None = None
    """What Teremok does when somebody changed this room otherwise; left out: as for all rooms."""


class Group(ConnectedRoom):
    """A kindergarten group: its room, its educators (ids of staff), its parents' chats."""

    key: RoomKey
    """A short name in small Latin letters."""
    name: Name
    """How people call the group."""
    was: RoomKey | None = None
    """The key that the group had last year, where that was another; for the change of year."""
    building: Key | None = None
    """The key of the building in which the group is."""
    staff: Annotated[tuple[StaffId, ...], Field(max_length=100)] = ()
    """The ids of those who work with the group."""


class Project(ConnectedRoom):
    """A joint initiative: its room is made when it starts, and only read after it ends."""

    key: RoomKey
    """A short name in small Latin letters."""
    name: Name
    """How people call the project."""
    starts: Day | None = None
    """The first day, like 2026-09-01: the room is made then; left out: at once."""
    ends: Day | None = None
    """The last day; from the next one on the room is only read."""
    members: Annotated[tuple[StaffId, ...], Field(max_length=500)] = ()
    """The ids of those who take part."""
