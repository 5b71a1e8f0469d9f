"""Polls by command, and what is said at the end of one, on both databases."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.commands.command import Answer, Asker
from bot.commands.poll import Poll
from bot.desk.desk import Desk
from bot.house import HouseProblem
from bridges.inbox import Inbox
from bridges.poll_ends import PollEnds
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.judgement import Judge
from rooms.storage import crossings, queue, rooms
from rooms.storage.crossings import Ghost
from rooms.storage.database import Store
from rooms.storage.queue import QueuedTask
from rooms.storage.rooms import PlumbedChat
from tests.support.houses import GROUP_ROOM, SERVER, furnished
from tests.support.memory_homeserver import MemoryHomeserver

START, END = "org.matrix.msc3381.poll.start", "org.matrix.msc3381.poll.end"
RESPONSE = "org.matrix.msc3381.poll.response"
BOT, ANNA = f"@teremok:{SERVER}", f"@anna:{SERVER}"
MASHA = f"@teremok_sandbox_masha:{SERVER}"
THIRTEEN = [word for number in range(13) for word in ("/", str(number))]
ASKING = ("ladybirds", "Идём", "в", "театр?", "/", "Да", "/", "Нет")


class Room:
    """A group's room, the command, and what the daemon is to say."""

    def __init__(self, store: Store, desk: Desk, inbox: Inbox) -> None:
        self.store = store
        self._poll = Poll(desk)
        self._inbox = inbox
        self._events = 0

    async def commands(self, *words: str, at: int = 7) -> Answer:
        return await self._poll.answer(Asker(ANNA, "ru", False, at), words)

    async def to_say(self) -> list[QueuedTask]:
        async with self.store.reading() as connection:
            tasks = await queue.head(connection, f"room:{GROUP_ROOM}", 99)
        return [task for task in tasks if task.kind == "say-in-room"]

    async def happens(
        self, sender: str, kind: str, content: Mapping[str, Any], about: str = ""
    ) -> str:
        self._events += 1
        event_id = f"${self._events}"
        relation = {"rel_type": "m.reference", "event_id": about}
        raw = {
            "event_id": event_id,
            "room_id": GROUP_ROOM,
            "sender": sender,
            "type": kind,
            "origin_server_ts": 1_700_000_000_000,
            "content": {**({"m.relates_to": relation} if about else {}), **content},
        }
        await self._inbox.take([raw])
        return event_id

    async def said(self) -> str:
        """The bot says what it is to say last; gives the event's id."""
        task = (await self.to_say())[-1]
        return await self.happens(BOT, task.payload["type"], task.payload["content"])

    async def results(self) -> list[str]:
        said = [task.payload for task in await self.to_say()]
        return [each["content"]["body"] for each in said if "results" in each["source"]]


@pytest.fixture
async def room(store: Store) -> Room:
    await furnished(store)
    async with store.transaction() as connection:
        await rooms.replace_chats(connection, [PlumbedChat("sandbox", "ladybirds", "ladybirds")])
        await crossings.put_ghost(connection, Ghost(MASHA, "sandbox", "masha", "Маша", None))
    directory, clock = await furnished(store), SystemClock()
    judge = Judge(Regulation(), "Europe/Moscow")
    inbox = Inbox(store, directory, judge, clock, lambda lanes: None, PollEnds(directory))
    homeserver = MemoryHomeserver(SERVER)
    desk = Desk(directory, store, homeserver, clock, None)  # type: ignore[arg-type]
    return Room(store, desk, inbox)


async def test_a_poll_is_asked_in_the_form_that_bridges_understand(room: Room) -> None:
    told = await room.commands(*ASKING)
    assert "!teremok опрос закончить ladybirds" in told.plain()
    [task] = await room.to_say()
    assert task.payload["type"] == START
    poll = task.payload["content"][START]
    assert poll["question"] == {"org.matrix.msc1767.text": "Идём в театр?"}
    assert [each["org.matrix.msc1767.text"] for each in poll["answers"]] == ["Да", "Нет"]
    await room.said()
    async with room.store.reading() as connection:
        assert await queue.head(connection, "chat:sandbox:ladybirds", 9), "parents get it, too"


async def test_its_end_tells_the_votes_of_all(room: Room) -> None:
    await room.commands(*ASKING)
    poll = await room.said()
    await room.happens(ANNA, RESPONSE, {RESPONSE: {"answers": ["1"]}}, poll)
    answer = {"m.relates_to": {"m.in_reply_to": {"event_id": poll}}}
    await room.happens(MASHA, "m.room.message", {"msgtype": "m.text", "body": "1", **answer})
    told = await room.commands("end", "ladybirds")
    assert "Идём в театр?" in told.plain()
    await room.said()
    [words] = await room.results()
    lines = ["📊 Опрос «Идём в театр?» окончен.", "• Да — 2", "• Нет — 0"]
    assert words.split("\n") == [*lines, "Проголосовали 2 человека."]
    with pytest.raises(HouseProblem, match="no poll"):
        await room.commands("end", "ladybirds")


async def test_a_poll_of_the_staff_is_summed_up_when_its_author_ends_it(room: Room) -> None:
    texts = {"question": {"org.matrix.msc1767.text": "Когда?"}, "answers": []}
    poll = await room.happens(ANNA, START, {START: texts})
    await room.happens(MASHA, END, {END: {}}, poll)
    assert await room.results() == [], "it is none of hers"
    for _ in range(2):
        await room.happens(ANNA, END, {END: {}}, poll)
    assert await room.results() == ["📊 Опрос «Когда?» окончен.\nНикто не проголосовал."]
    with pytest.raises(HouseProblem, match="no poll"):
        await room.commands("end", "ladybirds")


async def test_staff_may_end_the_bots_poll_by_a_tap(room: Room) -> None:
    await room.commands(*ASKING)
    poll = await room.said()
    await room.happens(MASHA, END, {END: {}}, poll)
    assert len(await room.to_say()) == 1
    await room.happens(ANNA, END, {END: {}}, poll)
    assert await room.results() == []
    await room.said()
    assert len(await room.results()) == 1
    await room.happens(ANNA, END, {END: {}}, poll)
    assert len(await room.to_say()) == 3, "it was asked, ended and summed up"


@pytest.mark.parametrize(
    "content", [{}, {END: 5}, {"m.relates_to": 5}, {"m.relates_to": {"event_id": "$nowhere"}}]
)
async def test_an_end_of_nothing_changes_nothing(room: Room, content: dict[str, Any]) -> None:
    await room.happens(ANNA, END, content)
    text = await room.happens(ANNA, "m.room.message", {"msgtype": "m.text", "body": "Привет"})
    await room.happens(ANNA, END, {END: {}}, text)
    assert await room.to_say() == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "like this"),
        (("ladybirds",), "like this"),
        (("ladybirds", "Когда?"), "like this"),
        (("ladybirds", "Когда?", "/", "Утром"), "like this"),
        (("nowhere", "Когда?", "/", "Утром", "/", "Вечером"), "nowhere"),
        (("ladybirds", "Когда?", "/", "Утром", "/", "Утром"), "same"),
        (("ladybirds", "Когда?", "/", "Утром", "/"), "empty"),
        (("ladybirds", "Когда?", *THIRTEEN), "from 2 to 12"),
        (("ladybirds", "я" * 251, "/", "Утром", "/", "Вечером"), "too long"),
    ],
)
async def test_what_is_no_poll_is_explained(
    room: Room, words: tuple[str, ...], complaint: str
) -> None:
    with pytest.raises(HouseProblem, match=complaint):
        await room.commands(*words)
    assert await room.to_say() == []
