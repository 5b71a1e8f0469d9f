"""Something is away for a while: everything waits, and arrives once and in order."""

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.support.life import Life
from tests.support.phone import Phone
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("nothing_set_aside")

EACH = 8
_runs = itertools.count(1)


class Talk:
    """An educator and a parent who write at the same time, each line with its number."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.room = life.rooms["fireflies"]
        self.parent: Phone = life.parent("fireflies", "boris", "Борис")
        self.run = next(_runs)
        self.by_staff = [f"воспитатель {self.run}.{number}" for number in range(EACH)]
        self.by_parent = [f"родитель {self.run}.{number}" for number in range(EACH)]

    async def flow(self) -> None:
        """Both write all their lines."""
        await asyncio.gather(self._staff_write(), self._parent_writes())

    async def _staff_write(self) -> None:
        anna, house = self.life.anna, self.life.house
        for text in self.by_staff:
            await house.say(anna.token, self.room, text, text.replace(" ", "-"))
            await asyncio.sleep(0.05)

    async def _parent_writes(self) -> None:
        for text in self.by_parent:
            await self._parent_writes_line(text)
            await asyncio.sleep(0.05)

    async def _parent_writes_line(self, text: str) -> None:
        # The phone has no key for a message: after a broken connection it looks whether it is
        # there, as a person does.
        async def is_written() -> bool:
            try:
                written = [each["text"] for each in await self.parent.messages()]
                return text in written or bool(await self.parent.write(text))
            except aiohttp.ClientError:
                return False

        await until(is_written, f"{text} at the sandbox")

    async def arrives(self) -> None:
        """Every line is on the other side, once, in order."""
        await self.parent.sees_text(self.by_staff[-1])
        await self.life.anna.sees_text(self.room, self.by_parent[-1])
        await self.life.house.until_quiet()
        timeline = await self.life.anna.timeline(self.room)
        shown = [str(event["content"].get("body")) for event in timeline]
        assert [text for text in shown if text in self.by_parent] == self.by_parent
        messages = [message["text"] for message in await self.parent.messages()]
        assert [text for text in messages if text in self.by_staff] == self.by_staff


@pytest.mark.parametrize(
    "order",
    [
        {"status": 500, "fail_next": 4},
        {"status": 429, "fail_next": 3, "retry_after": 1},
        {"status": 500, "fail_next": 3, "done_anyway": True, "on": "send"},
        {"status": 500, "fail_next": 3, "delay": 0.2},
    ],
    ids=["500", "429", "answers lost", "slow and 500"],
)
async def test_a_sandbox_that_misbehaves_delays_but_loses_nothing(
    life: Life, order: dict[str, Any]
) -> None:
    talk = Talk(life)
    await life.house.phone("POST", "/faults", order)
    try:
        await talk.flow()
        await talk.arrives()
    finally:
        await life.house.phone("POST", "/faults", {})


async def test_a_homeserver_that_hangs_delays_but_loses_nothing(life: Life) -> None:
    talk = Talk(life)
    async with _paused(life, "homeserver"):
        flowing = asyncio.create_task(talk.flow())
        await asyncio.sleep(4)
    await flowing
    await talk.arrives()


@pytest.mark.parametrize("part", ["homeserver", "sandbox", "daemon"])
async def test_a_part_that_is_killed_comes_back_and_loses_nothing(life: Life, part: str) -> None:
    talk = Talk(life)
    flowing = asyncio.create_task(talk.flow())
    await asyncio.sleep(0.3)
    life.house.kill(part)
    await flowing
    await life.house.until_well()
    await talk.arrives()


async def test_a_locked_database_delays_but_loses_nothing(life: Life) -> None:
    talk = Talk(life)
    path = life.house.folder / "teremok.db"
    locking = sqlite3.connect(path, timeout=60, isolation_level=None)
    try:
        locking.execute("BEGIN IMMEDIATE")
        flowing = asyncio.create_task(talk.flow())
        await flowing
        await asyncio.sleep(2)
        assert talk.by_staff[0] not in [each["text"] for each in await talk.parent.messages()]
        locking.execute("ROLLBACK")
    finally:
        locking.close()
    await talk.arrives()


async def test_answers_to_what_nobody_could_note_yet_are_not_lost(life: Life) -> None:
    """The daemon dies after it has posted something, and people react before it is back."""
    anna, room = life.anna, life.rooms["fireflies"]
    boris = life.parent("fireflies", "boris", "Борис")
    await boris.write("Кто идёт в театр?")
    asked = await anna.sees_text(room, "Кто идёт в театр?")
    event_id = await anna.write(room, "Записывайтесь у меня")
    message = (await boris.sees_text("Записывайтесь у меня"))["id"]
    life.house.kill("daemon")
    await boris.react(message, "🎭")
    await boris.write("Нас трое", reply_to=message)
    await anna.react(room, asked["event_id"], "👍")
    await anna.write(room, "Отлично", reply_to=asked["event_id"])
    await life.house.until_well()
    answer = await anna.sees_text(room, "Нас трое")
    assert answer["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == event_id
    reactions = [each for each in await anna.timeline(room) if each["type"] == "m.reaction"]
    # Those that others took off say nothing any more.
    relations = [each["content"].get("m.relates_to", {}) for each in reactions]
    assert event_id in [relation.get("event_id") for relation in relations]
    mine = (await boris.sees_text("Кто идёт в театр?"))["id"]
    assert (await boris.sees_text("Отлично"))["reply_to"] == mine

    async def is_liked() -> bool:
        return bool((await boris.message(mine))["reactions"] == {"👍": [anna.user_id]})

    await until(is_liked, "the reaction")


async def test_a_second_start_finds_everything_as_it_was(life: Life) -> None:
    before = await _everything(life)
    await life.house.stop()
    await life.house.up()
    after = await _everything(life)
    for what, was in before.items():
        assert after[what] == was, what
    talk = Talk(life)
    await talk.flow()
    await talk.arrives()


async def _everything(life: Life) -> dict[str, Any]:
    """Rooms, people, messages: what must be the same after a start."""
    await life.house.until_quiet()
    anna = life.anna
    state: dict[str, Any] = {}
    for key, room in life.rooms.items():
        assert await life.house.room(anna.token, f"sad24-{key}") == room
        state[f"events of {key}"] = [each["event_id"] for each in await anna.timeline(room)]
        state[f"members of {key}"] = await anna.members(room)
        state[f"chat {key}"] = await life.house.messages(key)
    state["users"] = life.listed("user", "list")
    happened = {event for what, events in state.items() if "events" in what for event in events}

    async def archive() -> list[str] | None:
        kept = [str(row["event_id"]) for row in life.listed("archive", "list")]
        return kept if happened <= set(kept) else None

    state["archive"] = await until(archive, "every event of every room in the archive")
    return state


@asynccontextmanager
async def _paused(life: Life, part: str) -> AsyncIterator[None]:
    process = life.house.child(part)
    process.suspend()
    try:
        yield
    finally:
        process.resume()
