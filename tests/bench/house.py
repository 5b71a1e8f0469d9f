"""A house of thirty groups to measure in, and equal rooms that Teremok does not look after."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import yaml

from bot.house import House
from bot.house_settings import Ports
from tests.support.house import RunningHouse

GROUPS = 30
HEAD = "valentina"


def write_community(path: Path) -> None:
    """Thirty groups with one educator and one sandbox chat each."""
    staff = [{"id": HEAD, "name": "Валентина Петровна", "role": "head"}]
    groups = []
    for number in range(GROUPS):
        educator = f"educator{number}"
        staff.append({"id": educator, "name": f"Воспитатель {number}", "role": "educator"})
        groups.append(
            {
                "key": f"g{number}",
                "name": f"Группа {number}",
                "staff": [educator],
                "chats": [{"network": "sandbox", "id": f"g{number}"}],
            }
        )
    community = {
        "community": {"name": "Детский сад № 24", "slug": "sad24"},
        "staff": staff,
        "rooms": {"staff": {"name": "Сотрудники"}},
        "groups": groups,
    }
    path.write_text(yaml.safe_dump(community, allow_unicode=True))


REGULATION = """
clauses:
  - {id: "1", text: Пишут всегда., rule: hours, rooms: [group], action: refuse,
     with: {from: "00:00", to: "24:00", days: [mon, tue, wed, thu, fri, sat, sun]}}
  - {id: "2", text: Пишите коротко., rule: length, rooms: [group], action: refuse,
     with: {characters: 4000}}
"""


@asynccontextmanager
async def measured_house(folder: Path) -> AsyncIterator[RunningHouse]:
    """A running house with thirty groups, and a regulation that lets everything through."""
    house = RunningHouse(folder / "house")
    ports = Ports(homeserver=house.ports[0], console=house.ports[1], sandbox=house.ports[2])
    made = House.create(house.folder, house.server_name, ports)
    write_community(made.community_path)
    made.regulation_path.write_text(REGULATION)
    try:
        await house.up()
        yield house
    finally:
        await house.down()


class BareRooms:
    """Rooms with the same members as the groups', in which a ghost speaks by bare requests."""

    def __init__(self, house: RunningHouse) -> None:
        self.house = house
        self.token = house.house.secrets.as_token
        self.ghost = f"@teremok_bench_ghost:{house.server_name}"
        self.rooms: list[str] = []
        self._sent = 0

    async def make(self, count: int) -> None:
        """Make the rooms."""
        register = {"type": "m.login.application_service", "username": "teremok_bench_ghost"}
        await self.house.matrix(
            self.token, "POST", "/_matrix/client/v3/register", {**register, "inhibit_login": True}
        )
        for number in range(count):
            people = [HEAD, "admin", f"educator{number}"]
            status, made = await self.house.matrix(
                self.token,
                "POST",
                "/_matrix/client/v3/createRoom",
                {"room_version": "11", "invite": [self._id(person) for person in people]},
                user_id=self.ghost,
            )
            assert status == 200, made
            for person in people:
                await self._join(made["room_id"], person)
            self.rooms.append(made["room_id"])

    def _id(self, person: str) -> str:
        return f"@{person}:{self.house.server_name}"

    async def _join(self, room: str, person: str) -> None:
        admin, user = (
            self.house.house.secrets.bot_token,
            f"/_synapse/admin/v1/users/{self._id(person)}",
        )
        unlimited = {"messages_per_second": 0, "burst_count": 0}
        await self.house.matrix(admin, "POST", f"{user}/override_ratelimit", unlimited)
        _, login = await self.house.matrix(admin, "POST", f"{user}/login")
        status, joined = await self.house.matrix(
            login["access_token"], "POST", f"/_matrix/client/v3/rooms/{room}/join"
        )
        assert status == 200, joined

    async def send(self, room: str) -> None:
        """One bare PUT …/send."""
        self._sent += 1
        path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/bare{self._sent}"
        body = {"msgtype": "m.text", "body": f"Сообщение {self._sent} о завтрашней прогулке"}
        status, answer = await self.house.matrix(self.token, "PUT", path, body, user_id=self.ghost)
        assert status == 200, answer


@asynccontextmanager
async def teremok_asleep(house: RunningHouse) -> AsyncIterator[None]:
    """The daemon and the sandbox stopped, so that the homeserver has the machine to itself."""
    async with asleep(house, "daemon", "sandbox"):
        yield
    await asyncio.sleep(1)


@asynccontextmanager
async def asleep(house: RunningHouse, *parts: str) -> AsyncIterator[None]:
    """Some parts stopped, until the end of the block."""
    processes = [house.child(part) for part in parts]
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGCONT)
