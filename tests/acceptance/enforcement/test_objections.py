"""Held posts, objections and undoing, from Element and the messenger, through a whole house."""

from datetime import datetime

from tests.acceptance.enforcement.conftest import (
    KEY,
    bodies,
    clause,
    is_removed,
    long_text,
    refused_at_the_gate,
    sees_on_behalf,
)
from tests.support.duty_room import DutyRoom
from tests.support.element import Element
from tests.support.hours import MOSCOW, soon
from tests.support.life import Life
from tests.support.phone import Phone
from tests.support.waiting import until


async def test_held_posts_appear_at_their_hour_in_order_in_their_authors_names(
    life: Life, duty: DutyRoom, anna: Element, lena: Phone, room: str
) -> None:
    allowed, begins = soon()
    held = {**clause("hold"), "id": "3.2", "text": "По часам.", "rule": "hours", "with": allowed}
    await life.put_in_force(held, emergency=["скорая"])
    first, second, urgent = "Держим первое", "Держим второе", "Держим, приехала скорая"
    written = await lena.write(first)
    await is_removed(lena, written)
    await lena.sees(lambda each: f"{begins:%-H:%M}" in each["text"], "when it will appear")
    assert "отправлять его ещё раз не нужно" in await refused_at_the_gate(anna, room, second)
    await refused_at_the_gate(anna, room, second)
    await lena.write(urgent)
    await duty.comes_to(urgent, "waiting")
    assert first not in await bodies(anna, room)
    await anna.is_told(second, f"{begins:%-H:%M}")
    for text in (first, second, urgent):
        await duty.comes_to(text, "published")
    event = await anna.sees_text(room, first)
    assert event["sender"] == lena.ghost
    await sees_on_behalf(anna, room, "Анна Сергеевна", second)
    await anna.sees_text(room, urgent)
    assert datetime.now(MOSCOW) >= begins
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

    async def is_kept() -> bool:
        return sum(second in row["text"] for row in duty.archived(KEY)) == 1

    await until(is_kept, "it in the archive, once", pause=0.5)


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
        lambda event: "возражает: «Это же важно всем!»" in str(event["content"].get("body")),
        "the objection in the thread",
    )
    assert under["content"]["m.relates_to"]["rel_type"] == "m.thread"
    assert "Лена, мама Оли возражает" in under["content"]["body"]
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
