"""From a verdict to what everybody sees: author, room, messenger, duty room and archive.

Each action, for what is written in Element and in the practice messenger.
"""

import itertools
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support import files
from tests.support.duty_room import WITH_DUTY_ROOM, DutyRoom
from tests.support.element import Element, Event, message
from tests.support.life import Life
from tests.support.phone import Phone
from tests.support.waiting import until

KEY = "swallows"
WORDS = "Это сообщение длиннее, чем разрешено правилами нашего детского сада"
CLAUSE = "Пишите коротко."
_numbers = itertools.count(1)


def long_text() -> str:
    """Words like no others, on which the clause fires."""
    return f"{WORDS}, {next(_numbers)}"


def clause(action: str, **more: Any) -> dict[str, Any]:
    """Fires on what is longer than sixty characters."""
    return {
        "id": "3.4",
        "text": CLAUSE,
        "rule": "length",
        "with": {"characters": 60},
        "rooms": [KEY],
        "except": ["head"],
        "action": action,
        **more,
    }


@pytest.fixture(scope="module")
async def life(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Life]:
    """A house of its own, with a room for the duty administrator."""
    living = await Life.begin(tmp_path_factory.mktemp("enforced") / "files", None, WITH_DUTY_ROOM)
    try:
        yield living
        await living.house.until_quiet()
        assert await living.house.set_aside() == []
    finally:
        await living.house.down()


@pytest.fixture
async def duty(life: Life) -> DutyRoom:
    return await DutyRoom.of(life)


@pytest.fixture
def room(life: Life) -> str:
    return life.rooms[KEY]


@pytest.fixture
def lena(life: Life) -> Phone:
    return life.parent(KEY, "lena", "Лена, мама Оли")


async def bodies(anna: Element, room: str) -> list[str]:
    return [str(event["content"].get("body")) for event in await anna.timeline(room)]


async def refused_at_the_gate(anna: Element, room: str, text: str) -> str:
    """The educator writes; gives the words of the refusal."""
    status, refusal = await anna.try_to_send(room, message(text))
    assert (status, refusal["errcode"]) == (403, "M_FORBIDDEN")
    return str(refusal["error"])


async def is_removed(lena: Phone, written: str) -> None:
    await lena.sees(lambda each: each["id"] == written and each["deleted"], "the removal")


async def sees_on_behalf(anna: Element, room: str, name: str, text: str) -> Event:
    """Wait for a post that the bot repeats in somebody's name."""

    def fits(event: Event) -> bool:
        profile = event["content"].get("com.beeper.per_message_profile", {})
        body = str(event["content"].get("body"))
        return str(profile.get("displayname")).startswith(name) and body.endswith(f": {text}")

    return await anna.sees(room, fits, f"{name}: {text}")


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
    rows = [row for row in duty.archived(KEY) if row["text"] == text]
    assert [row["redacted"] for row in rows] == [True], "the archive keeps it, as removed"


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
    assert event["content"]["body"] in [row["text"] for row in duty.archived(KEY)]


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


# --- hold ---------------------------------------------------------------------------------------


def hours_from_the_next_minute() -> tuple[dict[str, Any], datetime]:
    """A clause by which posting is allowed from the next minute on, and not now; and that time."""
    now = datetime.now(ZoneInfo("Europe/Moscow"))
    begins = (now + timedelta(seconds=95)).replace(second=0, microsecond=0)
    ends = begins - timedelta(minutes=3)
    allowed = {"from": f"{begins:%H:%M}", "to": f"{ends:%H:%M}"}
    held = {**clause("hold"), "id": "3.2", "text": "По часам.", "rule": "hours", "with": allowed}
    return held, begins


