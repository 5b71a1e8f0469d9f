"""A chat and a room on a real homeserver, with all that lies between them."""

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
    IncomingMessage,
    Media,
    MediaKind,
    MediaRef,
    MessageId,
    Network,
    NetworkAway,
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
from rooms.roster.titles import GuardianTitles
from rooms.storage import crossings, events
from rooms.storage.crossings import Crossing
from rooms.storage.database import Store
from rooms.storage.queue import Handler, QueuedTask
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
        self.is_away = True

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
        if ref == "away" and self.is_away:
            raise NetworkAway("nobody answers")

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
        self.titles = GuardianTitles(self.directory)
        self.ghosts = Ghosts(self.matrix, self.directory, store, self.titles)
        self.messenger = Messenger()
        networks = {"sandbox": cast("Network", self.messenger)}
        self.to_room = RoomLane(networks, self.matrix, self.ghosts, self.directory, store).carry
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

    async def carry(
        self, event_id: str, *, again: bool = False, noted: bool = True, **more: str
    ) -> None:
        """Carry an event out to the chat; not `noted`, as if we were killed just then."""
        payload = {"network": "sandbox", "chat": CHAT, "event_id": event_id, **more}
        await self._carry_out(self.to_chat, payload, again, noted, 0)

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
