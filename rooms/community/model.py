"""The whole of community.yaml."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    field_validator,
    model_serializer,
    model_validator,
)

from rooms.community.contradictions import contradictions
from rooms.community.parts import Building, Group, Institution, Project, StaffMember
from rooms.community.room_settings import ConnectedRoom, PrivateRoomSettings, RoomSettings
from rooms.community.values import Part


class HouseRooms(Part):
    """The rooms that are not a group's; every community has a room of the staff."""

    staff: RoomSettings = RoomSettings()
    """The room of the staff: matters of work."""
    announcements: ConnectedRoom | None = None
    """The staff write, all read."""
    lounge: RoomSettings | None = None
    """Informal talk of the staff."""
    library: RoomSettings | None = None
    """Good practice to share: documents, audio, video, photos."""
    duty: RoomSettings | None = None
    """Decisions, appeals and troubles with the messengers, for the duty administrator."""

    @model_validator(mode="before")
    @classmethod
    def _take_nothing_for_the_usual(cls, data: Any) -> Any:
        """A key with nothing after it (``lounge:``) is a room as usual."""
        if not isinstance(data, Mapping):
            return data
        return {key: {} if value is None else value for key, value in data.items()}

    @model_serializer(mode="wrap")
    def _leave_out_what_is_not_there(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        return {key: value for key, value in written.items() if value is not None}

    def settings_of(self, kind: str) -> RoomSettings | None:
        """What the file says of the room of this kind; None: there is no such room."""
        found: RoomSettings | None = getattr(self, kind)
        return found


class Community(Part):
    """The kindergarten, its staff, its rooms and the chats of the parents."""

    community: Institution
    """The institution."""
    staff: Annotated[tuple[StaffMember, ...], Field(max_length=2000)] = ()
    """The people who work there."""
    buildings: Annotated[tuple[Building, ...], Field(max_length=100)] = ()
    """The buildings: spaces within the Space."""
    rooms: HouseRooms = HouseRooms()
    """The rooms that are not a group's."""
    groups: Annotated[tuple[Group, ...], Field(max_length=500)] = ()
    """The groups, in the order in which they are shown."""
    projects: Annotated[tuple[Project, ...], Field(max_length=200)] = ()
    """Joint initiatives with a start and an end."""
    private: PrivateRoomSettings = PrivateRoomSettings()
    """Private rooms of a member of the staff and a family, made when somebody asks for one."""

    @field_validator("private", mode="before")
    @classmethod
    def _take_nothing_for_the_usual(cls, value: Any) -> Any:
        return {} if value is None else value

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        problems = list(contradictions(self))
        if problems:
            raise ValidationError.from_exception_data(type(self).__name__, problems)
        return self
