"""What a file turns out to be when it is in the archive has consequences, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bridges.enforcement.origin import InChat, unpacked_origin
from bridges.enforcement.tasks import DUTY_LANE, WITHDRAW
from bridges.matrix import MARKER
from bridges.room_lane import REDACT
from bridges.second_look import SecondLook
from policies.regulation import Regulation
from rooms.archive.event import raw_event
from rooms.archive.listing import milliseconds
from rooms.archive.media import KIND, MediaArchive
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.posts import post_of_event
from rooms.storage import crossings, decisions, events, queue
from rooms.storage.crossings import Crossing, Ghost
from rooms.storage.database import Store
from rooms.storage.decisions import Standing, State
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import QueuedTask
from rooms.storage.rooms import KnownRoom
from tests.support.archive import FilledArchive
from tests.support.houses import COMMUNITY, GROUP_ROOM, furnished
from tests.unit.test_file_facts import drawn, saved

SERVER = "teremok.test"
ROOM = KnownRoom("ladybirds", GROUP_ROOM, "group", "Божьи коровки")
CARD, SMALLER, OTHER = (
    saved(drawn(), "PNG"),
    saved(drawn().resize((500, 375)), "JPEG"),
    saved(drawn(4), "PNG"),
)
PROGRAM = b"MZ" + bytes(50_000)
REGULATION = Regulation.model_validate(
    {
        "clauses": [
            {
                "id": "7.1",
                "text": "Одну и ту же картинку присылают один раз.",
                "rule": "repeated_picture",
                "with": {"kilobytes": 1},
                "action": "withdraw",
            },
            {
                "id": "7.2",
                "text": "Программ не присылают.",
                "rule": "media_kind",
                "action": "withdraw",
            },
        ]
    }
)


class House:
    """An archive into which files come, with the second look after it."""

    def __init__(self, store: Store, directory: Directory, folder: Path) -> None:
        self.store = store
        self.directory = directory
        self.filled = FilledArchive(store, folder, ROOM)
        self.files: dict[str, bytes] = {}
        self.judge = Judge(REGULATION, "Europe/Moscow")
        archive = MediaArchive(store, self, folder, 10**7)
        archive.prepare()
        self.look = SecondLook(archive, directory, self.judge, self)
        self.days_later = 0

    def now_ms(self) -> int:
        return milliseconds(self.filled.at) + self.days_later * 24 * 3600 * 1000

    @asynccontextmanager
    async def download(self, mxc: str) -> AsyncIterator[AsyncIterator[bytes]]:
        async def pieces() -> AsyncIterator[bytes]:
            yield self.files[mxc]

        yield pieces()

    async def send(self, sender: str, name: str, content: bytes, **more: Any) -> ArchivedEvent:
        """Post a picture; it is judged by what its sender says."""
        event_id = await self.filled.post_file(sender, name, None, f"{len(self.files)}.png", **more)
        event = await self.event(event_id)
        assert event.media is not None
        self.files[event.media.mxc] = content
        if post := post_of_event(raw_event(event), self.directory):
            assert self.judge.judge(post).lets_through
        return event

    async def event(self, event_id: str) -> ArchivedEvent:
        async with self.store.reading() as connection:
            event = await events.get(connection, event_id)
        assert event is not None
        return event

    async def archive(self, event: ArchivedEvent) -> None:
        """As the outbox does it."""
        assert event.media is not None
        task = QueuedTask(1, f"media:{GROUP_ROOM}", KIND, {"mxc": event.media.mxc}, 0, 0, 0)
        done = await self.look(task, repeated=False)
        assert done is not None
        async with self.store.transaction() as connection:
            await done(connection)

    async def tasks(self, lane: str) -> list[QueuedTask]:
        async with self.store.reading() as connection:
            return await queue.head(connection, lane, 100)

    async def redacted(self) -> list[str]:
        tasks = await self.tasks(f"room:{GROUP_ROOM}")
        return [task.payload["event_id"] for task in tasks if task.kind == REDACT]

    async def decided(self) -> list[tuple[str, str]]:
        async with self.store.reading() as connection:
            return [(each.post_id, each.rule) for each in await decisions.listed(connection)]


@pytest.fixture
async def house(store: Store, tmp_path: Path) -> House:
    await furnished(store)
    directory = Directory(SERVER, COMMUNITY)
    await directory.refresh(store)
    return House(store, directory, tmp_path / "media")


async def test_the_same_picture_again_is_taken_away_and_its_author_told(house: House) -> None:
    first = await house.send("petr", "Пётр", CARD)
    await house.archive(first)
    second = await house.send("olga", "Ольга", SMALLER)
    other = await house.send("olga", "Ольга", OTHER)
    await house.archive(second)
    await house.archive(other)
    assert await house.redacted() == [second.event_id]
    assert await house.decided() == [(second.event_id, "repeated_picture")]
    assert len(await house.tasks(f"tell:@olga:{SERVER}")) == 1


async def test_it_happens_once(house: House) -> None:
    await house.archive(await house.send("petr", "Пётр", CARD))
    second = await house.send("petr", "Пётр", CARD)
    for _ in range(3):
        await house.archive(second)
    assert await house.redacted() == [second.event_id]
    # Nor is what was taken away repeated by the next one; what was there before it is.
    third = await house.send("petr", "Пётр", SMALLER)
    await house.archive(third)
    assert await house.redacted() == [second.event_id, third.event_id]


async def test_a_photo_that_is_a_program_is_taken_away(house: House) -> None:
    program = await house.send("petr", "Пётр", PROGRAM)
    await house.archive(program)
    assert await house.redacted() == [program.event_id]
    assert await house.decided() == [(program.event_id, "media_kind")]


async def test_a_note_on_a_photo_does_not_let_a_program_stay(house: House) -> None:
    noted = {"id": "8", "text": "Фотографии.", "rule": "photo_consent", "action": "flag"}
    clauses = [*REGULATION.model_dump(by_alias=True)["clauses"], noted]
    house.judge.replace(Regulation.model_validate({"clauses": clauses}), "Europe/Moscow")
    program = await house.send("petr", "Пётр", PROGRAM)
    async with house.store.transaction() as connection:
        post = post_of_event(raw_event(program), house.directory)
        assert post is not None
        standing = Standing(State.NOTED)
        noted_as = await decisions.add(connection, post, house.judge.judge(post), 1, standing)
        assert noted_as is not None
        await decisions.put_card(connection, noted_as, "$card")
    assert await house.decided() == [(program.event_id, "photo_consent")]
    for _ in range(2):
        await house.archive(program)
    assert await house.redacted() == [program.event_id]
    assert await house.decided() == [(program.event_id, "media_kind")]
    assert len(await house.tasks(DUTY_LANE)) == 1, "the card says so"


async def test_what_staff_repeat_is_noted_at_most(house: House) -> None:
    await house.archive(await house.send("anna", "Анна", CARD))
    second = await house.send("anna", "Анна", CARD)
    await house.archive(second)
    assert await house.redacted() == []
    assert await house.decided() == [(second.event_id, "repeated_picture")]


async def test_a_file_that_comes_days_later_changes_nothing(house: House) -> None:
    program = await house.send("petr", "Пётр", PROGRAM)
    house.days_later = 2
    await house.archive(program)
    assert await house.decided() == []
    assert (await house.event(program.event_id)).media != program.media


async def test_what_was_taken_back_meanwhile_is_not_looked_at(house: House) -> None:
    program = await house.send("petr", "Пётр", PROGRAM)
    await house.filled.delete("petr", "Пётр", program.event_id)
    await house.archive(program)
    assert await house.decided() == []


async def test_a_parents_picture_is_removed_from_the_messenger_too(
    store: Store, house: House
) -> None:
    user = f"@teremok_sandbox_maria:{SERVER}"
    mark = {MARKER: {"network": "sandbox", "chat": "owls"}}
    sent = []
    for number, content in enumerate((CARD, SMALLER)):
        event = await house.send("teremok_sandbox_maria", "Мария", content, **mark)
        crossing = Crossing(
            network="sandbox",
            chat="owls",
            remote_id=f"m{number}",
            kind="message",
            author="maria",
            room_id=GROUP_ROOM,
            at=event.sent_at,
            event_id=event.event_id,
        )
        async with store.transaction() as connection:
            await crossings.put_ghost(connection, Ghost(user, "sandbox", "maria", "Мария", None))
            await crossings.add(connection, crossing)
            where = ("sandbox", "owls", f"m{number}")
            await crossings.set_event(connection, *where, event.event_id, GROUP_ROOM)
        sent.append(event)
        await house.archive(event)
    assert await house.redacted() == [sent[1].event_id]
    [withdrawal] = await house.tasks("chat:sandbox:owls")
    assert (withdrawal.kind, withdrawal.payload["message"]) == (WITHDRAW, "m1")
    async with store.reading() as connection:
        [decision] = await decisions.listed(connection)
    assert (decision.post_id, decision.author) == ("sandbox/owls/m1", "sandbox/maria")
    origin = unpacked_origin(decision.origin)
    assert isinstance(origin, InChat)
    assert sent[1].media is not None
    assert origin.mxc == sent[1].media.mxc  # so that it can appear again
