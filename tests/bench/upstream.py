"""How fast messages pass an upstream bridge with Teremok, beside the same bridge without it.

The bridge framework and the homeservers are real, the messengers are a simulation. In the one
house Teremok watches, gates and archives; beside it stands a plain Synapse with the same bridge.
The plain one is measured before and after each measurement of the house, while Teremok and its
homeserver stand still: only the ratios count. TEREMOK_BENCH_ROUNDS is the number of rounds.
"""

import asyncio
import os
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from aiohttp import ClientSession

from rooms.storage.database import Store
from tests.bench.house import REGULATION, asleep
from tests.support.bridged import Bridged
from tests.support.bridged_house import BridgedHouse
from tests.support.element import Element
from tests.support.house import RunningHouse
from tests.support.life import Life
from tests.support.ports import free_port
from tests.support.upstream import Kind, programs
from tests.support.upstream_network import SimulatedNetwork

ROUNDS = int(os.environ.get("TEREMOK_BENCH_ROUNDS", "12"))
MESSAGES = 80
WANTED = 0.95
FASTEST = 50
"""Messages a second; no bridge comes near it."""
REST_SECONDS = 1.0
KIND: Kind = "whatsapp"
COMMUNITY = {
    "community": {"name": "Детский сад № 24", "slug": "sad24"},
    "staff": [
        {"id": "valentina", "name": "Валентина Петровна", "role": "head"},
        {"id": "anna", "name": "Анна Сергеевна", "role": "educator"},
    ],
    "rooms": {"staff": {"name": "Сотрудники"}},
    "groups": [{"key": "ladybirds", "name": "Божьи коровки", "staff": ["anna"]}],
}


@dataclass
class Way:
    """A chat with its room, and an educator in it; `ours`: Teremok looks after it."""

    ours: bool
    network: SimulatedNetwork
    chat: str
    parent: str
    url: str
    token: str
    room: str


class Measurement:
    """Both ways, asked by the same client."""

    def __init__(
        self, house: RunningHouse, store: Store, ways: tuple[Way, Way], session: ClientSession
    ) -> None:
        self.house, self.store, self.ways = house, store, ways
        self.rates: dict[str, list[float]] = {}
        """By direction: plain, ours, plain, ours … plain."""
        self.late: list[float] = []
        """Seconds from the last message's being carried until the archive had everything."""
        self._session = session
        self._written = 0

    async def run(self, rounds: int) -> None:
        """Both directions: the house as often as said, the plain one before and after each."""
        ours, plain = self.ways
        for direction in (self.into_room, self.out_of_room):
            name = direction.__name__.replace("_", " ")
            rates = [await self._settled(direction, plain)]
            for _ in range(rounds):
                rates += [await self._settled(direction, each) for each in (ours, plain)]
            self.rates[name] = rates

    async def _settled(self, direction: Callable[[Way], Awaitable[float]], way: Way) -> float:
        """Messages a second, when all of them have come to rest."""
        async with AsyncExitStack() as stack:
            if not way.ours:
                parts = ("daemon", "sandbox", "homeserver")
                await stack.enter_async_context(asleep(self.house, *parts))
            rated = await direction(way)
        await self.rest(way)
        return rated

    async def into_room(self, way: Way) -> float:
        """Parents write in the messenger: a second, until all stands in the room."""
        started = time.perf_counter()
        for _ in range(MESSAGES):
            await way.network.write(way.chat, way.parent, self.words())
        while missing := self._written - await self._newest(way):
            # A look takes a fifth of what a message takes: few, while many messages are missing.
            await asyncio.sleep(max(0.05, missing / FASTEST))
        return MESSAGES / (time.perf_counter() - started)

    async def _newest(self, way: Way) -> int:
        """The highest number of a message in the room."""
        seen = await self.ask(way, "GET", "messages?dir=b&limit=5")
        bodies = " ".join(str(each["content"].get("body", "")) for each in seen["chunk"])
        return max((int(number) for number in re.findall(r"номер (\d+) ", bodies)), default=0)

    async def out_of_room(self, way: Way) -> float:
        """An educator writes in the room: a second, until all stands in the messenger."""
        started = time.perf_counter()
        for _ in range(MESSAGES):
            content = {"msgtype": "m.text", "body": self.words()}
            await self.ask(way, "PUT", f"send/m.room.message/bench{self._written}", content)
        last = f"номер {self._written} "
        while not any(last in each["text"] for each in await way.network.messages(way.chat)):
            await asyncio.sleep(0.05)
        return MESSAGES / (time.perf_counter() - started)

    async def ask(self, way: Way, method: str, path: str, body: object = None) -> Any:
        """A call about the room that must go well."""
        async with self._session.request(
            method,
            f"{way.url}/_matrix/client/v3/rooms/{quote(way.room)}/{path}",
            json=body,
            headers={"Authorization": f"Bearer {way.token}"},
        ) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    def words(self) -> str:
        self._written += 1
        return f"Сообщение номер {self._written} о завтрашней прогулке"

    async def rest(self, way: Way) -> None:
        """Until Teremok has caught up: what it does later must not be done in the other's time."""
        started = time.perf_counter()
        if way.ours:
            while not await self._is_archived(f"%номер {self._written} %"):
                await asyncio.sleep(0.02)
            self.late.append(time.perf_counter() - started)
        await self.house.until_quiet()
        await asyncio.sleep(REST_SECONDS)

    async def _is_archived(self, words: str) -> bool:
        question = "SELECT count(*) FROM event WHERE text LIKE $1"
        async with self.store.reading() as connection:
            return bool(await connection.fetchval(question, words))

    def show(self) -> None:
        """The rates, and the ratios to judge by."""
        for name, rates in self.rates.items():
            for part, what in ((rates[1::2], "with Teremok"), (rates[::2], "without")):
                shown = " ".join(f"{rate:5.1f}" for rate in part)
                middle = statistics.median(part)
                print(f"{name}, {what:13} {middle:5.1f} a second   ({shown})")
        print(f"archived after the last one:  {statistics.median(self.late):.2f} s later")
        print()
        for name, rates in self.rates.items():
            around = zip(rates[::2], rates[2::2], strict=False)
            ratios = sorted(
                ours / statistics.mean(plain)
                for ours, plain in zip(rates[1::2], around, strict=True)
            )
            every = " ".join(f"{ratio:.2f}" for ratio in ratios)
            middle = statistics.median(ratios)
            verdict = "" if middle >= WANTED else f"   less than {WANTED:.2f}!"
            print(f"{name}, with / without:  {middle:.2f}   ({every}){verdict}")


