"""The duty room of the tested bot, with posts that a regulation stops, on a real homeserver.

What is carried to messengers and rooms is noted instead: `carried`.
"""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from bot.duty.hearing import DutyHearing
from bot.duty.parts import Duty, Surroundings
from bridges.chat_lane import ANSWER, TO_CHAT
from bridges.enforcement.enforce import Enforcement
from bridges.enforcement.origin import InChat, InRoom, Origin
from bridges.enforcement.release import Release
from bridges.enforcement.settle import Settlement
from bridges.enforcement.tasks import WITHDRAW
from bridges.inbox import Inbox
from bridges.matrix import Matrix
from bridges.network import ChatId, IncomingMessage, MessageId, Person, PersonId, Text
from bridges.outbox import Outbox
from bridges.payloads import packed
from bridges.room_lane import REDACT, SAY_IN_ROOM, TO_ROOM
from policies.post import Author, Place, Post, PostKind
from policies.regulation import Regulation
from rooms.community import Community
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms
from rooms.storage.decisions import Decision
from rooms.storage.queue import Done, Handler, QueuedTask
from rooms.storage.rooms import KnownRoom
from rooms.wanted.kinds import DUTY, STAFF
from tests.support.bot import TestedBot
from tests.support.homeserver import User
from tests.support.waiting import until

_numbers = itertools.count(1)
GROUP = "!ladybirds:teremok.test"
WRITTEN = datetime(2026, 11, 23, 18, 40, tzinfo=UTC)
"""Monday evening, 21:40 in Moscow: the house's clock goes on from here."""
CARRIED = (ANSWER, WITHDRAW, TO_ROOM, TO_CHAT, SAY_IN_ROOM, REDACT)


def clause(action: str, **more: Any) -> dict[str, Any]:
    """A clause that fires on everything but one word."""
    text = {"id": "3.7", "text": "Без рекламы.", "rule": "length", "with": {"characters": 1}}
    return {**text, "action": action, **more}


HOURS = {
    "id": "3.2",
    "text": "С 8 до 20.",
    "rule": "hours",
    "with": {"from": "08:00", "to": "20:00"},
    "action": "hold",
}


