"""What stands in the room while it is asked about goes on to the chats as it is allowed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bridges.enforcement.deciding import decide, undo
from bridges.enforcement.settle import Settlement
from bridges.inbox import Inbox
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms
from rooms.storage.database import Store
from rooms.storage.decisions import Standing, State
from rooms.storage.rooms import PlumbedChat
from tests.contract.test_inbox import LANE, event
from tests.support.crossroads import CHAT, Crossroads, replacing, said
from tests.support.homeserver import RunningHomeserver
from tests.support.houses import GROUP_ROOM, SERVER, furnished
from tests.support.posts import post

CLAUSES = [
    {"id": "3.4", "text": "!", "rule": "length", "with": {"characters": 10}, "action": "ask"},
    {"id": "5.6", "text": "!", "rule": "media_kind", "with": {"allowed": []}, "action": "ask"},
]
LONG, LONGER = "Это сообщение слишком длинное", "Это исправленное сообщение длинное"
PHOTO = {"msgtype": "m.image", "filename": "a.jpg", "url": "mxc://example.org/a"}


class Room:
    """A regulation that asks about what is long, and what goes on to the chat."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def open(self) -> None:
        await furnished(self.store)
        async with self.store.transaction() as connection:
            await rooms.replace_chats(connection, [PlumbedChat("sandbox", CHAT, "ladybirds")])
        directory, clock = await furnished(self.store), SystemClock()
        judge = Judge(Regulation.model_validate({"clauses": CLAUSES}), "Europe/Moscow")
        self.settlement = Settlement(directory, clock)
        self.inbox = Inbox(self.store, directory, judge, clock, lambda lanes: None)

    async def writes(self, event_id: str, body: str, **more: Any) -> None:
        await self.inbox.take([event(event_id, {"msgtype": "m.text", "body": body, **more})])

    async def edits(self, event_id: str, edited: str, body: str, **more: Any) -> None:
        new = replacing(edited, body)
        new["m.new_content"] |= more
        await self.inbox.take([event(event_id, {"msgtype": "m.text", "body": body, **new})])

    async def says_yes(self, number: int) -> None:
        async with self.store.transaction() as connection:
            ruling = await decide(connection, self.settlement, number, yes=True, by="@zav:s")
            assert ruling.problem is None
            await queue.add_many(connection, ruling.tasks, 1)

    async def goes_on(self) -> list[tuple[str, str | None]]:
        """Which events go on, and the edit whose words they have."""
        async with self.store.reading() as connection:
            tasks = await queue.head(connection, LANE, 100)
        return [(each.payload["event_id"], each.payload.get("words")) for each in tasks]

    async def states(self) -> list[State]:
        async with self.store.reading() as connection:
            return [decision.state for decision in await decisions.listed(connection)]


@pytest.fixture
async def room(store: Store) -> Room:
    made = Room(store)
    await made.open()
    return made


async def test_who_makes_it_right_is_not_asked_about_any_more(room: Room) -> None:
    await room.writes("$1", LONG)
    await room.edits("$2", "$1", "Коротко")
    assert await room.goes_on() == [("$1", "$2")]
    assert await room.states() == [State.CANCELLED]


async def test_where_the_new_words_are_allowed_the_old_ones_are_not_asked_about(
    room: Room,
) -> None:
    await room.writes("$1", LONG)
    await room.edits("$2", "$1", LONGER)
    assert await room.goes_on() == []
    await room.says_yes(2)
    assert await room.goes_on() == [("$1", "$2")]
    assert await room.states() == [State.CANCELLED, State.PUBLISHED]


async def test_if_the_new_words_go_the_old_ones_are_not_read_instead(room: Room) -> None:
    await room.writes("$1", LONG)
    await room.edits("$2", "$1", LONGER)
    await room.says_yes(2)
    async with room.store.transaction() as connection:
        ruling = await undo(connection, room.settlement, 2, by="@zav:s")
    gone = [task.payload["event_id"] for task in ruling.tasks if "event_id" in task.payload]
    assert gone == ["$1", "$2"]


async def test_each_is_allowed_in_its_turn(room: Room) -> None:
    await room.writes("$1", LONG)
    await room.edits("$2", "$1", LONGER)
    await room.says_yes(1)
    assert await room.goes_on() == [("$1", None)], "nobody has allowed the new words yet"
    await room.says_yes(2)
    assert await room.goes_on() == [("$1", None), ("$2", None)]


async def test_older_words_that_are_allowed_later_do_not_replace_newer_ones(room: Room) -> None:
    await room.writes("$1", "Сначала")
    await room.edits("$2", "$1", LONG)
    await room.edits("$3", "$1", "Коротко")
    await room.says_yes(1)
    assert await room.goes_on() == [("$1", None), ("$3", None)]


async def test_new_words_that_are_allowed_appear_although_the_old_ones_are_gone(
    room: Room,
) -> None:
    await room.writes("$1", LONG)
    await room.edits("$2", "$1", LONGER)
    bot = f"@teremok:{SERVER}"
    gone = event("$3", {"redacts": "$1"}, type="m.room.redaction", sender=bot)
    await room.inbox.take([gone])
    async with room.store.transaction() as connection:
        await decide(connection, room.settlement, 1, yes=False, by="@zav:s")
    await room.says_yes(2)
    async with room.store.reading() as connection:
        [said] = await queue.head(connection, f"room:{GROUP_ROOM}", 9)
    assert said.payload["content"]["body"].endswith(f": {LONGER}")


