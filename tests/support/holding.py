"""A room and a chat on a real homeserver where posts wait for their hour; the clock is ours."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bridges.chat_lane import ChatLane
from bridges.enforcement.enforce import Enforcement
from bridges.enforcement.origin import InRoom
from bridges.enforcement.publishing import Publishing
from bridges.enforcement.release import Release
from bridges.enforcement.settle import Settlement
from bridges.enforcement.tasks import CARD, TELL
from bridges.enforcement.withdrawal import Withdrawal
from bridges.network import (
    Batch,
    Durable,
    IncomingMessage,
    MessageId,
    Network,
    Person,
    PersonId,
    Text,
)
from bridges.outbox import Outbox
from bridges.relay import Relay
from bridges.room_lane import RoomLane, stands_alone
from policies.post import Author, Post, PostKind
from policies.regulation import Regulation
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms
from rooms.storage.database import Store
from rooms.storage.decisions import Decision
from rooms.storage.queue import Done, Handler, QueuedTask
from rooms.storage.rooms import KnownRoom, PlumbedChat
from tests.support.clocks import Hand
from tests.support.crossroads import CHAT, Crossroads
from tests.support.homeserver import RunningHomeserver
from tests.support.houses import COMMUNITY
from tests.support.queued import queued
from tests.support.waiting import until

MOSCOW = ZoneInfo("Europe/Moscow")
EIGHT = datetime(2026, 11, 24, 8, 0, tzinfo=MOSCOW)
"""On the Tuesday after the evening on which all is written."""
PATIENCE = 600.0
"""For all that a test lets become due at once."""


class Holding:
    """Parents at the chat, an educator in the room, and a regulation that holds what they write."""

    def __init__(self, homeserver: RunningHomeserver, store: Store) -> None:
        self.crossroads = Crossroads(homeserver, store)
        self.store = store
        self.clock = Hand(datetime(2026, 11, 23, 21, 0, tzinfo=MOSCOW))
        self.told: list[QueuedTask] = []
        self.shown: list[QueuedTask] = []
        self.judge = Judge(Regulation(), "Europe/Moscow")
        self._lives = 0
        self._under_way: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Make the room."""
        crossroads = self.crossroads
        await crossroads.open()
        async with self.store.transaction() as connection:
            room = KnownRoom("ladybirds", crossroads.room, "group", "Божьи коровки")
            await rooms.put_room(connection, room)
            await rooms.replace_chats(connection, [PlumbedChat("sandbox", CHAT, "ladybirds")])
        await crossroads.directory.refresh(self.store)
        self.start()

    def start(self) -> None:
        """Put the parts together, as a start of the daemon does."""
        crossroads, store, clock = self.crossroads, self.store, self.clock
        directory, matrix = crossroads.directory, crossroads.matrix
        self.network = cast("Network", crossroads.messenger)
        networks = {"sandbox": self.network}
        self.settlement = Settlement(directory, clock)
        self.relay = Relay(store, directory, self.judge, clock, lambda lanes: None)
        self.enforcement = Enforcement(self.judge, clock)
        lane = RoomLane(networks, matrix, crossroads.ghosts, directory, store).handlers()
        self.handlers: dict[str, Handler] = {
            **lane,
            **Publishing(lane, matrix, self.settlement, directory, store, clock).handlers(),
            **ChatLane(networks, matrix, directory, store).handlers(),
            **Withdrawal(networks, matrix, store, clock).handlers(),
            **Release(self.settlement, self.judge, store, clock).handlers(),
            TELL: self._tell,
            CARD: self._show,
        }
        self.outbox = Outbox(store, self.handlers, clock, stands_alone)

    async def _tell(self, task: QueuedTask, repeated: bool) -> Done:
        self.told.append(task)
        return None

    async def _show(self, task: QueuedTask, repeated: bool) -> Done:
        self.shown.append(task)
        return None

    async def kill(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """End at once and begin anew, with a homeserver that has forgotten transaction ids.

        It forgets them when it starts anew: by then no request is under way any more.
        """
        await self.outbox.stop()
        while self._under_way:
            await asyncio.wait(self._under_way)
        self._lives += 1
        self.let_requests_end(monkeypatch)
        self.start()

    def let_requests_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on what was asked for is done by the homeserver, whoever is killed meanwhile."""
        matrix, life = self.crossroads.matrix, self._lives
        real = type(matrix)._request

        async def request(method: Any, path: Any, user_id: str, *args: Any, **more: Any) -> Any:
            path = type(path)(f"{path}-{life}") if "/send/" in str(path) else path
            asked = asyncio.create_task(real(matrix, method, path, user_id, *args, **more))
            self._under_way.add(asked)
            asked.add_done_callback(self._under_way.discard)
            return await asyncio.shield(asked)

        monkeypatch.setattr(matrix, "_request", request)

    def hours(self, zone: str = "Europe/Moscow", **parameters: Any) -> None:
        """Posts are allowed from 8 to 20 by the clocks of that zone."""
        allowed = {"from": "08:00", "to": "20:00", **parameters}
        clause = {"id": "3.2", "text": "С 8 до 20.", "rule": "hours", "with": allowed}
        regulation = Regulation.model_validate({"clauses": [{**clause, "action": "hold"}]})
        self.judge.replace(regulation, zone)
        values = COMMUNITY.model_dump(by_alias=True, exclude_unset=True)
        values["community"]["timezone"] = zone
        self.crossroads.directory.community = type(COMMUNITY).model_validate(values)

    async def parent_writes(self, number: int, text: str, person: str = "masha") -> None:
        """A parent writes now, in the messenger."""
        who = Person(PersonId(person), person.title())
        message = IncomingMessage(CHAT, MessageId(str(number)), who, self.clock.at, Text(text))
        await self.happens(message)

    async def happens(self, happening: Durable) -> None:
        """The messenger tells something."""
        await self.relay.accept(self.network, Batch((happening,), happening.key))

    async def educator_writes(self, number: int, text: str) -> None:
        """An educator writes now, and the gate refuses it."""
        directory = self.crossroads.directory
        room = directory.room(self.crossroads.room)
        assert room is not None
        author = Author("@anna:s", "Анна", frozenset({"educator"}))
        content = {"msgtype": "m.text", "body": text}
        kind = PostKind.TEXT
        post = Post(f"$e{number}", author, directory.place(room), self.clock.at, kind, text)
        origin = InRoom(room=self.crossroads.room, type="m.room.message", content=content)
        async with self.store.transaction() as connection:
            verdict = self.judge.judge(post)
            tasks = await self.enforcement.enforce(connection, post, verdict, origin)
            await queue.add_many(connection, tasks, self.clock.now_ms())

    async def at(self, moment: datetime) -> None:
        """Set the clock, and carry out what is due then."""
        self.clock.at = moment
        await self.work_off()

    async def later(self, **span: float) -> None:
        """Some time goes by."""
        await self.at(self.clock.at + timedelta(**span))

    async def work_off(self) -> None:
        """Carry out everything that is due, and what follows from it."""

        async def look() -> bool:
            due = await self.due()
            self.outbox.wake(due)
            return not due

        await until(look, "nothing that is due", PATIENCE, 0.05)

    async def release(self) -> None:
        """Carry out the releases that are due, and nothing of what follows from them."""
        released = {lane for lane in await self.due() if lane.startswith("held:")}
        self.outbox.wake(released)

        async def is_done() -> bool:
            return not released & await self.due()

        await until(is_done, "the release", pause=0.02)

    async def due(self) -> set[str]:
        """The lanes that have something to do now."""
        async with self.store.reading() as connection:
            tasks = await queued(connection)
        heads = {task.lane: task for task in reversed(tasks)}
        return {lane for lane, task in heads.items() if task.due_at <= self.clock.now_ms()}

    async def waiting(self) -> list[Decision]:
        """What waits."""
        async with self.store.reading() as connection:
            return await decisions.listed(connection, state="waiting")

    async def appeared(self) -> list[tuple[str, str, datetime]]:
        """Who said what in the room at what time: ghosts, and the bot in somebody's name."""
        found = []
        for event in await self.crossroads.timeline():
            content = event["content"]
            author = content.get("ru.teremok.author")
            body = str(content.get("body"))
            who = author["id"] if author else event["sender"]
            if author:
                body = body.removeprefix(f"{author['name']}: ")
            at = datetime.fromtimestamp(event["origin_server_ts"] / 1000, MOSCOW)
            found.append((who, body, at))
        return found

    def ghost(self, person: str) -> str:
        """The ghost of a parent."""
        return self.crossroads.ghosts.id_of("sandbox", person)