class DutyHouse:
    """The bot, the duty room with the head in it, and everything that decides."""

    def __init__(self, bot: TestedBot) -> None:
        self.bot = bot
        self.clock = bot.clock
        self.clock.set(WRITTEN)
        self.judge = Judge(Regulation(), "Europe/Moscow")
        self.carried: list[QueuedTask] = []
        self.room = ""
        self._taken: set[str] = set()

    async def begin(self, kind: str = DUTY) -> None:
        """Make the room, where there is to be one."""
        bot = self.bot
        head = bot.head.user_id[1:].split(":")[0]
        bot.directory.community = Community.model_validate(
            {
                "community": {"name": "Сад", "slug": "sad"},
                "staff": [{"id": head, "name": "Валентина", "role": "head"}],
                "groups": [{"key": "ladybirds", "name": "Божьи коровки", "staff": []}],
            }
        )
        async with bot.store.transaction() as connection:
            group = KnownRoom("ladybirds", GROUP, "group", "Божьи коровки")
            await rooms.put_room(connection, group)
            name = "Валентина"
            await rooms.put_member(connection, GROUP, bot.head.user_id, name, "join")
            if kind == DUTY:
                self.room = await bot.make_room(bot.user, [bot.head, bot.educator])
                await rooms.put_room(connection, KnownRoom(DUTY, self.room, DUTY, "Дежурный"))
                await rooms.put_member(connection, self.room, bot.head.user_id, name, "join")
            elif kind == STAFF:
                self.room = bot.staff_room
            else:
                await connection.execute("DELETE FROM room WHERE key = 'staff'")
        await bot.directory.refresh(bot.store)
        self.open()

    def open(self) -> None:
        """Put the parts together, as a start of the daemon does."""
        bot = self.bot
        around = Surroundings(
            bot.directory, self.judge, bot.store, bot.speech, self.clock, lambda lanes: None
        )
        self.duty = Duty(around)
        self.settlement = Settlement(bot.directory, self.clock)
        hearing = DutyHearing(bot.directory)
        self.inbox = Inbox(
            bot.store, bot.directory, self.judge, self.clock, lambda lanes: None, hearing
        )
        self.handlers: dict[str, Handler] = {
            **bot.handlers,
            **self.duty.handlers({}, cast("Matrix", _NoMatrix())),
            **Release(self.settlement, self.judge, bot.store, self.clock).handlers(),
            **dict.fromkeys(CARRIED, self._note),
        }
        self.outbox = Outbox(bot.store, self.handlers, self.clock)

    async def _note(self, task: QueuedTask, repeated: bool) -> Done:
        self.carried.append(task)
        return None

    def put_in_force(self, *clauses: Mapping[str, Any], **more: Any) -> None:
        """Put a regulation in force."""
        regulation = Regulation.model_validate({"clauses": list(clauses), **more})
        self.judge.replace(regulation, "Europe/Moscow")

    # --- posts ----------------------------------------------------------------------------------

    async def parent_writes(
        self, text: str = "Продам коляску", number: int = 1, at: datetime = WRITTEN, **more: Any
    ) -> Decision:
        """A parent writes in a messenger of our own."""
        person = Person(PersonId("masha"), "Маша")
        message = IncomingMessage(
            ChatId("ladybirds"), MessageId(str(number)), person, at, Text(text), **more
        )
        origin = InChat(
            network="sandbox", chat="ladybirds", room=GROUP, happening=packed(message),
            message=str(number),
        )  # fmt: skip
        author = Author("sandbox/masha", "Маша", frozenset({"parent"}))
        kind = PostKind(message.media.kind.value) if message.media else PostKind.TEXT
        post_id = f"sandbox/ladybirds/{number}"
        return await self._judged(post_id, author, text, at, origin, kind)

    async def educator_writes(
        self, text: str = "Продам коляску", number: int = 1, at: datetime = WRITTEN
    ) -> Decision:
        """An educator writes in Element, and the gate asks."""
        content = {"msgtype": "m.text", "body": text}
        origin = InRoom(room=GROUP, type="m.room.message", content=content, roles=("educator",))
        author = Author(self.bot.educator.user_id, "Анна", frozenset({"educator"}))
        return await self._judged(f"$post{number}", author, text, at, origin, PostKind.TEXT)

    async def _judged(
        self, post_id: str, author: Author, text: str, at: datetime, origin: Origin, kind: PostKind
    ) -> Decision:
        place = Place("ladybirds", "group", "Божьи коровки")
        post = Post(post_id, author, place, at, kind, text)
        enforcement = Enforcement(self.judge, self.clock)
        async with self.bot.store.transaction() as connection:
            verdict = self.judge.judge(post)
            tasks = await enforcement.enforce(connection, post, verdict, origin)
            await queue.add_many(connection, tasks, self.clock.now_ms())
            decision = await decisions.of_post(connection, post_id)
        assert decision is not None
        return decision

    # --- working --------------------------------------------------------------------------------

    async def work_off(self) -> None:
        """Carry out everything that is due, and what follows from it."""

        async def look() -> bool:
            due = [task for task in await self.bot.tasks() if self._is_due(task)]
            self.outbox.wake({task.lane for task in due})
            return not due

        await until(look, "nothing that is due", pause=0.05)

    def _is_due(self, task: QueuedTask) -> bool:
        return task.due_at <= self.clock.now_ms()

    async def carry_out(self, task: QueuedTask, *, repeated: bool = False) -> None:
        """Carry a task out, and be killed before it is noted."""
        await self.handlers[task.kind](task, repeated)

    async def hear(self) -> None:
        """What the homeserver tells of the duty room, each event once; then what follows."""
        bot, new = self.bot, []
        for event in await bot.events(bot.head, self.room):
            if event["event_id"] not in self._taken:
                is_ours = event["sender"] == bot.user.user_id
                sender = bot.directory.user_id("teremok") if is_ours else event["sender"]
                new.append({**event, "room_id": self.room, "sender": sender})
        self._taken |= {event["event_id"] for event in new}
        await self.inbox.take(new)
        await self.work_off()

    async def decision(self, number: int = 1) -> Decision:
        """A decision as it stands."""
        async with self.bot.store.reading() as connection:
            found = await decisions.get(connection, number)
        assert found is not None
        return found

    # --- people ---------------------------------------------------------------------------------

    async def react(self, user: User, event_id: str, emoji: str) -> None:
        """Somebody puts a reaction, and it is heard."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": emoji}
        await self._send(user, "m.reaction", {"m.relates_to": relation})
        await self.hear()

    async def write_in_thread(self, user: User, card: str, text: str, **more: Any) -> str:
        """Somebody writes in the thread of a card, and it is heard."""
        relation = {"rel_type": "m.thread", "event_id": card}
        content = {"msgtype": "m.text", "body": text, "m.relates_to": relation, **more}
        event_id = await self._send(user, "m.room.message", content)
        await self.hear()
        return event_id

    async def _send(self, user: User, kind: str, content: Mapping[str, Any]) -> str:
        path = f"/_matrix/client/v3/rooms/{self.room}/send/{kind}/duty-{next(_numbers)}"
        return str((await self.bot.call(user, "PUT", path, content))["event_id"])

    async def card(self, number: int = 1) -> dict[str, Any]:
        """The event of a card as it is shown now."""
        card = (await self.decision(number)).card
        events = [each for each in await self.said() if "content" in each]
        shown = next(event for event in events if event["event_id"] == card)
        for event in events:
            relation = event["content"].get("m.relates_to", {})
            if relation.get("rel_type") == "m.replace" and relation["event_id"] == card:
                shown = {**shown, "content": event["content"]["m.new_content"]}
        return shown

    async def said(self, kind: str = "m.room.message") -> list[dict[str, Any]]:
        """What the bot has said in the room, oldest first."""
        events = await self.bot.events(self.bot.head, self.room)
        mine = self.bot.user.user_id
        return [e for e in events if e["sender"] == mine and e["type"] == kind and e["content"]]

    async def cards(self) -> list[str]:
        """The first lines of the cards that were said, without their edits."""
        return [
            event["content"]["body"].split("\n")[0]
            for event in await self.said()
            if "m.relates_to" not in event["content"]
        ]

    async def told(self, user: User) -> list[dict[str, Any]]:
        """What somebody was told in private: the events."""
        room = await self.bot.private_room_of(user)
        if room is None:
            return []
        mine = self.bot.user.user_id
        events = await self.bot.events(user, room)
        return [e for e in events if e["sender"] == mine and e["type"] == "m.room.message"]

    async def told_words(self, user: User) -> list[str]:
        """The same in words."""
        return [event["content"]["body"] for event in await self.told(user)]

    async def told_chat(self) -> list[str]:
        """What was said in the messenger, before and as answers."""
        return [task.payload["text"] for task in self.carried if task.kind in (ANSWER, WITHDRAW)]

    async def restart(self) -> None:
        """Begin anew with a homeserver that has forgotten the transaction ids."""
        await self.outbox.stop()
        await self.bot.close()
        await self.bot.forget_transactions()
        self.bot.open()
        self.open()


class _NoMatrix:
    bot_id = "@teremok:teremok.test"


def as_task(task: QueuedTask, **changes: Any) -> QueuedTask:
    """The task with something else."""
    return replace(task, **changes)
