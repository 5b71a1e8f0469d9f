"""What the gate costs: its answers at 300 questions a second, and sending through Synapse.

Two homeservers of one configuration, one of them without the gate's module; both tell one process
what happens, and one of them asks it. They are measured in turn, in pairs that lie close together,
while the other one stands still. The gate has the whole default regulation and 1,500 names.
"""

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import chain, cycle
from pathlib import Path
from typing import Any

import aiohttp

from deploy.parentage import dies_with_parent
from policies.decide import decide
from rooms.storage import rooms
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom
from tests.bench.decisions import CORPUS, context
from tests.bench.gate_server import around_the_clock
from tests.bench.house import write_community
from tests.support.corpus import read
from tests.support.homeserver import RunningHomeserver, User
from tests.support.ports import free_ports
from tests.support.posts import post

QUESTIONS_A_SECOND, SECONDS, WINDOWS, CONNECTIONS = 300, 2, 12, 8
MOST_MILLISECONDS, LEAST_PEOPLE, LEAST_GHOSTS = 5.0, 0.90, 0.99
ROUNDS, ONE_BY_ONE, AT_ONCE, EACH = 24, 20, 16, 3
REST_SECONDS = 0.2
GHOST = "teremok_bench_ghost"
SERVER = "teremok.test"
NOON = 1_795_424_400_000
"""A working Monday in Moscow, 12:00."""


def texts(folder: Path = CORPUS) -> list[str]:
    """What an educator may write: whatever else of the corpus would be stopped."""
    regulation, known = around_the_clock(), context()
    found = [each.post.text for path in sorted(folder.glob("*.jsonl")) for each in read(path)]
    return [text for text in found if decide(post(text), regulation, known).lets_through]


class Side:
    """A homeserver with sixteen educators and a ghost, each educator in a room with the ghost."""

    def __init__(
        self, name: str, folder: Path, port: int, said: Sequence[str], *, gated: bool
    ) -> None:
        additions: dict[str, object] = {} if gated else {"modules": []}
        self.name = name
        self.homeserver = RunningHomeserver(
            folder, server_name=SERVER, internal_port=port, additions=additions
        )
        self.people: list[User] = []
        self.rooms: list[str] = []
        self._session: aiohttp.ClientSession | None = None
        self._sent = 0
        self._texts = cycle(said)

    async def start(self) -> None:
        """Start it, and make people and rooms."""
        await self.homeserver.start()
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        self._session = aiohttp.ClientSession(self.homeserver.url, connector=connector)
        admin = await self.homeserver.register("admin", admin=True)
        register = {"type": "m.login.application_service", "username": GHOST}
        as_token = self.homeserver.as_token
        await self._ask(as_token, "POST", "/_matrix/client/v3/register", register)
        for number in range(AT_ONCE):
            person = await self.homeserver.register(f"educator{number}")
            limits = f"/_synapse/admin/v1/users/{person.user_id}/override_ratelimit"
            unlimited = {"messages_per_second": 0, "burst_count": 0}
            await self._ask(admin.access_token, "POST", limits, unlimited)
            made = await self._ask(
                as_token,
                "POST",
                "/_matrix/client/v3/createRoom",
                {"room_version": "11", "invite": [person.user_id]},
                user_id=f"@{GHOST}:{SERVER}",
            )
            join = f"/_matrix/client/v3/rooms/{made['room_id']}/join"
            await self._ask(person.access_token, "POST", join, {})
            self.people.append(person)
            self.rooms.append(made["room_id"])

    async def close(self) -> None:
        """End it."""
        if self._session is not None:
            await self._session.close()
        self.homeserver.kill()

    def stand_still(self, still: bool) -> None:
        """Stop, or go on."""
        os.kill(self.homeserver.pid, signal.SIGSTOP if still else signal.SIGCONT)

    async def people_send(self, number: int) -> None:
        """One post of an educator."""
        await self._send(self.people[number].access_token, number)

    async def ghost_sends(self, number: int) -> None:
        """One post of the ghost."""
        await self._send(self.homeserver.as_token, number, user_id=f"@{GHOST}:{SERVER}")

    async def _send(self, token: str, number: int, **query: str) -> None:
        self._sent += 1
        path = f"/_matrix/client/v3/rooms/{self.rooms[number]}/send/m.room.message/{self._sent}"
        body = {"msgtype": "m.text", "body": next(self._texts)}
        await self._ask(token, "PUT", path, body, **query)

    async def _ask(
        self, token: str, method: str, path: str, body: dict[str, Any], **query: str
    ) -> Any:
        assert self._session is not None
        headers = {"Authorization": f"Bearer {token}"}
        request = self._session.request(method, path, json=body, headers=headers, params=query)
        async with request as answer:
            content = await answer.json()
            assert answer.status == 200, content
            return content


Send = Callable[[int], Awaitable[None]]


async def one_by_one(send: Send) -> float:
    """Posts a second, each after the other."""
    started = time.perf_counter()
    for _ in range(ONE_BY_ONE):
        await send(0)
    return ONE_BY_ONE / (time.perf_counter() - started)


async def at_once(send: Send) -> float:
    """Posts a second, in sixteen rooms at once."""

    async def speak(number: int) -> None:
        for _ in range(EACH):
            await send(number)

    started = time.perf_counter()
    await asyncio.gather(*(speak(number) for number in range(AT_ONCE)))
    return AT_ONCE * EACH / (time.perf_counter() - started)


