"""Parents behind an upstream bridge become known: by their phone, or by a code that they send."""

from dataclasses import replace
from typing import Any

import pytest

from bridges.inbox import Inbox
from bridges.upstream.descriptor import read_descriptor
from bridges.upstream.known import KnownBridges
from bridges.upstream.people import UpstreamPeople
from bridges.upstream.provisioning import Bridge
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.judgement import Judge
from rooms.roster.linking import make_token
from rooms.roster.model import Guardian
from rooms.roster.titles import GuardianTitles
from rooms.storage import contacts, events, queue, rooms, upstream, upstream_people
from rooms.storage.database import Store
from rooms.storage.queue import QueuedTask
from rooms.storage.rooms import PlumbedChat
from tests.support.families import DASHA, MARIA, OLGA, PETYA, import_children, person
from tests.support.houses import GROUP_ROOM, SERVER, STAFF_ROOM, furnished

BRIDGE = Bridge(
    *(read_descriptor("whatsapp"), "http://127.0.0.1:9", SERVER, f"@teremok:{SERVER}"),
    *("secret", "as", "hs"),
)
HIDDEN = f"@whatsapp_lid-90000000000001:{SERVER}"
PHONE = f"@whatsapp_{MARIA.phones[0][1:]}:{SERVER}"
ASKED = "не знаем, чей вы родитель"


class Room:
    """A group's room with a chat of WhatsApp and one of the sandbox, and two families."""

    def __init__(self, store: Store, inbox: Inbox, titles: GuardianTitles) -> None:
        self.store = store
        self.titles = titles
        self._inbox = inbox
        self._count = 0

    async def says(self, sender: str, body: str, room: str = GROUP_ROOM) -> str:
        content = {"msgtype": "m.text", "body": body}
        return await self.happens("m.room.message", sender, content, room)

    async def comes(self, sender: str, name: str) -> None:
        content = {"membership": "join", "displayname": name}
        await self.happens("m.room.member", sender, content, state_key=sender)

    async def happens(
        self, kind: str, sender: str, content: dict[str, Any], room: str = GROUP_ROOM, **more: Any
    ) -> str:
        self._count += 1
        event = {
            "event_id": f"${self._count}", "room_id": room, "sender": sender, "type": kind,
            "origin_server_ts": SystemClock().now_ms(), "content": content, **more,
        }  # fmt: skip
        await self._inbox.take([event])
        return f"${self._count}"

    async def tasks(self, kind: str) -> list[QueuedTask]:
        found: list[QueuedTask] = []
        async with self.store.reading() as connection:
            for lane in await queue.lanes(connection):
                found += await queue.head(connection, lane, 99)
        return [task for task in found if task.kind == kind]

    async def told(self) -> list[str]:
        return [task.payload["content"]["body"] for task in await self.tasks("say-in-room")]

    async def token(self, name: str, network: str = "whatsapp") -> str:
        who = await person(self.store, name)
        async with self.store.transaction() as connection:
            return await make_token(connection, who, network, SystemClock().now_ms())

    async def shown(self, person: str, name: str) -> str:
        await self.titles.refresh(self.store)
        return self.titles.shown("whatsapp", person, name)


@pytest.fixture
async def room(store: Store) -> Room:
    await furnished(store)
    async with store.transaction() as connection:
        await upstream.drive(connection, "whatsapp", "whatsapp_", "whatsappbot")
        chats = [PlumbedChat("sandbox", "ladybirds", "ladybirds")]
        await rooms.replace_chats(connection, chats)
    await import_children(store, PETYA, DASHA)
    directory, clock = await furnished(store), SystemClock()
    known, titles = KnownBridges(lambda: [BRIDGE], store), GuardianTitles(directory)
    people = UpstreamPeople(known, directory, titles, clock)
    judge = Judge(Regulation(), "Europe/Moscow")
    inbox = Inbox(store, directory, judge, clock, lambda lanes: None, people)
    await known.refresh()
    return Room(store, inbox, titles)


async def test_a_phone_of_the_roster_links_its_owner_at_the_first_word(room: Room) -> None:
    await room.says(PHONE, "Доброе утро")
    assert await room.shown(MARIA.phones[0][1:], "masha") == "Мария (мама Пети)"
    assert await room.told() == []


async def test_a_phone_that_comes_into_the_roster_later_is_recognised_then(room: Room) -> None:
    nina = Guardian("Соколова Нина", "grandmother", ("+79990000001",))
    sender = f"@whatsapp_{nina.phones[0][1:]}:{SERVER}"
    await room.says(sender, "Доброе утро")
    await import_children(room.store, replace(PETYA, guardians=(*PETYA.guardians, nina)), DASHA)
    await room.says(sender, "Хорошего дня")
    async with room.store.reading() as connection:
        [known] = await contacts.linked(connection)
    assert known.guardian == await person(room.store, nina.name)


async def test_who_hides_their_phone_is_asked_once(room: Room) -> None:
    await room.token(OLGA.name)
    await room.comes(HIDDEN, "Инга")
    assert await room.told() == [], "who says nothing is left in peace"
    for _ in range(3):
        await room.says(HIDDEN, "Доброе утро")
    [asked] = await room.told()
    assert asked.startswith("Инга, ")
    assert ASKED in asked
    [task] = await room.tasks("say-in-room")
    assert task.payload["content"]["ru.teremok"] == {"for": "upstream"}


@pytest.mark.parametrize("network", [None, "telegram"])
async def test_nobody_is_asked_for_a_code_that_there_is_not(
    room: Room, network: str | None
) -> None:
    if network is not None:
        await room.token(OLGA.name, network)
    await room.says(HIDDEN, "Доброе утро")
    assert await room.told() == []


async def test_nobody_is_asked_among_the_staff(room: Room) -> None:
    await room.token(OLGA.name)
    await room.says(HIDDEN, "Доброе утро", STAFF_ROOM)
    assert await room.told() == []


async def test_a_code_links_who_sends_it_and_is_kept_nowhere(room: Room) -> None:
    token = await room.token(OLGA.name)
    await room.comes(HIDDEN, "Инга")
    sent = await room.says(HIDDEN, f" {token}\n")
    [answer] = await room.told()
    assert answer.startswith("Инга: Thank you, now we know each other!"), "in Olga's language"
    assert (await room.shown("lid-90000000000001", "Инга")).startswith("Ольга")
    [removal] = await room.tasks("redact")
    assert removal.payload["event_id"] == sent
    assert await room.tasks("to-chat") == [], "no other chat gets it"
    async with room.store.reading() as connection:
        kept = await events.get(connection, sent)
    assert kept is not None
    assert token not in f"{kept.text} {kept.content}"
    await room.says(HIDDEN, "Доброе утро")
    assert len(await room.told()) == 1, "who is known is not asked"


async def test_a_wrong_code_is_answered_and_taken_away(room: Room) -> None:
    token = await room.token(OLGA.name, "telegram")
    await room.says(HIDDEN, token)
    [answer] = await room.told()
    assert "другого мессенджера" in answer
    assert len(await room.tasks("redact")) == 1


async def test_a_new_name_is_noted_and_ours_is_not_taken_for_one(room: Room) -> None:
    await room.comes(PHONE, "masha")
    await room.titles.refresh(room.store)
    await room.comes(PHONE, "Мария (мама Пети)")
    async with room.store.reading() as connection:
        [known] = await upstream_people.everybody(connection)
    assert known.name == "masha"
    await room.comes(PHONE, "Masha I.")
    async with room.store.reading() as connection:
        [known] = await upstream_people.everybody(connection)
    assert (known.name, known.shown) == ("Masha I.", "Masha I.")
