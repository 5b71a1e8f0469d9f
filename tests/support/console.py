"""The console on a port of its own, over a house with something in it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from aiohttp import web

from bot.console.application import Entrance, make_console
from bot.console.links import new_link
from bot.powers import Powers
from bot.status import PartState, StatusSource
from bot.voice import Voice
from policies.post import Author, Place, Post, PostKind
from policies.verdict import Action, Finding, Verdict
from rooms.clock import Clock
from rooms.community import Community
from rooms.directory import Directory
from rooms.storage import decisions, events, queue, rooms
from rooms.storage.database import Store
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task
from rooms.storage.rooms import KnownRoom, PlumbedChat
from tests.support.ports import free_ports

KEY = "a key for tests only, of some length"
HEAD = "@valentina:teremok.test"


class SetClock:
    """Shows the time that it is set to."""

    def __init__(self, now_ms: int) -> None:
        self.value = now_ms

    def now_ms(self) -> int:
        """The time."""
        return self.value


class ServedConsole:
    """A console that answers at `url`; `parts` can be changed while it runs."""

    def __init__(self, store: Store, clock: Clock, readers: list[str] | None = None) -> None:
        self.store = store
        self.clock = clock
        self.readers = readers
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        self.parts = dict.fromkeys(
            ("homeserver", "bot", "bridges", "gate", "database"), PartState(True, "works")
        )
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Serve."""
        community = Community.model_validate(
            {
                "community": {"name": "Детский сад № 24", "slug": "sad"},
                "staff": [{"id": "valentina", "name": "Валентина Петровна", "role": "head"}],
                "rooms": {"staff": {"name": "Сотрудники"}},
            }
        )
        self.directory = Directory("teremok.test", community)
        await self.directory.refresh(self.store)
        probes = {name: self._probe(name) for name in self.parts}
        status = StatusSource(self.store, probes, self.clock)
        entrance = Entrance("http://pult.sad24.example", self.url, KEY, self.readers)
        # Of the head nobody is asked.
        powers = Powers(self.directory, cast("Voice", None))
        application = make_console(entrance, self.store, status, self.clock, powers)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    def _probe(self, name: str):  # type: ignore[no-untyped-def]
        async def probe() -> PartState:
            return self.parts[name]

        return probe

    async def stop(self) -> None:
        """Serve no more."""
        assert self._runner is not None
        await self._runner.cleanup()

    async def link(self) -> str:
        """A new link for the head."""
        return await new_link(self.store, self.url, HEAD, self.clock)


async def furnish(store: Store, now: int, *, name: str = "Божьи коровки") -> None:
    """Rooms, chats, members, decisions, queues and an archive."""
    groups = {"ladybirds": name, "hedgehogs": "Ёжики", "swallows": "Ласточки"}
    async with store.transaction() as connection:
        await rooms.put_room(connection, KnownRoom("space", "!space:t", "space", "Детский сад"))
        await rooms.put_room(connection, KnownRoom("staff", "!staff:t", "staff", "Сотрудники"))
        for key, room_name in groups.items():
            await rooms.put_room(connection, KnownRoom(key, f"!{key}:t", "group", room_name))
        chats = [PlumbedChat("sandbox", key, key) for key in ("ladybirds", "hedgehogs")]
        await rooms.replace_chats(connection, chats)
        for key in groups:
            for number in range(3):
                ghost = f"@teremok_sandbox_{key}{number}:t"
                await rooms.put_member(connection, f"!{key}:t", ghost, "Мама", "join")
            await rooms.put_member(connection, f"!{key}:t", "@anna:t", "Анна", "join")
            await rooms.put_member(connection, f"!{key}:t", "@teremok:t", "Теремок", "join")
        for number in range(3):
            task = Task("chat:sandbox:hedgehogs", "post", {"number": number})
            await queue.add(connection, task, now - 60_000)
        failed = Task("failed:room:!ladybirds:t", "post", {})
        await queue.add(connection, failed, now - 3_600_000)
        event = ArchivedEvent(
            "$0",
            "!ladybirds:t",
            "@anna:t",
            "Анна",
            now,
            "m.room.message",
            None,
            "text",
            "Доброе утро",
            {"body": "Доброе утро"},
        )
        for number in range(1234):
            await events.add(connection, replace(event, event_id=f"${number}"))


async def decide(store: Store, now: int, author: str, action: Action = Action.REFUSE) -> None:
    """The regulation says something about a post of this author."""
    written = datetime.fromtimestamp(now / 1000, UTC)
    text = "Сообщения в чате группы публикуются с 8:00 до 20:00 в рабочие дни."
    finding = Finding("3.2", text, "hours", action, {"written": "23:10"})
    person = Author(HEAD, author, frozenset({"educator"}))
    place = Place("ladybirds", "group")
    post = Post(f"$post-{author}-{action}", person, place, written, PostKind.TEXT, "Ночью")
    async with store.transaction() as connection:
        await decisions.add(connection, post, Verdict(action, finding, (finding,)), now)
        if action is Action.REFUSE:
            await decisions.mark_told(connection, post.id, now + 2000)
