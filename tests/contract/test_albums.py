"""Of the pictures of an album each is decided, and its author hears of all of them once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from bridges.enforcement.enforce import Enforcement
from bridges.enforcement.origin import InChat, InRoom, Origin
from bridges.enforcement.release import Release
from bridges.enforcement.settle import Settlement
from bridges.network import ChatId, IncomingMessage, Media, MessageId, Person, PersonId, Text
from bridges.network import MediaKind as Kind
from bridges.network import MediaRef as Ref
from bridges.payloads import packed
from policies.post import Author, Place, Post, PostKind
from policies.regulation import Regulation
from rooms.judgement import Judge
from rooms.storage import decisions, queue
from rooms.storage.database import Store
from rooms.storage.decisions import State
from rooms.storage.queue import QueuedTask
from tests.support.clocks import Hand
from tests.support.duty import HOURS
from tests.support.held import MORNING, NIGHT
from tests.support.houses import GROUP_ROOM, furnished

PHOTO = PostKind.PHOTO
ASKED = {"id": "5.6", "text": "Фото.", "rule": "photo_consent", "action": "ask"}
REFUSED = {**ASKED, "action": "refuse"}


def in_chat(number: int, at: datetime, kind: PostKind, caption: str) -> Origin:
    media = Media(Ref("a"), Kind.PHOTO, "image/jpeg", "a.jpg", 90_000) if kind is PHOTO else None
    person = Person(PersonId("masha"), "Маша")
    message = IncomingMessage(
        ChatId("ladybirds"), MessageId(str(number)), person, at, Text(caption), media=media
    )
    return InChat(
        network="sandbox",
        chat="ladybirds",
        room=GROUP_ROOM,
        happening=packed(message),
        message=str(number),
    )


def in_room(number: int, kind: PostKind, *, by_ghost: bool) -> Origin:
    content = {"msgtype": "m.image" if kind is PHOTO else "m.text", "body": f"{number}.jpg"}
    event_id = f"${number}" if by_ghost else None
    room, type_ = GROUP_ROOM, "m.room.message"
    return InRoom(room=room, type=type_, content=content, event_id=event_id, by_ghost=by_ghost)


class Evening:
    """A parent writes, and these clauses decide."""

    def __init__(self, store: Store, where: str, *clauses: Mapping[str, Any]) -> None:
        self.store, self.where = store, where
        self.clock = Hand(NIGHT)
        regulation = Regulation.model_validate({"clauses": clauses})
        self.judge = Judge(regulation, "Europe/Moscow")
        self._posts = 0

    async def sends(self, seconds: int, kind: PostKind = PHOTO, caption: str = "") -> None:
        """Something is sent so many seconds after the evening has begun."""
        self._posts += 1
        number, at = self._posts, NIGHT + timedelta(seconds=seconds)
        origin = in_chat(number, at, kind, caption)
        if self.where != "chat":
            origin = in_room(number, kind, by_ghost=self.where == "bridge")
        author = Author("sandbox/masha", "Маша", frozenset({"parent"}))
        place = Place("ladybirds", "group")
        post = Post(f"${number}", author, place, at, kind, caption)
        async with self.store.transaction() as connection:
            verdict = self.judge.judge(post)
            enforcement = Enforcement(self.judge, self.clock)
            tasks = await enforcement.enforce(connection, post, verdict, origin)
            await queue.add_many(connection, tasks, self.clock.now_ms())

    async def tasks(self) -> list[QueuedTask]:
        async with self.store.reading() as connection:
            lanes = await queue.lanes(connection)
            return [task for lane in lanes for task in await queue.head(connection, lane, 100)]

    async def told(self) -> int:
        """How many answers the author gets."""
        tasks = [task for task in await self.tasks() if "duty" not in task.lane]
        said = [task.payload for task in tasks]
        return sum("text" in payload or "content" in payload for payload in said)

    async def states(self) -> list[State]:
        async with self.store.reading() as connection:
            return [each.state for each in await decisions.listed(connection)]


@pytest.mark.parametrize("where", ["chat", "element", "bridge"])
@pytest.mark.parametrize("clause", [HOURS, ASKED], ids=["held", "asked"])
async def test_an_album_is_answered_once(
    store: Store, where: str, clause: Mapping[str, Any]
) -> None:
    evening = Evening(store, where, clause)
    for seconds in (0, 1, 2, 11):
        await evening.sends(seconds)
    assert len(await evening.states()) == 4
    assert await evening.told() == 1


async def test_every_picture_of_it_is_removed(store: Store) -> None:
    evening = Evening(store, "chat", HOURS)
    for seconds in (0, 1, 2):
        await evening.sends(seconds)
    removed = [task.payload["message"] for task in await evening.tasks() if task.kind == "withdraw"]
    assert removed == ["1", "2", "3"]


async def test_what_is_no_part_of_it_has_an_answer_of_its_own(store: Store) -> None:
    evening = Evening(store, "chat", HOURS)
    await evening.sends(0)
    await evening.sends(1, caption="Утренник")  # its author gets the words back
    await evening.sends(2, PostKind.TEXT, "Это с утренника")
    await evening.sends(60)
    assert await evening.told() == 4


async def test_what_is_refused_may_be_objected_to_picture_by_picture(store: Store) -> None:
    evening = Evening(store, "chat", REFUSED)
    await evening.sends(0)
    await evening.sends(1)
    assert await evening.told() == 2


async def test_that_it_waits_another_day_is_said_once(store: Store) -> None:
    evening = Evening(store, "element", HOURS)
    for seconds in (0, 1, 2):
        await evening.sends(seconds)
    evening.clock.at = MORNING + timedelta(hours=14)
    settlement = Settlement(await furnished(store), evening.clock)
    release = Release(settlement, evening.judge, store, evening.clock).release
    for task in [task for task in await evening.tasks() if task.kind == "release"]:
        done = await release(task, False)
        assert done is not None
        async with store.transaction() as connection:
            await done(connection)
    assert await evening.states() == [State.WAITING] * 3
    assert await evening.told() == 2
