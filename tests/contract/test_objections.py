"""Authors object: the duty administrator hears it, answers, decides, and they hear that."""

from collections.abc import AsyncIterator

import pytest

from bot.duty.verdicts import Verdicts
from bridges.enforcement.objecting import MOST, Objections, Said
from bridges.enforcement.tasks import OBJECTION, TELL
from bridges.room_lane import SAY_IN_ROOM
from rooms.storage import queue, talks
from rooms.storage.decisions import State
from rooms.storage.talks import Part, Talk
from tests.support.bot import TestedBot
from tests.support.duty import DutyHouse, clause

CHAT = "sandbox/ladybirds"


@pytest.fixture
async def house(bot: TestedBot) -> AsyncIterator[DutyHouse]:
    made = DutyHouse(bot)
    await made.begin()
    made.put_in_force(clause("refuse"))
    yield made
    await made.outbox.stop()


async def objects(house: DutyHouse, text: str, to: str = "") -> str:
    """The educator answers what the bot told her last; gives the event's id."""
    bot = house.bot
    room = str(await bot.private_room_of(bot.educator))
    told = to or (await house.told(bot.educator))[-1]["event_id"]
    await bot.ear.hear_once()
    answer = {"m.relates_to": {"m.in_reply_to": {"event_id": told}}}
    event_id = await bot.write(bot.educator, room, text, **answer)
    await bot.ear.hear_once()
    await house.work_off()
    return event_id


async def in_thread(house: DutyHouse, number: int = 1) -> list[str]:
    """What the bot has said in the thread of a card."""
    card = (await house.decision(number)).card
    relations = [(e["content"].get("m.relates_to", {}), e["content"]) for e in await house.said()]
    return [
        content["body"]
        for relation, content in relations
        if relation.get("rel_type") == "m.thread" and relation["event_id"] == card
    ]


