"""Each action, from Element and the messenger, through a whole house."""

import pytest

from tests.acceptance.enforcement.conftest import (
    CLAUSE,
    KEY,
    bodies,
    clause,
    is_removed,
    long_text,
    refused_at_the_gate,
    sees_on_behalf,
)
from tests.support import files
from tests.support.duty_room import DutyRoom
from tests.support.element import Element
from tests.support.life import Life
from tests.support.phone import Phone
from tests.support.waiting import until

# --- refuse, withdraw, flag, allow --------------------------------------------------------------


async def test_refused_in_element_it_never_appears(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("refuse"))
    text = long_text()
    assert CLAUSE in await refused_at_the_gate(anna, room, text)
    told = await anna.is_told(text)
    assert "Пункт 3.4" in told
    assert duty.decision(text)["state"] == "refused"
    assert text not in await bodies(anna, room)
    assert text not in [row["text"] for row in duty.archived(KEY)]
    assert not [each for each in await lena.messages() if text in each["text"]]


async def test_refused_in_the_messenger_it_stays_there_and_is_answered(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("refuse"))
    text = long_text()
    written = await lena.write(text)
    answer = await lena.sees(lambda each: each.get("reply_to") == written, "the answer")
    assert CLAUSE in answer["text"]
    assert not (await lena.message(written))["deleted"]
    assert text not in await bodies(anna, room)
    assert text not in [row["text"] for row in duty.archived(KEY)]


async def test_withdrawn_it_is_removed_from_the_messenger_too(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("withdraw"))
    text = long_text()
    written = await lena.write(text)
    await is_removed(lena, written)
    answer = await lena.sees(lambda each: each["text"].startswith("Лена, мама Оли: "), "words")
    assert CLAUSE in answer["text"]
    assert text not in await bodies(anna, room)
    assert duty.decision(text)["state"] == "refused"
    assert CLAUSE in await refused_at_the_gate(anna, room, long_text())


@pytest.mark.parametrize("mark", ["✅", "❌"])
async def test_flagged_in_the_messenger_it_appears_and_a_tap_says_what_becomes_of_it(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str, mark: str
) -> None:
    await life.put_in_force(clause("flag"))
    text = long_text()
    written = await lena.write(text)
    event = await anna.sees_text(room, text)
    card = await duty.sees_card(text, "🚩", CLAUSE, "Лена, мама Оли")
    await duty.tap(card, mark)
    if mark == "✅":
        await duty.sees_card(text, "✅ Всё в порядке: Валентина Петровна")
        assert not (await lena.message(written))["deleted"]
        return
    await duty.sees_card(text, "❌ Убрано из комнаты: Валентина Петровна")
    await anna.sees_no_more(room, event["event_id"])
    await is_removed(lena, written)
    await lena.sees(lambda each: "убрал ваше сообщение" in each["text"], "the reason")

    async def is_kept() -> bool:
        rows = [row for row in duty.archived(KEY) if row["text"] == text]
        return [row["redacted"] for row in rows] == [True]

    await until(is_kept, "it in the archive, as removed", pause=0.5)


async def test_flagged_in_element_it_appears_and_can_be_removed(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("flag"))
    text = long_text()
    event_id = await anna.write(room, text)
    shown = await lena.sees_text(text)
    await duty.tap(await duty.sees_card(text, "🚩"), "❌")
    await anna.sees_no_more(room, event_id)
    await lena.sees(lambda each: each["id"] == shown["id"] and each["deleted"], "the removal")
    assert "убрал ваше сообщение" in await anna.is_told("Дежурный администратор", text)


async def test_what_an_earlier_clause_allows_appears_whatever_the_later_says(
    life: Life, anna: Element, lena: Phone, room: str
) -> None:
    allow = {**clause("allow"), "id": "3.1", "roles": ["educator"]}
    await life.put_in_force(allow, clause("refuse"))
    text = long_text()
    await anna.write(room, text)
    await lena.sees_text(text)
    written = await lena.write(long_text())
    await lena.sees(lambda each: each.get("reply_to") == written, "a refusal")


