"""What the homeserver tells, on both databases: the strangest event stops nothing."""

import secrets
from collections.abc import Mapping
from typing import Any

import pytest

from bridges import inbox
from bridges.inbox import Inbox
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.storage import crossings, events, queue, rooms
from rooms.storage.crossings import Ghost
from rooms.storage.database import Store
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import QueuedTask
from rooms.storage.rooms import PlumbedChat
from tests.support.houses import GROUP_ROOM, SERVER, furnished

ANNA = f"@anna:{SERVER}"
GHOST = f"@teremok_sandbox_masha:{SERVER}"
LANE = "chat:sandbox:ladybirds"
OTHER_LANE = "chat:sandbox:parents"


class Room:
    """An inbox, and what comes out of it."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self.store = store
        judge = Judge(Regulation(), "Europe/Moscow")
        self.inbox = Inbox(store, directory, judge, SystemClock(), lambda _lanes: None)

    async def tasks(self, lane: str) -> list[QueuedTask]:
        async with self.store.reading() as connection:
            return await queue.head(connection, lane, 100)

    async def carried(self, lane: str = LANE) -> list[str]:
        return [str(task.payload.get("event_id")) for task in await self.tasks(lane)]


@pytest.fixture
async def room(store: Store) -> Room:
    await furnished(store)
    async with store.transaction() as connection:
        await rooms.replace_chats(
            connection,
            [
                PlumbedChat("sandbox", "ladybirds", "ladybirds"),
                PlumbedChat("sandbox", "parents", "ladybirds"),
            ],
        )
        await crossings.put_ghost(connection, Ghost(GHOST, "sandbox", "masha", "Маша", None))
    return Room(store, await furnished(store))


def event(event_id: str, content: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "room_id": GROUP_ROOM,
        "sender": ANNA,
        "type": "m.room.message",
        "origin_server_ts": 1_700_000_000_000,
        "content": content,
        **more,
    }


def text(event_id: str, body: str = "Доброе утро") -> dict[str, Any]:
    return event(event_id, {"msgtype": "m.text", "body": body})


def member(content: Any, **more: Any) -> dict[str, Any]:
    return event(f"${secrets.token_hex(4)}", content, **{"type": "m.room.member", **more})


# What a real Synapse takes from any member of a room (tried), and some that it does not.
STRANGE = {
    "a sticker of no type": event("$1", {"msgtype": [], "body": "x"}, type="m.sticker"),
    "a poll of no type": event("$1", {"msgtype": {}, "m.poll": 5}, type="m.poll.start"),
    "a redaction of no type": event("$1", {"msgtype": [[]]}, type="m.room.redaction"),
    "an answer to a very long id": event(
        "$1",
        {
            "msgtype": "m.text",
            "body": "x",
            "m.relates_to": {"m.in_reply_to": {"event_id": secrets.token_hex(8000)}},
        },
    ),
    "a redaction of a very long id": event(
        "$1", {"redacts": secrets.token_hex(8000)}, type="m.room.redaction"
    ),
    "a NUL in a text": text("$1", "a\x00b"),
    "a NUL in a name": member({"membership": "join", "displayname": "a\x00b"}, state_key=ANNA),
    "a name that is none": member({"membership": "join", "displayname": {}}, state_key=ANNA),
    "half a letter": text("$1", "a\ud800b"),
    "half a letter in a name": member(
        {"membership": "join", "displayname": "a\ud800b"}, state_key=ANNA
    ),
    "a huge number": event(
        "$1",
        {"msgtype": "m.image", "body": "x", "url": "mxc://s/a", "info": {"size": 2**70}},
        origin_server_ts=2**70,
    ),
    "a membership without what was before": member(
        {"membership": "leave"}, state_key=ANNA, unsigned=None
    ),
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
async def test_a_strange_event_does_not_hold_up_the_others(
    room: Room, strange: dict[str, Any]
) -> None:
    await room.inbox.take([text("$before"), strange, text("$after")])
    carried = await room.carried()
    assert [each for each in carried if each in ("$before", "$after")] == ["$before", "$after"]
    assert not await room.tasks("failed:inbox"), "it is understood as far as it can be"
    async with room.store.reading() as connection:
        assert await events.get(connection, strange["event_id"]) is not None


async def test_an_event_that_cannot_be_taken_is_set_aside_and_the_rest_goes_on(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = inbox.hand_on

    def hand_on(archived: ArchivedEvent, directory: Directory) -> Any:
        if "mine" in archived.text:
            raise KeyError(archived.text)
        return real(archived, directory)

    monkeypatch.setattr(inbox, "hand_on", hand_on)
    for age in range(2):  # whatever is not in the archive is found again by who catches up
        mine = {**text("$mine", "a mine of words"), "unsigned": {"age": age}}
        await room.inbox.take([text("$before"), mine, text("$after")])
    assert await room.carried() == ["$before", "$after"]
    [aside] = await room.tasks("failed:inbox")
    assert aside.payload["event"]["event_id"] == "$mine", "nothing is lost"
    assert "KeyError" in caplog.text
    assert "a mine of words" not in caplog.text, "no words of people in the log"


async def test_the_same_transaction_again_changes_nothing(room: Room) -> None:
    for _ in range(2):
        await room.inbox.take([text("$one"), text("$two")])
    assert await room.carried() == ["$one", "$two"]


@pytest.mark.parametrize("kind", ["m.room.message", "m.reaction", "m.room.redaction"])
async def test_what_came_out_of_a_chat_goes_into_the_other_one_only(room: Room, kind: str) -> None:
    mark = {"network": "sandbox", "chat": "ladybirds", "id": "sandbox/ladybirds/7"}
    content = {"msgtype": "m.text", "body": "x", "ru.teremok": mark}
    await room.inbox.take([event("$1", content, type=kind, sender=GHOST, redacts="$0")])
    assert await room.carried() == []
    assert await room.carried(OTHER_LANE) == ["$1"]


async def test_coming_and_going_is_shown_once_though_told_without_what_was_before(
    room: Room,
) -> None:
    boris = f"@boris:{SERVER}"
    for membership in ("invite", "join", "join", "leave", "leave"):
        await room.inbox.take([member({"membership": membership}, state_key=boris, sender=boris)])
    shown = [task.payload["joined"] for task in await room.tasks(LANE)]
    assert shown == [True, False]


async def test_a_transaction_that_is_told_late_again_lets_nobody_in_who_was_banned(
    room: Room,
) -> None:
    boris = f"@boris:{SERVER}"
    joined = member({"membership": "join"}, state_key=boris, sender=boris)
    await room.inbox.take([joined])
    await room.inbox.take([member({"membership": "ban"}, state_key=boris)])
    await room.inbox.take([joined])
    async with room.store.reading() as connection:
        assert await rooms.is_banned(connection, GROUP_ROOM, boris)


async def test_a_parent_who_is_put_out_of_the_room_is_put_out_of_the_chat(room: Room) -> None:
    await room.inbox.take([member({"membership": "leave"}, state_key=GHOST)])
    [task] = await room.tasks(LANE)
    assert task.payload["person"] == "masha"
