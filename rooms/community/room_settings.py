"""What the file may say of a room."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from policies.file_model import mistake_at
from rooms.community.avatar import AvatarPath
from rooms.community.values import (
    AdoptedAlias,
    Alias,
    Days,
    Drift,
    History,
    Join,
    Key,
    Name,
    Order,
    Part,
    Power,
    Printable,
    Role,
    Rules,
    Topic,
)


class RolePowers(Part):
    """How powerful the people of each role are in a room; a role left out is as usual."""

    head: Power | None = None
    """The head."""
    deputy: Power | None = None
    """The deputy heads."""
    educator: Power | None = None
    """The educators."""
    specialist: Power | None = None
    """The specialists."""
    treasurer: Power | None = None
    """The treasurers."""
    duty: Power | None = None
    """The duty administrators."""
    admin: Power | None = None
    """The administrators."""

    def told(self) -> dict[str, int]:
        """What the file says, by role."""
        levels: dict[str, int | None] = self.model_dump()
        return {role: level for role, level in levels.items() if level is not None}


class ChatLink(Part):
    """A chat in a messenger that is plumbed into a room: its id, or an invitation to it."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["id"]}, {"required": ["invite"]}]}
    )

    network: Key
    """The messenger; sandbox is the practice messenger inside Teremok."""
    id: (
        Annotated[
            str,
            Field(min_length=1, max_length=200, json_schema_extra={"type": ["string", "number"]}),
            Printable,
        ]
        | None
    ) = None
    """What the messenger calls the chat."""
    invite: Annotated[str, Field(min_length=5, max_length=200), Printable] | None = None
    """A link that invites to the chat, in place of its id, where a bridge can follow it."""

    @model_validator(mode="after")
    def _refuse_both_and_neither(self) -> Self:
        if (self.id is None) == (self.invite is None):
            place = ("id",) if self.id is not None else ()
            raise mistake_at(place, "Write either “id” or “invite”.")
        return self

    @property
    def asked(self) -> str:
        """The id, or the invitation."""
        return self.id or self.invite or ""


class SpaceSettings(Part):
    """What can be said of a space as of a room."""

    topic: Topic = ""
    """What the room is for; left out: a sentence that says so."""
    avatar: AvatarPath | None = None
    """A picture beside this file: PNG, JPEG, GIF or WebP, up to 2 MB."""
    adopt: AdoptedAlias | None = None
    """The address of a room that there is already, which becomes this one."""


class RoomSettings(SpaceSettings):
    """What can be said of every room; what is left out is as usual for its kind."""

    name: Name | None = None
    """How people call the room."""
    alias: Alias | None = None
    """What the room's address begins with; left out: the slug and the key."""
    order: Order | None = None
    """Rooms with a number are shown first, in the order of their numbers."""
    join: Join | None = None
    """Who comes in: whom Teremok invites, or by themselves everybody who is in the space."""
    history: History | None = None
    """What newcomers see: everything, or what was said since they were invited, or joined."""
    rules: Rules = ""
    """The rules of the room: Teremok posts them and pins them."""
    retention_days: Days | None = None
    """After how many days the homeserver forgets what was said; left out: never."""
    powers: RolePowers = RolePowers()
    """Power levels by role: 0 writes, 50 removes posts and people; only Teremok changes rooms."""
    drift: Drift | None = None
    """What Teremok does when somebody changed this room otherwise; left out: as for all rooms."""


class ConnectedRoom(RoomSettings):
    """A room that chats in messengers can be plumbed into."""

    chats: Annotated[tuple[ChatLink, ...], Field(max_length=20)] = ()
    """The parents' chats that are plumbed into the room."""


class PrivateRoomSettings(Part):
    """What can be said of the private rooms, all at once."""

    topic: Topic = ""
    """What the room is for; left out: a sentence that says so."""
    history: History = "joined"
    """What newcomers see: everything, or what was said since they were invited, or joined."""
    rules: Rules = ""
    """The rules of the room: Teremok posts them and pins them."""
    retention_days: Days | None = None
    """After how many days the homeserver forgets what was said; left out: never."""
    roles: tuple[Role, ...] = ("head", "deputy", "educator", "specialist", "duty", "admin")
    """Who may have such a room made."""
    observers: tuple[Role, ...] = ()
    """Roles that are in every such room, too."""