# --- ask ----------------------------------------------------------------------------------------


async def test_asked_in_element_yes_publishes_it_in_its_authors_name(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("ask"))
    text = long_text()
    await refused_at_the_gate(anna, room, text)
    await anna.is_told(text, "посмотрит дежурный администратор")
    card = await duty.sees_card(text, "❓", "Анна Сергеевна", "Группа swallows")
    assert text not in await bodies(anna, room)
    await duty.tap(card, "✅")
    event = await sees_on_behalf(anna, room, "Анна Сергеевна", text)
    assert event["sender"] == life.house.house.bot_id
    shown = await lena.sees_text(text)
    assert shown["name"].startswith("Анна Сергеевна (")
    await anna.is_told("опубликовано")
    await duty.sees_card(text, "✅ Опубликовано: Валентина Петровна")

    async def is_kept() -> bool:
        return event["content"]["body"] in [row["text"] for row in duty.archived(KEY)]

    await until(is_kept, "it in the archive", pause=0.5)


async def test_asked_in_the_messenger_yes_lets_it_into_the_room(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("ask"))
    text = long_text()
    written = await lena.write(text)
    await lena.sees(lambda each: each.get("reply_to") == written, "that it waits")
    assert text not in await bodies(anna, room)
    await duty.tap(await duty.sees_card(text, "❓"), "✅")
    event = await anna.sees_text(room, text)
    assert event["sender"] == lena.ghost
    assert not (await lena.message(written))["deleted"]
    await life.house.until_quiet()
    same = [each for each in await lena.messages() if each["text"] == text]
    assert [each["id"] for each in same] == [written], "it stands there already"


async def test_asked_and_answered_no_it_goes_and_its_author_knows(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("ask"))
    parents, educators = long_text(), long_text()
    written = await lena.write(parents)
    await refused_at_the_gate(anna, room, educators)
    for text in (parents, educators):
        await duty.tap(await duty.sees_card(text, "❓"), "❌")
        await duty.comes_to(text, "refused")
    await is_removed(lena, written)
    await anna.is_told(educators, "не опубликовано")
    seen = await bodies(anna, room)
    assert parents not in seen
    assert educators not in seen


async def test_what_nobody_decides_is_decided_by_time(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("ask", within=1, otherwise="allow"))
    text = long_text()
    await lena.write(text)
    await duty.sees_card(text, "❓", "Если никто не решит")
    life.house.kill("daemon")
    await life.house.until_well()
    decision = await duty.comes_to(text, "published")
    assert decision["settled_by"] == "time"
    await anna.sees_text(room, text)
    await duty.sees_card(text, "✅ Опубликовано само собой")


async def test_a_photo_is_shown_below_the_card_and_published_as_it_was(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("ask"))
    caption, content = long_text(), files.photo()
    await lena.send_file(content, "image/png", "утренник.png", caption=caption)
    card = await duty.sees_card(caption, "[файл ниже]")
    below = await duty.sees(
        lambda event: (
            event["content"].get("msgtype") == "m.image"
            and event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == card["event_id"]
        ),
        "the photo",
    )
    assert await life.valentina.download(below["content"]["url"]) == content
    await duty.tap(card, "✅")
    event = await anna.sees(room, lambda e: e["content"].get("msgtype") == "m.image", "the photo")
    assert event["content"]["body"] == caption
    assert await anna.download(event["content"]["url"]) == content


async def test_others_taps_change_nothing_and_the_daemon_may_die_in_between(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("ask"))
    text = long_text()
    await lena.write(text)
    card = await duty.sees_card(text, "❓")
    life.house.kill("daemon")
    await duty.head.react(duty.room, card["event_id"], "✅")
    await life.house.until_well()
    await anna.sees_text(room, text)
    await duty.sees_card(text, "✅ Опубликовано: Валентина Петровна")
    await duty.head.react(duty.room, card["event_id"], "❌")
    told = await duty.head.is_told("Уже решено")
    assert "Валентина Петровна" in told
    cards = [e for e in await duty.said() if text in str(e["content"].get("body"))]
    assert len(cards) == 1