async def compare(gated: Side, bare: Side) -> dict[str, list[float]]:
    """How the rates with the gate are to those without, round by round."""
    ratios: dict[str, list[float]] = {}
    ways = {"one at a time": one_by_one, "16 at once": at_once}
    for number in range(-1, ROUNDS):  # one to warm up
        for way, measure in ways.items():
            for who in ("people", "ghosts"):
                rates = {}
                for side in (gated, bare) if number % 2 else (bare, gated):
                    side.stand_still(False)
                    await asyncio.sleep(REST_SECONDS)
                    send = side.people_send if who == "people" else side.ghost_sends
                    rates[side.name] = await measure(send)
                    await asyncio.sleep(REST_SECONDS)
                    side.stand_still(True)
                if number >= 0:
                    ratio = rates[gated.name] / rates[bare.name]
                    ratios.setdefault(f"{who}, {way}", []).append(ratio)
    return ratios


class Questions:
    """Asks the gate as Synapse does, over connections that stay open, at a steady pace.

    `under` is the path: ``/gate``, or ``/bare`` where the same server answers without looking.
    """

    def __init__(self, port: int, token: str, room: str, said: Sequence[str], under: str) -> None:
        self._port, self._token, self._room, self._under = port, token, room, under
        self._texts = cycle(said)
        self.windows: list[list[float]] = []

    async def ask(self, seconds: float) -> None:
        """Ask, and note how long after its time each answer was there, in milliseconds."""
        taken: list[float] = []
        begin = time.perf_counter() + 0.2
        count = int(QUESTIONS_A_SECOND * seconds)
        due = iter([(begin + n / QUESTIONS_A_SECOND, self._question(n)) for n in range(count)])

        async def work() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            for at, question in due:
                await asyncio.sleep(max(0.0, at - time.perf_counter()))
                writer.write(question)
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                taken.append((time.perf_counter() - at) * 1000)
                assert head.startswith(b"HTTP/1.1 200"), head
            writer.close()

        await asyncio.gather(*(work() for _ in range(CONNECTIONS)))
        self.windows.append(sorted(taken))

    def _question(self, number: int) -> bytes:
        event = {
            "event_id": f"$bench{number}",
            "room_id": self._room,
            "sender": f"@educator{number % AT_ONCE}:{SERVER}",
            "type": "m.room.message",
            "origin_server_ts": NOON + number * 20_000 % 20_000_000,
            "content": {"msgtype": "m.text", "body": next(self._texts)},
        }
        body = json.dumps({"event": event}).encode()
        head = (
            f"POST {self._under}/check_event_for_spam HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {self._token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@asynccontextmanager
async def gate_process(folder: Path, port: int, token: str) -> AsyncIterator[str]:
    """The gate, answering; gives its database."""
    database = f"sqlite:///{folder / 'gate.db'}"
    community = folder / "community.yaml"
    write_community(community)
    words = [sys.executable, "-m", "tests.bench.gate_server", database, str(community), SERVER]
    process = subprocess.Popen(
        [*words, str(port)], stdin=subprocess.PIPE, text=True, preexec_fn=dies_with_parent()
    )
    try:
        assert process.stdin is not None
        process.stdin.write(token + "\n")
        process.stdin.flush()
        async with asyncio.timeout(60), aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{port}/ready"):
                        break
                except aiohttp.ClientError:
                    assert process.poll() is None, "the gate has ended"
                    await asyncio.sleep(0.1)
        yield database
    finally:
        process.kill()
        process.wait()


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (port,) = free_ports(1)
        said = texts()
        gated = Side("gated", folder / "gated", port, said, gated=True)
        bare = Side("bare", folder / "bare", port, said, gated=False)
        async with gate_process(folder, port, gated.homeserver.gate_token) as database:
            try:
                await _measure(gated, bare, database, said)
            finally:
                for side in (gated, bare):
                    await side.close()


async def _measure(gated: Side, bare: Side, database: str, said: Sequence[str]) -> None:
    for side in (gated, bare):
        await side.start()
    store = await Store.open(database)
    async with store.transaction() as connection:
        for number, room in enumerate(gated.rooms):
            await rooms.put_room(connection, KnownRoom(f"g{number}", room, "group", "Группа"))
    await store.close()
    for side in (gated, bare):
        side.stand_still(True)
    await asyncio.sleep(2)
    homeserver = gated.homeserver
    port, token = homeserver.internal_port, homeserver.gate_token
    asked, bare_asked = (
        Questions(port, token, gated.rooms[0], said, under) for under in ("/gate", "/bare")
    )
    for number in range(WINDOWS + 1):  # one to warm up
        for questions in (asked, bare_asked) if number % 2 else (bare_asked, asked):
            await questions.ask(SECONDS)
    _show_answers("the gate", asked.windows[1:])
    _show_answers("an answer without a look", bare_asked.windows[1:])
    ratios = await compare(gated, bare)
    for what, values in ratios.items():
        least = LEAST_PEOPLE if what.startswith("people") else LEAST_GHOSTS
        shown = " ".join(f"{value:.2f}" for value in sorted(values))
        middle = statistics.median(values)
        print(f"with the gate / without, {what:22} {middle:.3f}   (at least {least}; {shown})")


def _show_answers(what: str, windows: Sequence[Sequence[float]]) -> None:
    p50, p99 = (
        sorted(window[int(len(window) * part)] for window in windows) for part in (0.5, 0.99)
    )
    every = sorted(chain.from_iterable(windows))
    print(
        f"{what} at {QUESTIONS_A_SECOND} a second: p50 {statistics.median(p50):.2f} ms,"
        f" p99 {statistics.median(p99):.2f} ms in the middle of {len(windows)} times"
        f" {SECONDS} s   (less than {MOST_MILLISECONDS:.0f}; {' '.join(f'{v:.1f}' for v in p99)});"
        f" of all {every[int(len(every) * 0.99)]:.2f} ms, worst {every[-1]:.1f} ms"
    )
