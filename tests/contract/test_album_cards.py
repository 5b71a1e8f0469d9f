"""An album that is asked about is shown to the duty administrator as one card."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.duty.hearing import DutyHearing
from bot.duty.marks import file_mark
from bot.voice import NOTICE
from bridges.enforcement.deciding import decide
from bridges.enforcement.objecting import Objections, Said
from bridges.enforcement.tasks import WITHDRAW, asked_lane
from bridges.network import Media, MediaKind, MediaRef
from bridges.room_lane import TO_ROOM
from rooms.storage import queue, talks
from rooms.storage.decisions import State
from rooms.storage.talks import Part, Talk
from tests.support.bot import TestedBot
from tests.support.duty import WRITTEN, DutyHouse, clause

FLAGGED = clause("flag", **{"with": {"allowed": []}, "rule": "media_kind"})
PHOTO = Media(MediaRef("a"), MediaKind.PHOTO, "image/jpeg", "a.jpg", 90_000)


@pytest.fixture
async def house(bot: TestedBot) -> AsyncIterator[DutyHouse]:
    made = DutyHouse(bot)
    await made.begin()
    made.put_in_force(clause("ask", **{"with": {"allowed": []}, "rule": "media_kind"}))
    yield made
    await made.outbox.stop()


async def sends(house: DutyHouse, number: int, seconds: int, caption: str = "") -> None:
    at = WRITTEN + timedelta(seconds=seconds)
    await house.parent_writes(caption, number, at, media=PHOTO)


async def album(house: DutyHouse) -> str:
    """Three pictures, and the card of them."""
    for number, seconds, caption in ((1, 0, "Утренник"), (2, 4, ""), (3, 13, "")):
        await sends(house, number, seconds, caption)
        await house.work_off()
    return str((await house.decision()).card)


async def refuses(house: DutyHouse, number: int) -> None:
    """The head decides by a command that one picture is not to be seen."""
    async with house.bot.store.transaction() as connection:
        ruling = await decide(connection, house.settlement, number, yes=False, by="@valentina:s")
        await queue.add_many(connection, ruling.tasks, house.clock.now_ms())
    await house.work_off()


async def objects(house: DutyHouse, number: int) -> dict[str, Any]:
    """Its author objects to what was decided on one picture; gives what the bot says of it then."""
    place, told = "sandbox/ladybirds", f"told of {number}"
    said = Said(place, f"objection to {number}", "sandbox/masha", "Там один торт!", told)
    async with house.bot.store.transaction() as connection:
        await talks.put(connection, Talk(place, told, number, Part.TOLD), 1)
        objected = await Objections(house.settlement, house.clock).take(connection, said)
        await queue.add_many(connection, objected or [], house.clock.now_ms())
    await house.work_off()
    in_threads = [
        each
        for each in await house.said()
        if each["content"].get("m.relates_to", {}).get("rel_type") == "m.thread"
    ]
    return in_threads[-1]


async def states(house: DutyHouse) -> list[State]:
    return [(await house.decision(number)).state for number in (1, 2, 3)]


def carried(house: DutyHouse, kind: str) -> list[Any]:
    return [task.payload.get("decision") for task in house.carried if task.kind == kind]


async def test_it_has_one_card_that_shows_all_of_it(house: DutyHouse) -> None:
    card = await album(house)
    assert {(await house.decision(number)).card for number in (1, 2, 3)} == {card}
    assert len(await house.cards()) == 1
    lines = (await house.card())["content"]["body"].split("\n")
    assert lines[0] == "❓ Ждёт вашего решения · № 1, 2, 3"
    assert lines[2:4] == ["> Утренник", "> [3 файла ниже]"]
    assert lines[-1].endswith("(об одном: !teremok решить 1 да/нет)")
    marks = [each["content"]["m.relates_to"]["key"] for each in await house.said("m.reaction")]
    assert marks == ["✅", "❌"]


async def test_one_tap_publishes_all_of_it_and_its_author_hears_of_it_once(
    house: DutyHouse,
) -> None:
    card = await album(house)
    before = len(await house.told_chat())
    await house.react(house.bot.head, card, "✅")
    assert await states(house) == [State.PUBLISHED] * 3
    assert carried(house, TO_ROOM) == [1, 2, 3]
    assert len(await house.told_chat()) == before + 1
    shown = (await house.card())["content"]["body"]
    assert shown.startswith("✅ Опубликовано: Валентина, ")
    assert "№ 1, 2, 3\n" in shown


async def test_one_of_it_can_be_decided_alone_and_a_tap_decides_the_rest(house: DutyHouse) -> None:
    card = await album(house)
    await refuses(house, 2)
    lines = (await house.card())["content"]["body"].split("\n")
    assert lines[0] == "❓ Ждёт вашего решения · № 1, 3"
    assert "№ 2: не опубликовано." in lines
    await house.react(house.bot.head, card, "✅")
    assert await states(house) == [State.PUBLISHED, State.REFUSED, State.PUBLISHED]
    assert carried(house, WITHDRAW) == [2]


async def test_an_objection_to_one_of_it_is_under_the_card_and_about_that_one(
    house: DutyHouse,
) -> None:
    card = await album(house)
    await house.react(house.bot.head, card, "❌")
    assert await states(house) == [State.REFUSED] * 3
    under = await objects(house, 2)
    assert under["content"]["m.relates_to"]["event_id"] == card
    assert under["content"]["body"].startswith("№ 2: Маша возражает: «Там один торт!»")
    lines = (await house.card())["content"]["body"].split("\n")
    assert lines[0] == "✋ Автор возражает · № 2"
    assert "Автор о № 2: «Там один торт!»" in lines
    await house.write_in_thread(house.bot.head, card, "Вижу")
    answer = next(t.payload for t in house.carried if "Вижу" in str(t.payload.get("text")))
    assert (answer["decision"], answer["reply_to"]) == (2, "objection to 2")
    await house.react(house.bot.educator, card, "✅")
    await house.react(house.bot.head, under["event_id"], "✅")
    assert await states(house) == [State.REFUSED, State.PUBLISHED, State.REFUSED]


async def test_what_comes_later_or_after_the_decision_has_a_card_of_its_own(
    house: DutyHouse,
) -> None:
    await sends(house, 1, 0)
    await sends(house, 2, 40)
    await house.work_off()
    await house.react(house.bot.head, str((await house.decision()).card), "✅")
    await sends(house, 3, 3)
    await house.work_off()
    assert len({(await house.decision(number)).card for number in (1, 2, 3)}) == 3
    assert await states(house) == [State.PUBLISHED, State.ASKED, State.ASKED]


async def test_a_tap_at_the_objection_to_one_decides_that_one(house: DutyHouse) -> None:
    await album(house)
    await refuses(house, 2)
    under = await objects(house, 2)
    await house.react(house.bot.head, under["event_id"], "✅")
    assert await states(house) == [State.ASKED, State.PUBLISHED, State.ASKED]


async def test_what_dismisses_an_objection_removes_nothing_that_stands(house: DutyHouse) -> None:
    house.put_in_force(FLAGGED)
    card = await album(house)
    for number in (2, 3):
        await refuses(house, number)
        under = await objects(house, number)
    assert (await house.card())["content"]["body"].startswith("✋ Автор возражает · № 2, 3\n")
    await house.react(house.bot.head, under["event_id"], "❌")
    assert await states(house) == [State.NOTED, State.REFUSED, State.REFUSED]
    assert (await house.card())["content"]["body"].startswith("✋ Автор возражает · № 2\n")
    await house.react(house.bot.head, card, "❌")
    assert await states(house) == [State.NOTED, State.REFUSED, State.REFUSED]
    shown = (await house.card())["content"]["body"]
    assert shown.startswith("🚩 Отмечено; сообщение стоит · № 1\n")


async def test_a_tap_at_a_picture_below_the_card_decides_that_picture(house: DutyHouse) -> None:
    house.put_in_force(FLAGGED)
    await album(house)
    content = {"msgtype": "m.image", "body": "2.jpg", "url": "mxc://teremok.test/2"}
    picture = await house.bot.speech.say(house.room, NOTICE, content, file_mark(2))
    await house.react(house.bot.head, picture, "❌")
    assert await states(house) == [State.NOTED, State.REFUSED, State.NOTED]


async def test_its_author_hears_of_each_picture_to_which_they_objected(house: DutyHouse) -> None:
    card = await album(house)
    await house.react(house.bot.head, card, "❌")
    for number in (1, 2):
        await objects(house, number)
    before = len(await house.told_chat())
    await house.react(house.bot.head, card, "✅")
    assert await states(house) == [State.PUBLISHED, State.PUBLISHED, State.REFUSED]
    assert len(await house.told_chat()) == before + 2


async def test_what_cannot_be_decided_of_it_is_told_and_silences_nothing(house: DutyHouse) -> None:
    card = await album(house)
    async with house.bot.store.transaction() as connection:
        await connection.execute("UPDATE decision SET origin = '{}' WHERE id = 1")
    before = len(await house.told_chat())
    await house.react(house.bot.head, card, "✅")
    assert await states(house) == [State.ASKED, State.PUBLISHED, State.PUBLISHED]
    assert len(await house.told_chat()) == before + 1
    [told] = await house.told_words(house.bot.head)
    assert "№ 1: " in told


async def test_where_time_decides_its_author_hears_of_it_once(house: DutyHouse) -> None:
    rule = {"with": {"allowed": []}, "rule": "media_kind"}
    house.put_in_force(clause("ask", otherwise="allow", **rule))
    await album(house)
    before = len(await house.told_chat())
    for number in (1, 2, 3):
        async with house.bot.store.transaction() as connection:
            lane = asked_lane(number)
            await connection.execute("UPDATE queue SET due_at = 0 WHERE lane = $1", lane)
        await house.work_off()
    assert await states(house) == [State.PUBLISHED] * 3
    assert len(await house.told_chat()) == before + 1


async def test_a_tap_decides_nothing_that_came_onto_the_card_after_it(house: DutyHouse) -> None:
    for number in (1, 2):
        await sends(house, number, number)
        await house.work_off()
    card = str((await house.decision()).card)
    tap = {
        "type": "m.reaction",
        "room_id": house.room,
        "event_id": "$tap",
        "sender": house.bot.head.user_id,
        "content": {"m.relates_to": {"event_id": card, "key": "✅"}},
    }
    async with house.bot.store.transaction() as connection:
        follows = await DutyHearing(house.bot.directory).hear(connection, tap)
    await sends(house, 3, 3)
    await house.work_off()
    assert (await house.decision(3)).card == card
    async with house.bot.store.transaction() as connection:
        await queue.add_many(connection, follows, house.clock.now_ms())
    await house.work_off()
    assert await states(house) == [State.PUBLISHED, State.PUBLISHED, State.ASKED]
