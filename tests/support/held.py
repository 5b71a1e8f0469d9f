"""A post that waits, and what time makes of it; what is to be said stays in its lane."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bridges.enforcement.enforce import Enforcement
from bridges.enforcement.origin import InChat, InRoom, Origin
from bridges.enforcement.release import Release
from bridges.enforcement.settle import Settlement
from bridges.network import ChatId, IncomingMessage, MessageId, Person, PersonId, Text
from bridges.payloads import packed
from policies.post import Author, Place, Post, PostKind
from policies.regulation import Regulation
from rooms.judgement import Judge
from rooms.storage import decisions, queue
from rooms.storage.database import Store
from rooms.storage.decisions import Decision
from tests.support.clocks import Hand
from tests.support.duty import HOURS
from tests.support.houses import GROUP_ROOM, furnished

NIGHT = datetime(2026, 8, 31, 19, 0, tzinfo=UTC)
MORNING = datetime(2026, 9, 1, 5, 0, tzinfo=UTC)
"""22:00 and 8:00 in Moscow."""
CHAT = InChat(
    network="sandbox",
    chat="ladybirds",
    room=GROUP_ROOM,
    happening=packed(
        IncomingMessage(
            ChatId("ladybirds"), MessageId("1"), Person(PersonId("masha"), "Маша"), NIGHT, Text("!")
        )
    ),
    message="1",
)
ELEMENT = InRoom(
    room=GROUP_ROOM, type="m.room.message", content={"msgtype": "m.text", "body": "Завтра"}
)


class Held:
    """A parent's post, written at night, on which the hours and these clauses decide."""

    def __init__(self, store: Store, *clauses: Mapping[str, Any]) -> None:
        self.store = store
        self.clock = Hand(NIGHT)
        regulation = Regulation.model_validate({"clauses": [HOURS, *clauses]})
        self.judge = Judge(regulation, "Europe/Moscow")

    async def begin(
        self, origin: Origin = CHAT, text: str = "Завтра", post_id: str = "$one"
    ) -> None:
        """It is written."""
        self.settlement = Settlement(await furnished(self.store), self.clock)
        self.release = Release(self.settlement, self.judge, self.store, self.clock)
        author = Author("sandbox/masha", "Маша", frozenset({"parent"}))
        place = Place("ladybirds", "group")
        post = Post(post_id, author, place, self.clock.at, PostKind.TEXT, text)
        enforcement = Enforcement(self.judge, self.clock)
        async with self.store.transaction() as connection:
            tasks = await enforcement.enforce(connection, post, self.judge.judge(post), origin)
            await queue.add_many(connection, tasks, self.clock.now_ms())

    async def later(self, at: datetime = MORNING) -> list[dict[str, Any]]:
        """Time has come; gives what is said in rooms."""
        self.clock.at = at
        handlers = self.release.handlers()
        for task in await self.tasks("held:", "asked:"):
            if task.due_at > self.clock.now_ms():
                continue
            done = await handlers[task.kind](task, False)
            async with self.store.transaction() as connection:
                await queue.remove(connection, task.id)
                if done is not None:
                    await done(connection)
        return [dict(task.payload) for task in await self.tasks("room:")]

    async def decision(self, post_id: str = "$one") -> Decision:
        """How it stands."""
        async with self.store.reading() as connection:
            decision = await decisions.of_post(connection, post_id)
        assert decision is not None
        return decision

    async def tasks(self, *prefixes: str) -> list[queue.QueuedTask]:
        """What is in the lanes that begin so."""
        async with self.store.reading() as connection:
            lanes = [lane for lane in await queue.lanes(connection) if lane.startswith(prefixes)]
            return [task for lane in lanes for task in await queue.head(connection, lane, 100)]