async def test_held_posts_appear_at_their_hour_in_order_in_their_authors_names(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    held, begins = hours_from_the_next_minute()
    life.write_regulation("clauses: []\nemergency: [скорая]\n")
    await life.put_in_force(held)
    first, second, urgent = "Держим первое", "Держим второе", "Держим, приехала скорая"
    written = await lena.write(first)
    await is_removed(lena, written)
    await lena.sees(lambda each: f"{begins:%-H:%M}" in each["text"], "when it will appear")
    assert "отправлять его ещё раз не нужно" in await refused_at_the_gate(anna, room, second)
    await refused_at_the_gate(anna, room, second)
    await anna.is_told(second, f"{begins:%-H:%M}")
    await lena.write(urgent)
    await duty.comes_to(urgent, "waiting")
    assert first not in await bodies(anna, room)
    for text in (first, second, urgent):
        await duty.comes_to(text, "published")
    event = await anna.sees_text(room, first)
    assert event["sender"] == lena.ghost
    await sees_on_behalf(anna, room, "Анна Сергеевна", second)
    await anna.sees_text(room, urgent)
    assert datetime.now(ZoneInfo("Europe/Moscow")) >= begins
    await life.house.until_quiet()
    shown = [body for body in await bodies(anna, room) if "Держим" in body]
    assert [body.split(": ")[-1] for body in shown] == [first, second, urgent]
    there = [each for each in await lena.messages() if not each["deleted"]]
    assert [m["text"] for m in there if m["text"] in (first, second, urgent)] == [
        first,
        second,
        urgent,
    ]
    came_back = next(each for each in there if each["text"] == first)
    assert came_back["name"].startswith("Лена, мама Оли")
    assert sum(second in row["text"] for row in duty.archived(KEY)) == 1


# --- objections, undoing ------------------------------------------------------------------------


async def test_a_parent_objects_in_the_messenger_and_is_answered_there(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("refuse"))
    text = long_text()
    written = await lena.write(text)
    answer = await lena.sees(lambda each: each.get("reply_to") == written, "the refusal")
    assert "ответьте на это сообщение" in answer["text"]

    async def is_told() -> bool:
        return duty.decision(text)["told_at"] is not None

    await until(is_told, "that the parent was told")
    objection = await lena.write("Это же важно всем!", reply_to=answer["id"])
    card = await duty.sees_card(text, "✋ Автор возражает", "Это же важно всем!")
    under = await duty.sees(
        lambda event: event["content"].get("m.relates_to", {}).get("rel_type") == "m.thread",
        "the objection in the thread",
    )
    assert "Лена, мама Оли возражает: «Это же важно всем!»" in under["content"]["body"]
    await lena.sees(lambda each: "Передаю это дежурному" in each["text"], "that it is passed on")
    await duty.answer(card, "Чем важно?")
    reply = await lena.sees(lambda each: each["text"].endswith("Чем важно?"), "the answer")
    assert reply["reply_to"] == objection
    await lena.write("Касается прививок", reply_to=reply["id"])
    await duty.sees(lambda event: "Касается прививок" in event["content"]["body"], "more words")
    await duty.tap(card, "✅")
    event = await anna.sees_text(room, text)
    assert event["sender"] == lena.ghost
    await lena.sees(lambda each: "опубликовано" in each["text"], "the decision")
    seen = await bodies(anna, room)
    assert "Это же важно всем!" not in seen, "what is said to the bot is no post"
    assert "Касается прививок" not in seen


async def test_an_educator_objects_in_private_and_is_answered_there(
    life: Life, duty: DutyRoom, anna: Element, room: str
) -> None:
    await life.put_in_force(clause("refuse"))
    text = long_text()
    await refused_at_the_gate(anna, room, text)
    await anna.is_told(text)
    private, told = await _told_event(anna, text)
    await anna.write(private, "Иначе не сказать", reply_to=told)
    card = await duty.sees_card(text, "✋", "Иначе не сказать")
    await anna.is_told("Передаю это дежурному")
    await duty.answer(card, "Разделите на два")
    await anna.is_told("Ответ дежурного администратора: Разделите на два")
    await duty.tap(card, "❌")
    await anna.is_told("остаётся неопубликованным")
    await duty.sees_card(text, "❌ Не опубликовано: Валентина Петровна")
    assert text not in await bodies(anna, room)


async def _told_event(anna: Element, text: str) -> tuple[str, str]:
    """The private room and the message in which the bot told of a post."""
    for room in (await anna.call("GET", "/joined_rooms"))["joined_rooms"]:
        if len(await anna.members(room)) == 2:
            for event in await anna.timeline(room):
                if text in str(event["content"].get("body")):
                    return room, event["event_id"]
    raise AssertionError("nothing was told")


async def test_everything_can_be_undone_beside_the_running_house(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("withdraw"))
    text = long_text()
    written = await lena.write(text)
    await is_removed(lena, written)
    await duty.comes_to(text, "refused")
    number = str(duty.decision(text)["id"])
    done = life.house.command("policy", "undo", number)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"№ {number}: опубликовано: teremok, ")
    event = await anna.sees_text(room, text)
    assert event["sender"] == lena.ghost
    back = await lena.sees_text(text)
    assert back["id"] != written
    done = life.house.command("policy", "undo", number)
    assert done.returncode == 0, done.stderr
    await anna.sees_no_more(room, event["event_id"])
    await lena.sees(lambda each: each["id"] == back["id"] and each["deleted"], "the removal")
    done = life.house.command("policy", "undo", number)
    assert done.returncode == 0, done.stderr

    async def appears() -> bool:
        return await _appears(anna, room, text, 2)

    await until(appears, "it once more")
    wrong = life.house.command("policy", "decide", number, "yes")
    assert wrong.returncode == 2
    assert "Уже решено" in wrong.stderr
    wrong = life.house.command("policy", "undo", "99999")
    assert (wrong.returncode, wrong.stderr) == (2, "teremok: Решения № 99999 нет.\n")


async def _appears(anna: Element, room: str, text: str, times: int) -> bool:
    events = await anna.timeline(room)
    said = [e for e in events if e["type"] == "m.room.message"]
    kept = sum(e["content"].get("body") == text for e in said)
    gone = sum(not e["content"] for e in said)
    return bool(kept >= 1 and kept + gone >= times)


async def test_the_command_line_decides_what_waits(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(clause("ask"))
    text = long_text()
    await lena.write(text)
    card = await duty.sees_card(text, "❓")
    number = str(duty.decision(text)["id"])
    done = life.house.command("policy", "decide", number, "да")
    assert done.returncode == 0, done.stderr
    await anna.sees_text(room, text)
    shown = await duty.sees_card(text, "✅ Опубликовано")
    assert shown["event_id"] == card["event_id"]
    staff = await life.house.room(life.valentina.token, "sad24-staff")
    await life.valentina.write(staff, f"!teremok отменить {number}")
    await duty.sees_card(text, "❌ Не опубликовано: Валентина Петровна")
