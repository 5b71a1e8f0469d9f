"""A kindergarten with its rooms in the database, without a homeserver."""

from rooms.community import Community
from rooms.directory import Directory
from rooms.storage import rooms
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom

SERVER = "example.org"
GROUP_ROOM = "!ladybirds:example.org"
STAFF_ROOM = "!staff:example.org"

COMMUNITY = Community.model_validate(
    {
        "community": {"name": "Детский сад", "slug": "sad"},
        "staff": [
            {"id": "zav", "name": "Валентина", "role": "head"},
            {"id": "anna", "name": "Анна Сергеевна"},
            {"id": "john", "name": "John", "language": "en"},
        ],
        "rooms": {"staff": {"name": "Сотрудники"}},
        "groups": [{"key": "ladybirds", "name": "Божьи коровки", "staff": ["anna"]}],
    }
)


async def furnished(store: Store) -> Directory:
    """The directory of a house with a staff room and the room of the ladybirds."""
    async with store.transaction() as connection:
        await rooms.put_room(
            connection, KnownRoom("ladybirds", GROUP_ROOM, "group", "Божьи коровки")
        )
        await rooms.put_room(connection, KnownRoom("staff", STAFF_ROOM, "staff", "Сотрудники"))
        await rooms.put_member(connection, GROUP_ROOM, "@anna:example.org", "Анна", "join")
    directory = Directory(SERVER, COMMUNITY)
    await directory.refresh(store)
    return directory
