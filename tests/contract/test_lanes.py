"""Between a chat and a room on a real homeserver: nothing is lost, doubled or misattributed."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from mautrix.api import PathBuilder as Path

from bridges.appservice import TeremokAppService
from bridges.chat_lane import ChatLane
from bridges.ghosts import Ghosts
from bridges.matrix import Matrix
from bridges.network import (
    ChatId,
    Durable,
    IncomingDeletion,
    IncomingEdit,
    IncomingMembership,
    IncomingMessage,
    IncomingReaction,
    Location,
    Media,
    MediaKind,
    MediaRef,
    MessageId,
    Network,
    NetworkName,
    NetworkRefused,
    OutgoingMessage,
    Person,
    PersonId,
    Speaker,
    Text,
)
from bridges.payloads import KINDS, packed
from bridges.room_lane import RoomLane
from rooms.archive.event import archived_event
from rooms.directory import Directory
from rooms.storage import crossings, events, queue
from rooms.storage.crossings import Crossing
from rooms.storage.database import Store
from rooms.storage.queue import Handler, QueuedTask, Task, TryLater
from tests.support.homeserver import RunningHomeserver
from tests.support.houses import COMMUNITY
from tests.support.ports import free_port

AT = datetime(2024, 3, 5, 9, 0, tzinfo=UTC)
CHAT = ChatId("ladybirds")
MASHA = Person(PersonId("masha"), "Маша")
FILE = b"bytes of a file"


class Messenger:
    """A network that can do everything and notes what it was asked."""

    name = NetworkName("sandbox")

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    async def send(self, chat: ChatId, message: OutgoingMessage) -> MessageId:
        self.asked.append(("send", message.text.plain, message.reply_to or ""))
        return MessageId(f"out-{message.key}")

    async def edit(self, chat: ChatId, message: MessageId, text: Text, speaker: Speaker) -> None:
        self.asked.append(("edit", message, text.plain))

    async def delete(self, chat: ChatId, message: MessageId) -> None:
        self.asked.append(("delete", message))

    async def react(
        self, chat: ChatId, message: MessageId, emoji: str, speaker: Speaker, removed: bool
    ) -> None:
        self.asked.append(("react", message, emoji))

    @asynccontextmanager
    async def download(self, ref: MediaRef) -> AsyncIterator[AsyncIterator[bytes]]:
        if ref == "gone":
            raise NetworkRefused("there is no such file")

        async def pieces() -> AsyncIterator[bytes]:
            yield FILE

        yield pieces()


class Crossroads:
    """Both lanes between one room and one chat."""

    def __init__(self, homeserver: RunningHomeserver, store: Store) -> None:
        self.homeserver, self.store = homeserver, store
        self.service = TeremokAppService(
            homeserver.url, homeserver.server_name, homeserver.as_token, "hs", _take_nothing
        )
        self.directory = Directory(homeserver.server_name, COMMUNITY)
        self.bot = f"@teremok_bot_{secrets.token_hex(4)}:{homeserver.server_name}"
        self.matrix = Matrix(self.service, self.bot)
        self.ghosts = Ghosts(self.matrix, self.directory, store)
        self.messenger = Messenger()
        networks = {"sandbox": cast("Network", self.messenger)}
        self.to_room = RoomLane(networks, self.matrix, self.ghosts, store).carry
        self.to_chat = ChatLane(networks, self.matrix, self.directory, store).carry
        self.room = ""
        self._tasks = 0

    async def open(self) -> None:
        await self.service.start("127.0.0.1", free_port())
        await self.matrix.register(self.bot)
        self.room = (await self.call("POST", "/createRoom", self.bot, {}))["room_id"]

    async def call(self, method: str, path: str, user: str, body: Any = None, **query: str) -> Any:
        status, answer = await self.homeserver.request(
            self.homeserver.as_token,
            method,
            f"/_matrix/client/v3{path}",
            body,
            **query,
            user_id=user,
        )
        assert status == 200, answer
        return answer

    async def timeline(self, kind: str = "m.room.message") -> list[dict[str, Any]]:
        path = f"/rooms/{self.room}/messages"
        answer = await self.call("GET", path, self.bot, dir="f", limit="500")
        return [event for event in answer["chunk"] if event["type"] == kind]

    def ghost(self, person: Person = MASHA) -> str:
        return self.ghosts.id_of("sandbox", person.id)

    async def happen(
        self, happening: Durable, *, again: bool = False, noted: bool = True, attempts: int = 0
    ) -> None:
        """Carry it into the room; where it is not `noted`, as if we were killed just then."""
        crossing = Crossing(
            network="sandbox",
            chat=CHAT,
            remote_id=happening.key,
            kind=KINDS[type(happening)],
            author=happening.person.id if happening.person else "",
            room_id=self.room,
            at=int(AT.timestamp() * 1000),
            target=getattr(happening, "message", None),
            detail=getattr(happening, "emoji", None),
        )
        async with self.store.transaction() as connection:
            await crossings.add(connection, crossing)
        payload = {"network": "sandbox", "room": self.room, "happening": packed(happening)}
        await self._carry_out(self.to_room, payload, again, noted, attempts)

    async def hear(self, event: dict[str, Any]) -> str:
        """Have an event in the archive; gives its id."""
        async with self.store.transaction() as connection:
            await events.add(connection, archived_event({**event, "room_id": self.room}, "Анна"))
        return str(event["event_id"])

    async def carry(self, event_id: str, *, again: bool = False) -> None:
        """Carry an event out to the chat."""
        payload = {"network": "sandbox", "chat": CHAT, "event_id": event_id}
        await self._carry_out(self.to_chat, payload, again, True, 0)

    async def _carry_out(
        self,
        handler: Handler | Callable[..., Awaitable[Any]],
        payload: dict[str, Any],
        again: bool,
        noted: bool,
        attempts: int,
    ) -> None:
        self._tasks += 1
        task = QueuedTask(self._tasks, "lane", "kind", payload, 0, 0, attempts)
        done = await handler(task, again)
        if noted and done is not None:
            async with self.store.transaction() as connection:
                await done(connection)


async def _take_nothing(_transaction_id: str, _events: Any, _ephemeral: Any) -> None:
    raise AssertionError("nobody calls us here")


@pytest.fixture
async def crossroads(homeserver: RunningHomeserver, store: Store) -> AsyncIterator[Crossroads]:
    both = Crossroads(homeserver, store)
    await both.open()
    yield both
    await both.service.stop()


def forget_transactions(crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the homeserver does when it starts anew: a second sending would be a second event."""
    real = crossroads.matrix._request

    async def request(method: Any, path: Any, user_id: str, *args: Any, **more: Any) -> Any:
        path = Path(f"{path}-again") if "/send/" in str(path) else path
        return await real(method, path, user_id, *args, **more)

    monkeypatch.setattr(crossroads.matrix, "_request", request)