@asynccontextmanager
async def bridged_house(folder: Path) -> AsyncIterator[BridgedHouse]:
    """A house of one group without any chat of our own networks, with one linked account."""
    community, regulation = folder / "ours.yaml", folder / "rules.yaml"
    community.write_text(yaml.safe_dump(COMMUNITY, allow_unicode=True))
    regulation.write_text(REGULATION)
    files = programs()
    network = SimulatedNetwork(files, KIND)
    network.start()
    running = RunningHouse(folder / "house")
    try:
        await running.up("--community", str(community), "--regulation", str(regulation))
        valentina = await Element.log_in(running, "valentina")
        life = Life(running, valentina, await Element.log_in(running, "anna"))
        life.rooms["ladybirds"] = await running.room(valentina.token, "sad24-ladybirds")
        house = BridgedHouse(life, {KIND: network})
        await house.teremok(
            *("add", KIND, "--program", str(files / f"simulated-{KIND}")),
            *("--port", str(free_port())),
            *("--set", f"network.messenger={network.url}"),
        )
        await house.link(KIND)
        yield house
    finally:
        await running.down()
        network.stop()


async def plain_way(bridged: Bridged) -> Way:
    """The same bridge beside a homeserver that knows nothing of Teremok, and as many members."""
    await bridged.start({KIND: (KIND, False)})
    side = bridged.sides[KIND]
    login = await bridged.link(side)
    parent = await side.network.person("Мама Божьи коровки", bridged.fresh_phone())
    chat = str((await side.network.group("Божьи коровки", parent, login))["id"])
    anna, valentina = await bridged.member("Anna"), await bridged.member("Valentina")
    room = await bridged.room(side, anna, valentina)
    await bridged.plumb(side, room, login, chat)
    url = bridged.homeserver.url
    return Way(False, side.network, chat, parent, url, anna.access_token, room)


async def our_way(house: BridgedHouse) -> Way:
    """A group's room."""
    chat = await house.group(KIND, "ladybirds", "Божьи коровки")
    life = house.life
    return Way(
        *(True, house.networks[KIND], chat, house.parents[chat]),
        *(life.house.homeserver_url, life.anna.token, life.rooms["ladybirds"]),
    )


async def main() -> None:
    """Measure and print."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        house = await stack.enter_async_context(bridged_house(folder))
        store = await Store.open(house.life.house.house.database_url)
        stack.push_async_callback(store.close)
        bridged = Bridged(folder / "plain", programs())
        stack.push_async_callback(bridged.stop)
        session = await stack.enter_async_context(ClientSession())
        ways = (await our_way(house), await plain_way(bridged))
        measured = Measurement(house.life.house, store, ways, session)
        await measured.run(1)  # nobody is warm yet
        measured.late.clear()
        await measured.run(ROUNDS)
        measured.show()
