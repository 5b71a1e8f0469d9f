"""What the archive has of what is not meant to last, on both databases."""

from collections.abc import Mapping
from typing import Any, Literal

import pytest

from bridges.inbox import Inbox
from policies.regulation import Regulation
from rooms.archive.vanishing import NotKept, why_not_kept
from rooms.clock import SystemClock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.storage import events, queue, rooms, upstream
from rooms.storage.database import Store
from rooms.storage.events import ArchivedEvent
from rooms.storage.rooms import PlumbedChat
from tests.support.houses import GROUP_ROOM, SERVER, furnished

ANNA = f"@anna:{SERVER}"
MARIA = f"@whatsapp_4915:{SERVER}"
FOR_A_WEEK = {"com.beeper.disappearing_timer": {"type": "after_send", "timer": 604_800_000}}
FOR_EVER: dict[str, Any] = {"com.beeper.disappearing_timer": {}}
PICTURE = {"msgtype": "m.image", "body": "a.png", "url": "mxc://s/a"}
VIEW_ONCE = {
    "msgtype": "m.notice",
    "body": "You received a view once message. For added privacy, you can only open it there.",
}


class Room:
    """An inbox of a room with a chat of WhatsApp and one of the sandbox, and what comes of it."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self.store = store
        self.judge = Judge(Regulation(), "Europe/Moscow")
        self.inbox = Inbox(store, directory, self.judge, SystemClock(), lambda _lanes: None)

    def rule(self, disappearing: Literal["keep", "mark"]) -> None:
        self.judge.replace(Regulation(disappearing=disappearing), "Europe/Moscow")

    async def archived(
        self, event_id: str, content: Mapping[str, Any], sender: str = MARIA
    ) -> ArchivedEvent:
        raw = {
            "event_id": event_id,
            "room_id": GROUP_ROOM,
            "sender": sender,
            "type": "m.room.message",
            "origin_server_ts": 1_700_000_000_000,
            "content": content,
        }
        await self.inbox.take([raw])
        async with self.store.reading() as connection:
            event = await events.get(connection, event_id)
        assert event is not None
        return event

    async def lanes(self) -> list[str]:
        async with self.store.reading() as connection:
            return await queue.lanes(connection)


@pytest.fixture
async def room(store: Store) -> Room:
    await furnished(store)
    async with store.transaction() as connection:
        await upstream.drive(connection, "whatsapp", "whatsapp_", "whatsappbot")
        chats = [("sandbox", "ladybirds"), ("whatsapp", "1@g.us")]
        plumbed = [PlumbedChat(network, chat, "ladybirds") for network, chat in chats]
        await rooms.replace_chats(connection, plumbed)
    return Room(store, await furnished(store))


def text(body: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, **more}


def edit_of(event_id: str, body: str) -> dict[str, Any]:
    relation = {"rel_type": "m.replace", "event_id": event_id}
    return text(f"* {body}", **{"m.new_content": text(body), "m.relates_to": relation})


def has_nothing(event: ArchivedEvent) -> bool:
    is_empty = event.text == "" and event.media is None and len(event.content) == 1
    return is_empty and why_not_kept(event.content) is NotKept.DISAPPEARS


async def test_it_is_kept_where_the_regulation_says_nothing(room: Room) -> None:
    event = await room.archived("$1", {**PICTURE, **FOR_A_WEEK})
    assert event.media is not None
    assert why_not_kept(event.content) is None
    assert f"media:{GROUP_ROOM}" in await room.lanes()


async def test_it_is_only_marked_where_the_regulation_says_so(room: Room) -> None:
    room.rule("mark")
    picture = await room.archived("$1", {**PICTURE, **FOR_A_WEEK})
    words = await room.archived("$2", text("На минуту", **FOR_A_WEEK))
    assert has_nothing(picture)
    assert has_nothing(words)
    assert (picture.kind, picture.sender, picture.sent_at) == ("photo", MARIA, 1_700_000_000_000)
    assert await room.lanes() == ["chat:sandbox:ladybirds"], "it is carried, and no file is fetched"


async def test_the_setting_is_about_what_comes_from_then_on(room: Room) -> None:
    await room.archived("$1", text("Раньше", **FOR_A_WEEK))
    room.rule("mark")
    assert (await room.archived("$1", text("Раньше", **FOR_A_WEEK))).text == "Раньше"
    room.rule("keep")
    assert (await room.archived("$2", text("Позже", **FOR_A_WEEK))).text == "Позже"


async def test_an_edit_of_it_is_not_kept_either(room: Room) -> None:
    await room.archived("$1", text("Раньше", **FOR_A_WEEK))
    room.rule("mark")
    await room.archived("$2", text("Позже", **FOR_A_WEEK))
    await room.archived("$3", text("Навсегда", **FOR_EVER))
    for number, target in enumerate(("$1", "$2"), start=4):
        edit = await room.archived(f"${number}", edit_of(target, "Иначе"))
        assert has_nothing(edit)
        assert (edit.kind, edit.target) == ("edit", target)
    assert (await room.archived("$6", edit_of("$3", "Иначе"))).text == "Иначе"


async def test_what_lasts_is_kept_whatever_the_regulation_says(room: Room) -> None:
    room.rule("mark")
    assert (await room.archived("$1", text("Навсегда", **FOR_EVER))).text == "Навсегда"
    assert (await room.archived("$2", text("Навсегда"))).text == "Навсегда"


async def test_nobody_of_the_house_can_hide_from_the_archive(room: Room) -> None:
    room.rule("mark")
    event = await room.archived("$1", text("Тайком", **FOR_A_WEEK), ANNA)
    assert event.text == "Тайком"
    pretended = await room.archived("$2", text("Тайком", **{"ru.teremok.not_kept": "once"}), ANNA)
    assert pretended.text == "Тайком"
    assert why_not_kept(pretended.content) is None


@pytest.mark.parametrize("more", [{}, {"fi.mau.whatsapp.undecryptable": True}])
async def test_what_may_be_looked_at_once_is_marked(room: Room, more: dict[str, Any]) -> None:
    event = await room.archived("$1", {**VIEW_ONCE, **more})
    assert why_not_kept(event.content) is NotKept.ONCE
    assert event.text == "", "these were the bridge's words"
    assert await room.lanes() == []
