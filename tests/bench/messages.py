"""How fast messages pass, beside what the same homeserver does with bare requests.

``make bench``. All figures come from one run; the ratios are what counts, for machines differ,
and a machine's pace changes from minute to minute: each measurement stands beside the bare ones
right before and right after it. "Bare" is `PUT …/send` by an appservice ghost into rooms of the
same size, while Teremok's processes stand still. From the sandbox comes a backlog, as after an
outage: the phones that wrote it take no time of the machine while it is carried.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from rooms.storage import queue
from rooms.storage.database import Store
from tests.bench.decisions import DEFAULT
from tests.bench.house import HEAD, BareRooms, asleep, measured_house, teremok_asleep
from tests.support.house import RunningHouse

ROUNDS = 5
ONE_BY_ONE = 300
AT_ONCE, EACH = 16, 40
SINGLE = 40
WAYS = {
    "bare_one": "bare, one at a time",
    "bare_sixteen": "bare, 16 at once",
    "one_chat": "sandbox → room, one chat",
    "sixteen_chats": "sandbox → room, 16 chats",
    "one_room": "room → sandbox, one room",
    "sixteen_rooms": "room → sandbox, 16 rooms",
}


async def rate(count: int, work: Callable[[], Awaitable[None]]) -> float:
    """Messages a second."""
    started = time.perf_counter()
    await work()
    return count / (time.perf_counter() - started)


class Measurement:
    """One house, measured."""

    def __init__(self, house: RunningHouse, bare: BareRooms, store: Store, token: str) -> None:
        self.house = house
        self.bare = bare
        self.token = token
        self.rooms: list[str] = []
        self.figures: dict[str, list[float]] = {}
        self.ratios: dict[str, list[float]] = {}
        self.store = store
        self._written = 0

    def note(self, name: str, value: float) -> None:
        self.figures.setdefault(name, []).append(value)

    def middle(self, name: str) -> float:
        return statistics.median(self.figures[name])

    def beside(self, name: str) -> str:
        """What a way of sending reaches of the bare rate: in the middle, and in each round."""
        ratios = sorted(self.ratios[name])
        return f"{statistics.median(ratios):.2f}   ({' '.join(f'{r:.2f}' for r in ratios)})"

    # --- bulk ----------------------------------------------------------------------------------

    async def round(self, turned: bool) -> None:
        """Each way of sending once, between two bare ones."""
        for bare, ours in (
            (self.bare_one, (self.one_chat, self.one_room)),
            (self.bare_sixteen, (self.sixteen_chats, self.sixteen_rooms)),
        ):
            before = await self._settled(bare)
            for measure in ours[::-1] if turned else ours:
                rated = await self._settled(measure)
                after = await self._settled(bare)
                self.ratios.setdefault(WAYS[measure.__name__], []).append(
                    rated / statistics.mean((before, after))
                )
                before = after

    async def _settled(self, measure: Callable[[], Awaitable[float]]) -> float:
        """Messages a second; returns when all of them have come to rest."""
        rated = await measure()
        self.note(WAYS[measure.__name__], rated)
        await self.settle()
        return rated

    async def bare_one(self) -> float:
        async def work() -> None:
            for _ in range(ONE_BY_ONE):
                await self.bare.send(self.bare.rooms[0])

        async with teremok_asleep(self.house):
            return await rate(ONE_BY_ONE, work)

    async def bare_sixteen(self) -> float:
        async def speak(room: str) -> None:
            for _ in range(EACH):
                await self.bare.send(room)

        async def work() -> None:
            await asyncio.gather(*(speak(room) for room in self.bare.rooms[:AT_ONCE]))

        async with teremok_asleep(self.house):
            return await rate(AT_ONCE * EACH, work)

    async def parents_write(self, chat: str, count: int) -> None:
        for _ in range(count):
            await self.house.post(chat, "p", "Мария", "Сообщение о завтрашней прогулке")
        self._written += count

    async def _taken(self) -> int:
        async with self.store.reading() as connection:
            taken = await connection.fetchval(
                "SELECT count(*) FROM crossing WHERE kind = 'message' AND author = 'p'"
            )
        return int(taken)

    async def one_chat(self) -> float:
        async with asleep(self.house, "daemon"):
            await self.parents_write("g0", ONE_BY_ONE)
        return await rate(ONE_BY_ONE, self.until_all_is_carried)

    async def sixteen_chats(self) -> float:
        async with asleep(self.house, "daemon"):
            chats = [f"g{number}" for number in range(AT_ONCE)]
            await asyncio.gather(*(self.parents_write(chat, EACH) for chat in chats))
        return await rate(AT_ONCE * EACH, self.until_all_is_carried)

    async def until_all_is_carried(self) -> None:
        """Until what the parents wrote was taken, and is in the rooms."""
        written = self._written
        while await self._taken() < written:
            await asyncio.sleep(0.01)
        await self.until_carried()

    async def until_carried(self) -> None:
        """Until nothing is under way: the last event has its place in the message map."""
        while True:
            async with self.store.reading() as connection:
                lanes = await queue.lanes(connection)
            if not [lane for lane in lanes if lane.startswith(("room:", "chat:"))]:
                return
            await asyncio.sleep(0.02)

    async def one_room(self) -> float:
        async def work() -> None:
            for _ in range(ONE_BY_ONE):
                await self.staff_writes(0)
            await self.until_on_phones([0])

        return await rate(ONE_BY_ONE + 1, work)

    async def sixteen_rooms(self) -> float:
        async def write(number: int) -> None:
            for _ in range(EACH):
                await self.staff_writes(number)

        async def work() -> None:
            await asyncio.gather(*(write(number) for number in range(AT_ONCE)))
            await self.until_on_phones(list(range(AT_ONCE)))

        return await rate(AT_ONCE * (EACH + 1), work)

    async def staff_writes(self, number: int, text: str = "Завтра идём в парк") -> None:
        await self.house.say(self.token, self.rooms[number], text, f"s{time.time_ns()}")

    async def until_on_phones(self, numbers: list[int]) -> None:
        """Write one more in each room, and wait until it stands on the phones."""
        last = f"последнее {time.time_ns()}"
        await asyncio.gather(*(self.staff_writes(number, last) for number in numbers))
        for number in numbers:
            while (await self.house.messages(f"g{number}"))[-1]["text"] != last:
                await asyncio.sleep(0.05)

    # --- latency -------------------------------------------------------------------------------

    async def latencies(self) -> None:
        """One message at a time with pauses: to the room seen by a client, to the phone."""
        room, watcher = self.rooms[1], Watcher(self.house, self.token)
        await watcher.begin()
        for number in range(SINGLE):
            text = f"по одному {number} {time.time_ns()}"
            started = time.perf_counter()
            await self.bare.send(self.bare.rooms[1])
            self.note("bare send, ms", (time.perf_counter() - started) * 1000)
            await asyncio.sleep(0.15)
            seen = await watcher.expect(
                lambda text=text: self.house.post("g1", "p", "Мария", text), text
            )
            self.note("sandbox → room, ms", seen)
            await asyncio.sleep(0.15)
            seen = await watcher.expect(
                lambda text=text: self.house.matrix(
                    self.house.house.secrets.as_token,
                    "PUT",
                    f"/_matrix/client/v3/rooms/{room}/send/m.room.message/l{time.time_ns()}",
                    {"msgtype": "m.text", "body": text + "!"},
                    user_id=f"@teremok_sandbox_p:{self.house.server_name}",
                ),
                text + "!",
            )
            self.note("bare → seen by a client, ms", seen)
            await asyncio.sleep(0.15)
            started = time.perf_counter()
            newest = (await self.house.messages("g1"))[-1]["id"]
            waiting = asyncio.create_task(
                self.house.phone("GET", "/chats/g1/messages", None, after=newest, wait="20")
            )
            await asyncio.sleep(0.05)
            started = time.perf_counter()
            await self.staff_writes(1)
            sent = (time.perf_counter() - started) * 1000
            await waiting
            self.note("room → sandbox, ms", (time.perf_counter() - started) * 1000)
            self.note("a person's send with the gate, ms", sent)
            await asyncio.sleep(0.15)

    async def settle(self) -> None:
        await self.until_carried()
        await asyncio.sleep(3)


class Watcher:
    """A client of the head that waits in /sync, as Element does."""

    def __init__(self, house: RunningHouse, token: str) -> None:
        self.house, self.token, self.since = house, token, ""

    async def begin(self) -> None:
        _, answer = await self.house.matrix(
            self.token, "GET", "/_matrix/client/v3/sync", timeout="0"
        )
        self.since = answer["next_batch"]

    async def expect(self, act: Callable[[], Awaitable[object]], text: str) -> float:
        """Milliseconds from the beginning of the act until a client has the text."""
        await self._catch_up()
        seen = asyncio.create_task(self._until(text))
        await asyncio.sleep(0.05)
        started = time.perf_counter()
        await act()
        await seen
        return (time.perf_counter() - started) * 1000

    async def _catch_up(self) -> None:
        while text := await self._sync("0"):
            del text

    async def _until(self, text: str) -> None:
        while f'"{text}"' not in await self._sync("20000"):
            continue

    async def _sync(self, timeout: str) -> str:
        _, answer = await self.house.matrix(
            self.token,
            "GET",
            "/_matrix/client/v3/sync",
            since=self.since,
            timeout=timeout,
            filter='{"presence":{"not_types":["*"]}}',
        )
        self.since = answer["next_batch"]
        joined = answer.get("rooms", {}).get("join")
        return json.dumps(joined, ensure_ascii=False) if joined else ""


def show(measured: Measurement) -> None:
    """The figures, and the ratios to judge by."""
    for name, values in measured.figures.items():
        values = sorted(values)
        if name.endswith(", ms"):
            high = values[min(len(values) - 1, int(len(values) * 0.99))]
            print(f"{name:36} p50 {statistics.median(values):7.1f}   p99 {high:7.1f}")
        else:
            shown = " ".join(f"{value:6.1f}" for value in values)
            print(f"{name:36} {statistics.median(values):6.1f} a second   ({shown})")
    middle = measured.middle
    send = middle("bare send, ms")
    into = middle("sandbox → room, ms") - middle("bare → seen by a client, ms")
    out = middle("room → sandbox, ms") - middle("a person's send with the gate, ms")
    print()
    for name in measured.ratios:
        print(f"{name} / bare:     {measured.beside(name)}")
    print(f"added on the way in / bare send:     {into / send:.2f}   ({into:.1f} ms)")
    print(f"added on the way out / bare send:    {out / send:.2f}   ({out:.1f} ms)")


def resident(house: RunningHouse) -> float:
    """Megabytes that the daemon holds."""
    held: int = house.child("daemon").memory_info().rss
    return held / 1e6


async def take_up_the_default(house: RunningHouse) -> None:
    """Have all the rules judge, instead of those that let the bench's posts through."""
    path, in_force = house.house.regulation_path, house.house.in_force_folder
    path.write_text(DEFAULT.read_text())
    async with asyncio.timeout(120):
        while (in_force / path.name).read_text() != path.read_text():
            await asyncio.sleep(0.2)
    await asyncio.sleep(2)


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with measured_house(Path(folder)) as house:
            token = await house.staff(HEAD)
            bare = BareRooms(house)
            await bare.make(AT_ONCE)
            store = await Store.open(house.house.database_url)
            measured = Measurement(house, bare, store, token)
            for number in range(AT_ONCE):
                measured.rooms.append(await house.room(token, f"sad24-g{number}"))
                await measured.parents_write(f"g{number}", 1)
            await measured.settle()
            for number in range(ROUNDS):
                await measured.round(turned=number % 2 == 1)
            await measured.latencies()
            await store.close()
            show(measured)
            print(f"the daemon's memory with 30 groups:  {resident(house):.0f} MB")
            await take_up_the_default(house)
            print(f"with the whole default regulation:   {resident(house):.0f} MB")
