"""Cards in the duty room: what they show, each once, and what a tap on them does."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.duty.showing import IN_PRIVATE
from bridges.enforcement.tasks import CARD, WITHDRAW, show
from bridges.room_lane import SAY_IN_ROOM, TO_ROOM
from rooms.storage import decisions, queue
from rooms.storage.decisions import State
from rooms.wanted.kinds import STAFF
from tests.support.bot import TestedBot
from tests.support.duty import HOURS, DutyHouse, clause


@pytest.fixture
async def house(bot: TestedBot) -> AsyncIterator[DutyHouse]:
    made = DutyHouse(bot)
    await made.begin()
    yield made
    await made.outbox.stop()


async def test_a_card_shows_who_wrote_what_where_why_and_what_to_do(house: DutyHouse) -> None:
    house.put_in_force(clause("ask", within=60, otherwise="allow"))
    await house.parent_writes("Продам <b>коляску</b>\nнедорого")
    await house.work_off()
    card = await house.card()
    lines = card["content"]["body"].split("\n")
    assert lines[:5] == [
        "❓ Ждёт вашего решения · № 1",
        "Маша — «Божьи коровки», 23 ноября, 21:40",
        "> Продам <b>коляску</b>",
        "> недорого",
        "Пункт 3.7 правил: «Без рекламы.»",
    ]
    assert lines[5].startswith("Почему: знаков: ")
    assert lines[6].startswith("Если никто не решит, ")
    assert lines[6].endswith("будет опубликовано.")
    assert lines[7] == "✅ опубликовать · ❌ не публиковать (или: !teremok решить 1 да/нет)"
    assert "&lt;b&gt;коляску&lt;/b&gt;<br>недорого" in card["content"]["formatted_body"]
    assert card["content"]["msgtype"] == "m.text", "phones announce it"
    marks = await house.bot.reactions(house.bot.head, house.room, card["event_id"])
    assert marks == ["✅", "❌"]


async def test_a_long_post_is_cut(house: DutyHouse) -> None:
    house.put_in_force(clause("flag"))
    await house.educator_writes("слово " * 2000)
    await house.work_off()
    assert len((await house.card())["content"]["body"]) < 2500


async def test_a_held_post_makes_a_card_only_in_an_emergency(house: DutyHouse) -> None:
    house.put_in_force(HOURS, emergency=["скорая"])
    await house.parent_writes("Завтра в бассейн?", 1)
    await house.parent_writes("Приехала скорая!", 2)
    await house.work_off()
    assert len(await house.cards()) == 1
    card = await house.card(2)
    assert card["content"]["body"].startswith("🚨 Отложено, срочное слово: выйдет ")
    assert card["content"]["m.mentions"] == {"room": True}
    await house.react(house.bot.head, card["event_id"], "✅")
    assert (await house.decision(2)).state is State.PUBLISHED
    assert (await house.decision(1)).state is State.WAITING
    [published] = [task for task in house.carried if task.kind == TO_ROOM]
    assert published.payload["happening"]["text"]["plain"] == "Приехала скорая!"


@pytest.mark.parametrize("action", ["ask", "refuse", "withdraw", "flag"])
async def test_an_emergency_is_seen_at_once_whatever_becomes_of_the_post(
    house: DutyHouse, action: str
) -> None:
    house.put_in_force({**clause(action), "severity": "low"}, emergency=["скорая"])
    await house.parent_writes("Продам коляску", 1)
    await house.parent_writes("Приехала скорая! Продам коляску", 2)
    await house.work_off()
    card = await house.card(2)
    assert card["content"]["body"].startswith("🚨 ")
    assert card["content"]["m.mentions"] == {"room": True}
    assert len(await house.cards()) == (2 if action == "ask" else 1)


async def test_a_refused_emergency_can_be_decided_by_a_tap_when_its_author_objects(
    house: DutyHouse,
) -> None:
    house.put_in_force(clause("refuse"), emergency=["скорая"])
    await house.parent_writes("Приехала скорая! Продам коляску", 1)
    await house.work_off()
    assert await house.said("m.reaction") == []
    async with house.bot.store.transaction() as connection:
        await decisions.put_appeal(connection, 1, "Я о помощи!", house.clock.now_ms())
        await queue.add(connection, show(1), house.clock.now_ms())
    await house.work_off()
    marks = [each["content"]["m.relates_to"] for each in await house.said("m.reaction")]
    card = (await house.card())["event_id"]
    assert {(mark["key"], mark["event_id"]) for mark in marks} == {("✅", card), ("❌", card)}


async def test_a_tap_publishes_and_the_card_says_who_did_it(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.educator_writes()
    await house.work_off()
    card = (await house.decision()).card
    assert card is not None
    await house.react(house.bot.head, card, "✅")
    decision = await house.decision()
    assert (decision.state, decision.settled_by) == (State.PUBLISHED, house.bot.head.user_id)
    [published] = [task for task in house.carried if task.kind == SAY_IN_ROOM]
    body = published.payload["content"]["body"]
    assert re.fullmatch(r"Анна \(.*21:40\): Продам коляску", body)
    shown = (await house.card())["content"]["body"]
    assert shown.startswith("✅ Опубликовано: Валентина, ")
    assert shown.endswith("Чтобы отменить: !teremok отменить 1")
    assert any("опубликовано" in text for text in await house.told_words(house.bot.educator))


async def test_a_tap_on_no_leaves_it_unpublished_and_its_author_knows(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.parent_writes()
    await house.work_off()
    card = (await house.decision()).card
    await house.react(house.bot.head, str(card), "❌")
    assert (await house.decision()).state is State.REFUSED
    assert [task.kind for task in house.carried if task.kind in (TO_ROOM, WITHDRAW)] == [WITHDRAW]
    assert (await house.card())["content"]["body"].startswith("❌ Не опубликовано: Валентина, ")


async def test_whoever_comes_second_is_told_what_was_decided(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.parent_writes()
    await house.work_off()
    card = str((await house.decision()).card)
    await house.react(house.bot.head, card, "✅")
    carried = len(house.carried)
    await house.react(house.bot.head, card, "❌")
    assert (await house.decision()).state is State.PUBLISHED
    assert len(house.carried) == carried
    [told] = await house.told_words(house.bot.head)
    assert told.startswith("Уже решено: сообщение опубликовано. Это можно отменить.\n№ 1: ")
    assert "Валентина" in told


async def test_others_reactions_change_nothing_and_they_are_told(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.parent_writes()
    await house.work_off()
    await house.react(house.bot.educator, str((await house.decision()).card), "✅")
    assert (await house.decision()).state is State.ASKED
    [told] = await house.told_words(house.bot.educator)
    assert told.startswith("№ 1: решают только заведующая")


async def test_other_reactions_and_reactions_elsewhere_mean_nothing(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.parent_writes()
    await house.work_off()
    card = str((await house.decision()).card)
    talk = await house.bot.write(house.bot.head, house.room, "Обсудим")
    for event_id, mark in ((card, "👍"), (talk, "✅"), (card, "✅ да")):
        await house.react(house.bot.head, event_id, mark)
    assert (await house.decision()).state is State.ASKED
    assert await house.told(house.bot.head) == []


@pytest.mark.parametrize("mark", ["✅\ufe0f", "✅"])
async def test_a_flag_is_cleared_and_the_author_hears_nothing(house: DutyHouse, mark: str) -> None:
    house.put_in_force(clause("flag"))
    await house.educator_writes()
    await house.work_off()
    await house.react(house.bot.head, str((await house.decision()).card), mark)
    assert (await house.decision()).state is State.PUBLISHED
    assert (await house.card())["content"]["body"].startswith("✅ Всё в порядке: Валентина")
    assert house.carried == []
    assert await house.told(house.bot.educator) == []


async def test_a_flagged_post_can_be_removed(house: DutyHouse) -> None:
    house.put_in_force(clause("flag"))
    await house.parent_writes()
    await house.work_off()
    await house.react(house.bot.head, str((await house.decision()).card), "❌")
    assert (await house.decision()).state is State.REFUSED
    assert {task.kind for task in house.carried} == {WITHDRAW, "redact"}
    assert (await house.told_chat())[0].startswith("Дежурный администратор убрал ваше сообщение")


async def test_of_a_minor_flag_nobody_is_told(house: DutyHouse) -> None:
    house.put_in_force(clause("flag", severity="low"))
    await house.educator_writes()
    await house.work_off()
    assert await house.cards() == []


@pytest.mark.parametrize(("otherwise", "state"), [("allow", "published"), ("refuse", "refused")])
async def test_what_nobody_decides_is_decided_by_time_and_the_card_says_so(
    house: DutyHouse, otherwise: str, state: str
) -> None:
    house.put_in_force(clause("ask", within=1, otherwise=otherwise))
    await house.educator_writes()
    await house.work_off()
    [expire] = await house.bot.tasks()
    async with house.bot.store.transaction() as connection:
        await connection.execute("UPDATE queue SET due_at = 0 WHERE id = $1", expire.id)
    await house.work_off()
    assert (await house.decision()).state == state
    assert " само собой, " in (await house.card())["content"]["body"].split("\n")[0]
    await house.react(house.bot.head, str((await house.decision()).card), "✅")
    assert (await house.decision()).settled_by == "time", "it is undone by a command, not by a tap"


# --- killed in between --------------------------------------------------------------------------


async def _task(house: DutyHouse, kind: str) -> Any:
    [task] = [task for task in await house.bot.tasks() if task.kind == kind]
    return task


async def test_a_card_that_was_said_but_not_noted_is_not_said_again(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.parent_writes()
    await house.carry_out(await _task(house, CARD))
    assert (await house.decision()).card is None
    await house.restart()
    await house.work_off()
    assert len(await house.cards()) == 1
    card = str((await house.decision()).card)
    assert await house.bot.reactions(house.bot.head, house.room, card) == ["✅", "❌"]
    await house.react(house.bot.head, card, "✅")
    assert (await house.decision()).state is State.PUBLISHED


async def test_a_tap_on_a_card_that_was_not_noted_yet_decides(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.parent_writes()
    await house.carry_out(await _task(house, CARD))
    assert (await house.decision()).card is None
    [card] = await house.said()
    await house.react(house.bot.head, card["event_id"], "✅")
    assert (await house.decision()).state is State.PUBLISHED


async def test_killed_between_the_card_and_its_reactions_it_gets_them(
    house: DutyHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.put_in_force(clause("ask"))
    await house.parent_writes()
    task, say = await _task(house, CARD), house.bot.speech.say

    async def dying(room_id: str, event_type: str, content: Any, source: str) -> str:
        if source.endswith("❌"):
            raise KeyboardInterrupt
        return await say(room_id, event_type, content, source)

    monkeypatch.setattr(house.bot.speech, "say", dying)
    with pytest.raises(KeyboardInterrupt):
        await house.carry_out(task)
    await house.restart()
    await house.work_off()
    assert len(await house.cards()) == 1
    card = str((await house.decision()).card)
    assert await house.bot.reactions(house.bot.head, house.room, card) == ["✅", "❌"]


async def test_a_reaction_that_was_carried_out_but_not_noted_decides_once(
    house: DutyHouse,
) -> None:
    house.put_in_force(clause("ask"))
    await house.educator_writes()
    await house.work_off()
    task = await _reacted(house)
    await house.carry_out(task)  # and killed before the commit
    assert (await house.decision()).state is State.ASKED
    await house.restart()
    await house.work_off()
    assert (await house.decision()).state is State.PUBLISHED
    assert len([each for each in house.carried if each.kind == SAY_IN_ROOM]) == 1
    assert await house.told(house.bot.head) == []


async def _reacted(house: DutyHouse) -> Any:
    relation = {"rel_type": "m.annotation", "event_id": (await house.decision()).card, "key": "✅"}
    await house.inbox.take(
        [
            {
                "event_id": "$tap", "room_id": house.room, "sender": house.bot.head.user_id,
                "type": "m.reaction", "origin_server_ts": 1, "content": {"m.relates_to": relation},
            }
        ]
    )  # fmt: skip
    return await _task(house, "card-reacted")


async def test_decided_while_the_card_is_being_shown_it_is_shown_as_decided(
    house: DutyHouse,
) -> None:
    house.put_in_force(clause("ask"))
    await house.educator_writes()
    task = await _task(house, CARD)
    done = await house.handlers[CARD](task, repeated=False)
    async with house.bot.store.transaction() as connection:
        decision = await house.decision()
        await house.settlement.publish(connection, decision, "@somebody:else")
    assert done is not None
    async with house.bot.store.transaction() as connection:
        await done(connection)
    await house.work_off()
    assert (await house.card())["content"]["body"].startswith("✅ Опубликовано: somebody")


# --- where there is no duty room ----------------------------------------------------------------


async def test_without_a_duty_room_the_staff_see_it_masked(bot: TestedBot) -> None:
    house = DutyHouse(bot)
    await house.begin(STAFF)
    house.put_in_force(clause("ask"))
    await house.parent_writes("Звоните Марии 8 916 123-45-67")
    await house.work_off()
    shown = (await house.card())["content"]["body"]
    assert "М… — «Божьи коровки»" in shown
    assert "123" not in shown
    await house.react(bot.educator, str((await house.decision()).card), "✅")
    assert (await house.decision()).state is State.ASKED
    await house.react(bot.head, str((await house.decision()).card), "✅")
    assert (await house.decision()).state is State.PUBLISHED
    await house.outbox.stop()


async def test_without_any_room_those_responsible_are_told_once_and_decide_by_command(
    bot: TestedBot,
) -> None:
    house = DutyHouse(bot)
    await house.begin("")
    house.put_in_force(clause("ask"))
    await house.parent_writes()
    await house.work_off()
    assert (await house.decision()).card == IN_PRIVATE
    [told] = await house.told_words(bot.head)
    assert told.startswith("❓ Ждёт вашего решения · № 1\nМаша — ")
    private = str(await bot.private_room_of(bot.head))
    await bot.ear.hear_once()
    await bot.write(bot.head, private, "решить 1 да")
    await bot.ear.hear_once()
    await house.work_off()
    assert (await house.decision()).state is State.PUBLISHED
    assert (await house.told_words(bot.head))[-1].startswith("✅ Опубликовано: ")
    await house.outbox.stop()
