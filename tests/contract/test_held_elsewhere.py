"""What waits while its room gets another key, or another room takes its place, appears there."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bridges.enforcement.enforce import Enforcement
from bridges.enforcement.origin import InChat, InRoom, Origin
from bridges.enforcement.release import Release
from bridges.enforcement.settle import Settlement
from bridges.enforcement.waiting import RELEASE
from bridges.network import ChatId, IncomingMessage, MessageId, Person, PersonId, Text
from bridges.payloads import packed
from policies.post import Author, Place, Post, PostKind
from policies.regulation import Regulation
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms, year
from rooms.storage.database import Store
from rooms.storage.decisions import State
from rooms.storage.rooms import KnownRoom
from tests.support.houses import GROUP_ROOM, furnished

NIGHT = datetime(2026, 8, 31, 19, 0, tzinfo=UTC)
MORNING = datetime(2026, 9, 1, 5, 0, tzinfo=UTC)
"""22:00 and 8:00 in Moscow."""
HOURS = {
    "id": "3.2",
    "text": "С 8 до 20.",
    "rule": "hours",
    "with": {"from": "08:00", "to": "20:00"},
    "action": "hold",
}
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


class Clock:
    at = NIGHT

    def now_ms(self) -> int:
        return int(self.at.timestamp() * 1000)


class Held:
    """A post that waits for the morning."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = Clock()
        self.judge = Judge(Regulation.model_validate({"clauses": [HOURS]}), "Europe/Moscow")

    async def begin(self, origin: Origin, text: str = "Завтра") -> None:
        self.settlement = Settlement(await furnished(self.store), self.clock)
        self.release = Release(self.settlement, self.judge, self.store, self.clock)
        author = Author("sandbox/masha", "Маша", frozenset({"parent"}))
        place = Place("ladybirds", "group")
        post = Post("$one", author, place, NIGHT, PostKind.TEXT, text)
        enforcement = Enforcement(self.judge, self.clock)
        async with self.store.transaction() as connection:
            tasks = await enforcement.enforce(connection, post, self.judge.judge(post), origin)
            await queue.add_many(connection, tasks, self.clock.now_ms())

    async def morning(self) -> list[dict[str, Any]]:
        """What is said in rooms when the time has come."""
        self.clock.at = MORNING
        for task in await self.tasks("held:"):
            assert task.kind == RELEASE
            done = await self.release.release(task, False)
            async with self.store.transaction() as connection:
                await queue.remove(connection, task.id)
                if done is not None:
                    await done(connection)
        return [dict(task.payload) for task in await self.tasks("room:")]

    async def tasks(self, prefix: str) -> list[queue.QueuedTask]:
        async with self.store.reading() as connection:
            lanes = [lane for lane in await queue.lanes(connection) if lane.startswith(prefix)]
            return [task for lane in lanes for task in await queue.head(connection, lane, 100)]


@pytest.fixture
def held(store: Store) -> Held:
    return Held(store)


@pytest.mark.parametrize("origin", [CHAT, ELEMENT], ids=["chat", "element"])
async def test_the_year_changes_overnight(held: Held, origin: Origin) -> None:
    await held.begin(origin)
    async with held.store.transaction() as connection:
        await year.rekey(connection, [("ladybirds", "owls")])
        other = KnownRoom("ladybirds", "!new:example.org", "group", "Новые божьи коровки")
        await rooms.put_room(connection, other)
    [said] = await held.morning()
    assert said["room"] == GROUP_ROOM, "the children took their room with them"


@pytest.mark.parametrize("origin", [CHAT, ELEMENT], ids=["chat", "element"])
async def test_the_room_is_upgraded_overnight(held: Held, origin: Origin) -> None:
    await held.begin(origin)
    async with held.store.transaction() as connection:
        upgraded = KnownRoom("ladybirds", "!twelve:example.org", "group", "Божьи коровки")
        await rooms.put_room(connection, upgraded)
    [said] = await held.morning()
    assert said["room"] == "!twelve:example.org"
    async with held.store.reading() as connection:
        decision = await decisions.of_post(connection, "$one")
    assert decision is not None
    assert (decision.state, decision.origin["room"]) == (State.PUBLISHED, "!twelve:example.org")