async def test_an_objection_in_private_comes_under_a_card_and_is_passed_on(
    house: DutyHouse,
) -> None:
    await house.educator_writes("Продам коляску")
    await house.work_off()
    assert await house.cards() == []
    [refused] = await house.told_words(house.bot.educator)
    assert "Если вы не согласны, ответьте на это сообщение." in refused
    said = await objects(house, "Это коляска группы!")
    assert await house.cards() == ["✋ Автор возражает · № 1"]
    [under] = await in_thread(house)
    assert under.startswith("Анна возражает: «Это коляска группы!»")
    [_, passed_on] = await house.told(house.bot.educator)
    assert passed_on["content"]["body"].startswith("Передаю это дежурному администратору")
    assert passed_on["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == said
    decision = await house.decision()
    assert (decision.appeal, decision.state) == ("Это коляска группы!", State.REFUSED)


async def test_answers_in_the_thread_go_back_to_the_author_and_a_tap_decides(
    house: DutyHouse,
) -> None:
    await house.educator_writes("Продам коляску")
    await house.work_off()
    said = await objects(house, "Это коляска группы!")
    card = str((await house.decision()).card)
    written = await house.write_in_thread(house.bot.head, card, "Какой группы?")
    told = (await house.told(house.bot.educator))[-1]["content"]
    assert told["body"] == "Ответ дежурного администратора: Какой группы?"
    assert told["m.relates_to"]["m.in_reply_to"]["event_id"] == said
    assert await house.bot.reactions(house.bot.head, house.room, written) == ["📨"]
    await objects(house, "Божьих коровок")
    assert len(await house.told(house.bot.educator)) == 3, "that it is passed on is told once"
    thread = [e for e in await house.said() if "Божьих коровок" in e["content"]["body"]]
    await house.react(house.bot.head, thread[-1]["event_id"], "✅")
    assert (await house.decision()).state is State.PUBLISHED
    assert [task.kind for task in house.carried] == [SAY_IN_ROOM]
    assert (await house.told_words(house.bot.educator))[-1] == (
        "Ваше сообщение для комнаты «Божьи коровки» опубликовано."
    )
    await objects(house, "Спасибо!")
    assert "опубликовано" in (await house.told_words(house.bot.educator))[-1]
    assert (await house.decision()).appeal == "Божьих коровок"


async def test_an_objection_that_is_not_followed_is_told_and_not_begun_anew(
    house: DutyHouse,
) -> None:
    await house.educator_writes()
    await house.work_off()
    await objects(house, "Нет!")
    await house.react(house.bot.head, str((await house.decision()).card), "❌")
    decision = await house.decision()
    assert (decision.state, decision.settled_by) == (State.REFUSED, house.bot.head.user_id)
    stays = "Дежурный администратор посмотрел ваше сообщение: оно остаётся неопубликованным."
    assert (await house.told_words(house.bot.educator))[-1] == stays
    assert (await house.card())["content"]["body"].startswith("❌ Не опубликовано: Валентина")
    threads = len(await in_thread(house))
    await objects(house, "Нет, нет!")
    assert (await house.told_words(house.bot.educator))[-1] == stays
    assert len(await in_thread(house)) == threads
    await house.react(house.bot.head, str(decision.card), "✅")
    assert (await house.decision()).state is State.REFUSED


async def test_what_was_refused_by_a_person_can_be_objected_to_once(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.educator_writes()
    await house.work_off()
    card = str((await house.decision()).card)
    await house.react(house.bot.head, card, "❌")
    await objects(house, "Почему?")
    assert (await house.card())["content"]["body"].startswith("✋ Автор возражает")
    await house.react(house.bot.head, card, "✅")
    assert (await house.decision()).state is State.PUBLISHED


async def test_what_was_granted_and_is_undone_can_be_objected_to_again(house: DutyHouse) -> None:
    await house.educator_writes()
    await house.work_off()
    await objects(house, "Нет!")
    await house.react(house.bot.head, str((await house.decision()).card), "✅")
    verdicts = Verdicts(house.bot.directory, house.bot.store, house.clock, lambda lanes: None)
    await verdicts.undo(1, by=house.bot.head.user_id)
    await house.work_off()
    assert "Если вы не согласны" in (await house.told_words(house.bot.educator))[-1]
    assert (await house.card())["content"]["body"].startswith("❌ Не опубликовано")
    await objects(house, "Опять нет!")
    told = (await house.told_words(house.bot.educator))[-1]
    assert told.startswith("Передаю это дежурному администратору")
    assert (await house.card())["content"]["body"].startswith("✋ Автор возражает")
    thread = [e for e in await house.said() if "Опять нет!" in e["content"]["body"]]
    await house.react(house.bot.head, thread[-1]["event_id"], "✅")
    assert (await house.decision()).state is State.PUBLISHED


async def test_who_objected_before_it_was_decided_is_not_invited_to_object_again(
    house: DutyHouse,
) -> None:
    house.put_in_force(clause("ask"))
    await house.educator_writes()
    await house.work_off()
    await objects(house, "Это важно!")
    await house.react(house.bot.head, str((await house.decision()).card), "❌")
    told = (await house.told_words(house.bot.educator))[-1]
    assert "не опубликовано" in told
    assert "Если вы не согласны" not in told


async def test_the_staff_talk_among_themselves_where_the_author_said_nothing(
    house: DutyHouse,
) -> None:
    house.put_in_force(clause("ask"))
    await house.educator_writes()
    await house.work_off()
    told = await house.told_words(house.bot.educator)
    await house.write_in_thread(house.bot.head, str((await house.decision()).card), "Опять она!")
    assert await house.told_words(house.bot.educator) == told


async def test_what_is_no_answer_to_the_author_is_not_passed_on(house: DutyHouse) -> None:
    await house.educator_writes()
    await house.work_off()
    await objects(house, "Нет!")
    told, card = await house.told_words(house.bot.educator), str((await house.decision()).card)
    await house.write_in_thread(house.bot.head, card, "!teremok status")
    await house.write_in_thread(house.bot.head, card, "a.png", msgtype="m.image", url="mxc://a/b")
    await house.write_in_thread(house.bot.educator, card, "Я не дежурная")
    educator = await house.told_words(house.bot.educator)
    assert educator[: len(told)] == told
    assert [text.split(":")[1][:14] for text in educator[len(told) :]] == [" решают только"]
    assert "передаётся только текст" in (await house.told_words(house.bot.head))[-1]


async def test_a_command_stays_a_command_and_other_words_get_the_usual_answer(
    house: DutyHouse,
) -> None:
    bot = house.bot
    await house.educator_writes()
    told = {"user": bot.head.user_id, "text": "Отказ", "post_id": None, "decision": 1}
    async with bot.store.transaction() as connection:
        await queue.add(connection, queue.Task(f"tell:{bot.head.user_id}", TELL, told), 1)
    await house.work_off()
    room = str(await bot.private_room_of(bot.head))
    [event] = await house.told(bot.head)
    await bot.ear.hear_once()
    answer = {"m.relates_to": {"m.in_reply_to": {"event_id": event["event_id"]}}}
    await bot.write(bot.head, room, "status", **answer)
    await bot.write(bot.head, room, "Нет!", **answer)  # it is not hers to object
    await bot.ear.hear_once()
    await house.work_off()
    words = await house.told_words(bot.head)
    assert words[1].startswith("Всё хорошо.")
    assert "не знаю" in words[2]


async def test_an_objection_taken_but_not_noted_is_shown_and_told_once(house: DutyHouse) -> None:
    await house.educator_writes()
    await house.work_off()
    [told] = await house.told(house.bot.educator)
    room = str(await house.bot.private_room_of(house.bot.educator))
    said = Said(room, "$said", house.bot.educator.user_id, "Нет!", told["event_id"])
    assert await house.duty.objected(said)
    assert await house.duty.objected(said), "the same task comes again after a crash"
    tasks = [task for task in await house.bot.tasks() if task.kind == OBJECTION]
    assert len(tasks) == 1
    for kind in ("card", OBJECTION):
        [task] = [task for task in await house.bot.tasks() if task.kind == kind]
        await house.carry_out(task)
        if kind == "card":
            async with house.bot.store.transaction() as connection:
                done = await house.handlers[kind](task, repeated=True)
                assert done is not None
                await done(connection)
    await house.restart()
    await house.work_off()
    assert len(await house.cards()) == 1
    assert len(await in_thread(house)) == 1


# --- in a messenger -----------------------------------------------------------------------------


async def says(
    house: DutyHouse, message: str, text: str, answers: str | None, *, is_edit: bool = False
) -> bool:
    """The parent answers a message of the chat, or changes one; whether it is an objection."""
    objections = Objections(house.settlement, house.clock)
    said = Said(CHAT, message, "sandbox/masha", text, answers, is_edit)
    async with house.bot.store.transaction() as connection:
        tasks = await objections.take(connection, said)
        await queue.add_many(connection, tasks or [], house.clock.now_ms())
    await house.work_off()
    return tasks is not None


async def was_told(house: DutyHouse, message: str) -> None:
    """The bot's answer in the chat became this message."""
    async with house.bot.store.transaction() as connection:
        await talks.put(connection, Talk(CHAT, message, 1, Part.TOLD), 1)


async def test_an_objection_in_a_messenger_is_answered_there(house: DutyHouse) -> None:
    await house.parent_writes()
    await house.work_off()
    await was_told(house, "77")
    assert await says(house, "78", "Это не реклама", "77")
    assert not await says(house, "79", "Доброе утро", None)
    assert not await says(house, "80", "Доброе утро", "5")
    answer = house.carried[-1].payload
    assert (answer["text"][:12], answer["reply_to"]) == ("Передаю это ", "78")
    await house.write_in_thread(house.bot.head, str((await house.decision()).card), "А что?")
    answer = house.carried[-1].payload
    assert answer["text"] == "Ответ дежурного администратора: А что?"
    assert answer["reply_to"] == "78"
    await house.react(house.bot.head, str((await house.decision()).card), "✅")
    kinds = [task.kind for task in house.carried[-2:]]
    assert sorted(kinds) == ["answer", "to-room"]


async def test_others_do_not_object_for_the_author(house: DutyHouse) -> None:
    await house.parent_writes()
    await was_told(house, "77")
    objections = Objections(house.settlement, house.clock)
    async with house.bot.store.transaction() as connection:
        said = Said(CHAT, "78", "sandbox/boris", "Верните!", "77")
        assert await objections.take(connection, said) is None


async def test_a_flood_of_objections_ends(house: DutyHouse) -> None:
    await house.parent_writes()
    await was_told(house, "77")
    for number in range(MOST + 5):
        assert await says(house, f"o{number}", "Нет!", "77")
    assert len(await in_thread(house)) == MOST


async def test_a_flood_of_changes_of_an_objection_ends(house: DutyHouse) -> None:
    await house.parent_writes()
    await was_told(house, "77")
    assert await says(house, "o", "Нет!", "77")
    for number in range(MOST + 5):
        assert await says(house, "o", f"Нет! {number}", "o", is_edit=True)
    assert len(await in_thread(house)) == MOST