def message(number: int, words: str = "Доброе утро", **more: Any) -> IncomingMessage:
    person = more.pop("person", MASHA)
    text = more.pop("text", Text(words))
    return IncomingMessage(CHAT, MessageId(str(number)), person, AT, text, **more)


def media(**more: Any) -> Media:
    known = {"ref": MediaRef("a"), "mimetype": "image/png", "filename": "a.png", "size": len(FILE)}
    return Media(**{"kind": MediaKind.PHOTO, **known, **more})


def said(event_id: str, body: str, **content: Any) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "sender": "@anna:s",
        "type": "m.room.message",
        "origin_server_ts": 1,
        "content": {"msgtype": "m.text", "body": body, **content},
    }


def replacing(event_id: str, body: str) -> dict[str, Any]:
    return {
        "m.new_content": {"msgtype": "m.text", "body": body},
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }


# --- into the room ------------------------------------------------------------------------------

TOO_LARGE = {
    "text": message(1, text=Text("я" * 65_536)),
    "formatted": message(1, text=Text("я" * 4_096, "<b>я</b>" * 8_000)),
    "control characters": message(1, text=Text("\x01" * 65_000)),
    "a place with a long name": message(1, location=Location(55.7, 1e-7, "я" * 65_536)),
    "a picture of impossible size": message(1, media=media(width=2**60, duration_ms=2**64)),
}


