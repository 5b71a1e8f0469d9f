"""community.yaml: the institution, its staff, its rooms and the chats plumbed into them.

The model only says what the file may contain; `rooms.files.yaml_file` reads it and puts every
problem at its line. Problems that concern several entries carry the path of the entry to blame.
"""

from rooms.community.model import Community, HouseRooms
from rooms.community.parts import Building, Group, Institution, Project, StaffMember
from rooms.community.room_settings import (
    ChatLink,
    ConnectedRoom,
    PrivateRoomSettings,
    RolePowers,
    RoomSettings,
)
from rooms.community.values import BOT_LOCALPART, Name, Role, StaffId

__all__ = [
    "BOT_LOCALPART",
    "Building",
    "ChatLink",
    "Community",
    "ConnectedRoom",
    "Group",
    "HouseRooms",
    "Institution",
    "Name",
    "PrivateRoomSettings",
    "Project",
    "Role",
    "RolePowers",
    "RoomSettings",
    "StaffId",
    "StaffMember",
]
