"""Kill -9 at random moments while messages flow both ways: nothing lost, nothing twice, in order.

Short by default; ``make soak`` sets TEREMOK_SOAK_ROUNDS and TEREMOK_SOAK_MESSAGES to the full
measure.
"""

import asyncio
import os
import random
from pathlib import Path

from bot.house import House
from bot.house_settings import Ports
from tests.support.house import RunningHouse, seen_by_ghosts

ROUNDS = int(os.environ.get("TEREMOK_SOAK_ROUNDS", "2"))
MESSAGES = int(os.environ.get("TEREMOK_SOAK_MESSAGES", "60"))
SEED = int(os.environ.get("TEREMOK_SOAK_SEED", "24"))
ARRIVAL_SECONDS = 180
VICTIMS = (("daemon",), ("homeserver",), ("daemon", "homeserver"))


class Traffic:
    """What was said on both sides, by group, in order."""

    def __init__(self, house: RunningHouse, token: str, rooms: dict[str, str]) -> None:
        self.house = house
        self.token = token
        self.rooms = rooms
        self.by_parents: dict[str, list[str]] = {group: [] for group in rooms}
        self.by_staff: dict[str, list[str]] = {group: [] for group in rooms}
        self.seen: dict[str, list[str]] = {group: [] for group in rooms}
        self.places: dict[str, dict[str, str]] = {group: {} for group in rooms}

    async def parents_write(self, group: str, count: int, pace: float) -> None:
        for _ in range(count):
            number = len(self.by_parents[group])
            text = f"родитель {group} {number}"
            await self.house.post(group, f"p{number % 3}", f"Родитель {number % 3}", text)
            self.by_parents[group].append(text)
            await asyncio.sleep(pace)

    async def staff_write(self, group: str, count: int, pace: float) -> None:
        for _ in range(count):
            number = len(self.by_staff[group])
            text = f"воспитатель {group} {number}"
            await self.house.say(self.token, self.rooms[group], text, f"t{group}{number}")
            self.by_staff[group].append(text)
            await asyncio.sleep(pace)

    async def compare(self) -> None:
        """Everything is where it belongs; what the homeserver has yet to tell is waited for."""
        for group, room in self.rooms.items():
            for patience in range(ARRIVAL_SECONDS, -1, -1):
                news = await self.house.timeline(self.token, room, self.places[group])
                self.seen[group] += seen_by_ghosts(news)
                seen = self.seen[group]
                phone = await self.house.messages(group)
                posted = [message["text"] for message in phone if message["from"].startswith("@")]
                is_all = len(seen) >= len(self.by_parents[group])
                if (is_all and len(posted) >= len(self.by_staff[group])) or not patience:
                    break
                await asyncio.sleep(1)
            assert seen == self.by_parents[group], f"room of {group}"
            assert posted == self.by_staff[group], f"chat of {group}"


def prepare(house: RunningHouse, database_url: str) -> None:
    """Another database, if the house is to have one, and no posting hours."""
    ports = Ports(homeserver=house.ports[0], console=house.ports[1], sandbox=house.ports[2])
    made = House.create(house.folder, house.server_name, ports)
    made.regulation_path.write_text("clauses: []\n")
    if not database_url.startswith("sqlite"):
        with (house.folder / "teremok.yaml").open("a") as settings:
            settings.write(f"database: {database_url}\n")


async def test_messages_survive_kills(tmp_path: Path, database_url: str) -> None:
    chance = random.Random(SEED)
    house = RunningHouse(tmp_path / "house")
    prepare(house, database_url)
    try:
        await house.up()
        token = await house.staff("valentina")
        groups = [chat["id"] for chat in (await house.phone("GET", "/chats"))["chats"]]
        rooms = {group: await house.room(token, f"sad24-{group}") for group in groups}
        traffic = Traffic(house, token, rooms)
        for number in range(ROUNDS):
            pace = chance.choice((0.0, 0.01, 0.05))
            each = MESSAGES // len(groups)
            flowing = asyncio.gather(
                *(traffic.parents_write(group, each, pace) for group in groups),
                *(traffic.staff_write(group, each, pace) for group in groups),
            )
            await asyncio.sleep(chance.uniform(0.1, 4.0))
            for victim in VICTIMS[number % len(VICTIMS)]:
                house.kill(victim)
            await flowing
            await house.until_well()
            await house.until_quiet()
            await traffic.compare()
    finally:
        await house.down()