@pytest.mark.parametrize("large", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_what_is_too_much_for_an_event_comes_as_far_as_it_goes(
    crossroads: Crossroads, large: IncomingMessage
) -> None:
    await crossroads.happen(large)
    [event] = await crossroads.timeline()
    assert event["content"]["body"][:40]
    assert event["content"].get("geo_uri", "geo:55.700000,0.000000") == "geo:55.700000,0.000000"


async def test_a_large_edit_comes_as_far_as_it_goes(crossroads: Crossroads) -> None:
    await crossroads.happen(message(1))
    words = Text("я" * 4_096, "<i>я</i>" * 3_000)
    await crossroads.happen(IncomingEdit(CHAT, "2", MessageId("1"), MASHA, AT, words))
    _, edit = await crossroads.timeline()
    assert edit["content"]["m.new_content"]["body"] == words.plain


async def test_a_person_with_a_very_long_id_is_heard(crossroads: Crossroads) -> None:
    person = Person(PersonId("я" * 64), "Маша")
    await crossroads.happen(message(1, person=person))
    [event] = await crossroads.timeline()
    assert len(event["sender"]) <= 255


@pytest.mark.parametrize("size", [1, len(FILE) - 1, len(FILE) + 1, 10_000])
async def test_a_file_of_another_size_than_was_said_does_not_stop_the_room(
    crossroads: Crossroads, size: int
) -> None:
    await crossroads.happen(message(1, "Смотрите", media=media(size=size)))
    [event] = await crossroads.timeline()
    assert event["content"]["body"].startswith("Смотрите\n")
    assert "a.png" in event["content"]["body"]


@pytest.mark.parametrize("mimetype", ["application/json", "", "a\r\nX-Bad: 1", "я/я", "x" * 256])
async def test_a_file_of_whatever_type_arrives(crossroads: Crossroads, mimetype: str) -> None:
    await crossroads.happen(message(1, media=media(kind=MediaKind.FILE, mimetype=mimetype)))
    [event] = await crossroads.timeline()
    async with crossroads.matrix.download(event["content"]["url"]) as content:
        assert b"".join([piece async for piece in content]) == FILE


async def test_a_picture_of_a_person_that_is_gone_does_not_stop_the_room(
    crossroads: Crossroads,
) -> None:
    person = Person(PersonId("masha"), "Маша", MediaRef("gone"))
    await crossroads.happen(message(1, person=person))
    assert len(await crossroads.timeline()) == 1


@pytest.mark.parametrize("kind", ["text", "photo", "edit", "reaction"])
async def test_what_was_sent_but_not_noted_is_not_sent_again(
    crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    await crossroads.happen(message(1))
    happenings: dict[str, Durable] = {
        "text": message(2),
        "photo": message(2, media=media()),
        "edit": IncomingEdit(CHAT, "2", MessageId("1"), MASHA, AT, Text("Добрый вечер")),
        "reaction": IncomingReaction(CHAT, "2", MessageId("1"), MASHA, AT, "👍", False),
    }
    happening = happenings[kind]
    await crossroads.happen(happening, noted=False)
    for number in range(3, 30):  # what another room makes of a new name and the like
        await crossroads.matrix.set_name(crossroads.ghost(), f"Мария {number}")
    before = [len(await crossroads.timeline(k)) for k in ("m.room.message", "m.reaction")]
    forget_transactions(crossroads, monkeypatch)
    await crossroads.happen(happening, again=True)
    after = [len(await crossroads.timeline(k)) for k in ("m.room.message", "m.reaction")]
    assert after == before
    async with crossroads.store.reading() as connection:
        noted = await crossings.get(connection, "sandbox", CHAT, "2")
    assert noted is not None
    assert noted.event_id is not None


async def test_what_was_redacted_before_it_was_noted_is_not_said_again(
    crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch
) -> None:
    await crossroads.happen(message(1), noted=False)
    [event] = await crossroads.timeline()
    await crossroads.matrix.redact(crossroads.room, crossroads.bot, event["event_id"], "")
    forget_transactions(crossroads, monkeypatch)
    await crossroads.happen(message(1), again=True)
    assert len(await crossroads.timeline()) == 1


async def test_what_a_parent_deletes_goes_though_the_parent_has_gone(
    crossroads: Crossroads,
) -> None:
    await crossroads.happen(message(1))
    await crossroads.happen(IncomingMembership(CHAT, "2", MASHA, AT, joined=False))
    await crossroads.happen(IncomingMembership(CHAT, "3", MASHA, AT, joined=False))
    await crossroads.happen(IncomingDeletion(CHAT, "4", MessageId("1"), MASHA, AT))
    [event] = await crossroads.timeline()
    assert event["content"] == {}
    [redaction] = await crossroads.timeline("m.room.redaction")
    assert redaction["content"]["ru.teremok"] == {"network": "sandbox", "chat": CHAT}


async def test_edits_and_reactions_say_which_chat_they_come_from(crossroads: Crossroads) -> None:
    await crossroads.happen(message(1))
    edit = IncomingEdit(CHAT, "2", MessageId("1"), MASHA, AT, Text("Добрый вечер"))
    await crossroads.happen(edit)
    await crossroads.happen(IncomingReaction(CHAT, "3", MessageId("1"), MASHA, AT, "👍", False))
    sent = [*await crossroads.timeline(), *await crossroads.timeline("m.reaction")]
    assert [event["content"]["ru.teremok"]["chat"] for event in sent] == [CHAT] * 3


async def test_an_answer_to_a_post_of_ours_waits_until_the_post_is_noted(
    crossroads: Crossroads,
) -> None:
    async with crossroads.store.transaction() as connection:
        await queue.add(connection, Task(f"chat:sandbox:{CHAT}", "to-chat", {}), 1)
    answer = message(2, reply_to=MessageId("1"))
    with pytest.raises(TryLater):
        await crossroads.happen(answer)
    await crossroads.happen(answer, attempts=12, again=True)
    assert len(await crossroads.timeline()) == 1, "but not for ever"


# --- into the chat ------------------------------------------------------------------------------


async def test_staff_may_answer_a_parent_before_we_have_noted_the_message(
    crossroads: Crossroads,
) -> None:
    await crossroads.happen(message(7), noted=False)
    [event] = await crossroads.timeline()
    await crossroads.hear(event)
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": event["event_id"]}}}
    await crossroads.carry(await crossroads.hear(said("$1", "Здравствуйте", **reply)))
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": event["event_id"]}
    await crossroads.carry(await crossroads.hear(redaction))
    assert crossroads.messenger.asked == [("send", "Здравствуйте", "7"), ("delete", "7")]


async def test_a_forged_mark_of_a_member_names_nobodys_message(crossroads: Crossroads) -> None:
    await crossroads.happen(message(7))
    mark = {"id": f"sandbox/{CHAT}/7", "network": "sandbox", "chat": CHAT}
    await crossroads.hear(said("$0", "x", **{"ru.teremok": mark}))
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": "$0"}
    await crossroads.carry(await crossroads.hear(redaction))
    assert crossroads.messenger.asked == []


async def test_nobody_changes_the_words_of_others_in_the_chat(crossroads: Crossroads) -> None:
    await crossroads.carry(await crossroads.hear(said("$1", "Завтра праздник")))
    forged = {**said("$2", "* x", **replacing("$1", "Праздника нет")), "sender": "@boris:s"}
    await crossroads.carry(await crossroads.hear(forged))
    own = said("$3", "* x", **replacing("$1", "Праздник в среду"))
    await crossroads.carry(await crossroads.hear(own))
    assert crossroads.messenger.asked[1:] == [("edit", "out-$1", "Праздник в среду")]


async def test_what_was_taken_back_before_it_was_posted_is_not_posted(
    crossroads: Crossroads,
) -> None:
    await crossroads.hear(said("$1", "Ой"))
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": "$1"}
    await crossroads.hear(redaction)
    await crossroads.carry("$1")
    await crossroads.carry("$2")
    assert crossroads.messenger.asked == []


async def test_what_may_have_been_posted_and_was_taken_back_is_deleted(
    crossroads: Crossroads,
) -> None:
    await crossroads.hear(said("$1", "Ой"))
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": "$1"}
    await crossroads.hear(redaction)
    await crossroads.carry("$1", again=True)
    await crossroads.carry("$2")
    assert crossroads.messenger.asked[-1] == ("delete", "out-$1")


async def test_taking_back_a_parents_edit_deletes_no_message(crossroads: Crossroads) -> None:
    await crossroads.happen(message(1))
    edit = IncomingEdit(CHAT, "2", MessageId("1"), MASHA, AT, Text("Добрый вечер"))
    await crossroads.happen(edit)
    event = (await crossroads.timeline())[-1]
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": event["event_id"]}
    await crossroads.carry(await crossroads.hear(redaction))
    assert crossroads.messenger.asked == []