async def test_other_words_do_not_let_a_picture_through_and_come_with_it(room: Room) -> None:
    await room.writes("$1", "Это Маша", **PHOTO)
    await room.edits("$2", "$1", "Утренник")
    assert await room.states() == [State.ASKED]
    assert ("$1", "$2") not in await room.goes_on()
    await room.says_yes(1)
    assert (await room.goes_on())[-1] == ("$1", "$2")


async def test_words_that_were_taken_back_are_not_said(room: Room) -> None:
    await room.writes("$1", "Это Маша", **PHOTO)
    await room.edits("$2", "$1", "Утренник")
    gone = event("$3", {"redacts": "$2"}, type="m.room.redaction")
    await room.inbox.take([gone])
    await room.says_yes(1)
    assert (await room.goes_on())[-1] == ("$1", None)


@pytest.mark.parametrize(
    ("who", "state"),
    [("zav", State.REFUSED), ("anna", State.CANCELLED), ("teremok", State.ASKED)],
)
async def test_whoever_of_the_staff_takes_it_out_by_hand_has_decided(
    room: Room, who: str, state: State
) -> None:
    await room.writes("$1", LONG)
    by = f"@{who}:{SERVER}"
    await room.inbox.take([event("$2", {"redacts": "$1"}, type="m.room.redaction", sender=by)])
    assert await room.states() == [state]
    async with room.store.reading() as connection:
        assert await queue.head(connection, f"room:{GROUP_ROOM}", 9) == [], "it is gone already"
        told = await queue.head(connection, f"tell:@anna:{SERVER}", 9)
    assert len(told) == (2 if state is State.REFUSED else 1)


async def was_asked_about(store: Store, event_id: str) -> None:
    """Keep the decision that an edit has made needless."""
    asked = replace(post(LONG), id=event_id)
    verdict = Judge(Regulation.model_validate({"clauses": CLAUSES}), "Europe/Moscow").judge(asked)
    async with store.transaction() as connection:
        await decisions.add(connection, asked, verdict, 1, Standing(State.CANCELLED))


@pytest.fixture
async def crossroads(homeserver: RunningHomeserver, store: Store) -> AsyncIterator[Crossroads]:
    made = Crossroads(homeserver, store)
    await made.open()
    await made.hear(said("$1", LONG))
    await made.hear(said("$2", "* Коротко", **replacing("$1", "Коротко")))
    await was_asked_about(store, "$1")
    yield made
    await made.service.stop()


REDACTION = {"type": "m.room.redaction", "sender": "@anna:s", "origin_server_ts": 9}


async def test_the_chat_gets_the_new_words(crossroads: Crossroads) -> None:
    await crossroads.carry("$1", words="$2")
    assert crossroads.messenger.asked == [("send", "Коротко", "")]


async def test_without_the_allowed_words_the_message_leaves_the_chat(
    crossroads: Crossroads,
) -> None:
    await crossroads.carry("$1", words="$2")
    await crossroads.hear({**REDACTION, "event_id": "$3", "content": {"redacts": "$2"}})
    await crossroads.carry("$3")
    assert crossroads.messenger.asked[1:] == [("delete", "out-$2")]


async def test_what_has_left_the_chat_comes_back_when_it_is_edited_again(
    crossroads: Crossroads,
) -> None:
    await crossroads.carry("$1", words="$2")
    await crossroads.hear({**REDACTION, "event_id": "$3", "content": {"redacts": "$2"}})
    await crossroads.carry("$3")
    await crossroads.hear(said("$4", "* Сначала", **replacing("$1", "Сначала")))
    await crossroads.carry("$4")
    await crossroads.hear({**REDACTION, "event_id": "$5", "content": {"redacts": "$4"}})
    await crossroads.carry("$5")
    assert crossroads.messenger.asked[2:] == [("send", "Сначала", ""), ("delete", "out-$4")]


async def test_words_that_were_posted_but_not_noted_leave_the_chat_as_they_are_taken_back(
    crossroads: Crossroads,
) -> None:
    await crossroads.carry("$1", words="$2", noted=False)
    await crossroads.hear({**REDACTION, "event_id": "$3", "content": {"redacts": "$2"}})
    await crossroads.carry("$1", words="$2", again=True)
    await crossroads.carry("$3")
    posted, again, *then = crossroads.messenger.asked
    assert (posted, then) == (again, [("delete", "out-$2")])


async def test_words_taken_back_on_the_way_are_not_followed_by_those_before_them(
    crossroads: Crossroads,
) -> None:
    await crossroads.hear({**REDACTION, "event_id": "$3", "content": {"redacts": "$2"}})
    await crossroads.carry("$1", words="$2")
    await crossroads.carry("$3")
    assert crossroads.messenger.asked == []
    await crossroads.hear(said("$4", "* Сначала", **replacing("$1", "Сначала")))
    await crossroads.carry("$4")
    assert crossroads.messenger.asked == [("send", "Сначала", "")]


async def test_an_edit_that_waits_is_not_what_an_allowed_one_gives_way_to(
    crossroads: Crossroads,
) -> None:
    await crossroads.hear(said("$first", "Начало"))
    await crossroads.carry("$first")
    await crossroads.hear(said("$waits", LONGER, **replacing("$first", LONGER)))
    await was_asked_about(crossroads.store, "$waits")
    await crossroads.hear(said("$well", "Конец", **replacing("$first", "Конец")))
    await crossroads.carry("$well")
    await crossroads.hear({**REDACTION, "event_id": "$3", "content": {"redacts": "$well"}})
    await crossroads.carry("$3")
    assert crossroads.messenger.asked[1:] == [
        ("edit", "out-$first", "Конец"),
        ("edit", "out-$first", "Начало"),
    ]
