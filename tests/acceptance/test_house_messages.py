"""Texts, answers, changes and reactions between a room and its chat, both ways."""

from collections.abc import Callable

import pytest

from tests.support.element import Element, Event, answered
from tests.support.life import Life
from tests.support.phone import Message, Phone
from tests.support.waiting import until

HTML = '<p>Завтра <strong>утренник</strong>, <a href="https://example.org/">план</a></p>'

pytestmark = pytest.mark.usefixtures("nothing_set_aside")


@pytest.fixture
def room(life: Life) -> str:
    return life.rooms["ladybirds"]


@pytest.fixture
def masha(life: Life) -> Phone:
    return life.parent("ladybirds", "masha", "Маша <b>мама</b> Пети")


@pytest.fixture
def ivan(life: Life) -> Phone:
    return life.parent("ladybirds", "ivan", "Иван, папа Кати")


async def test_a_parent_is_seen_in_the_room_under_their_name(
    anna: Element, masha: Phone, room: str
) -> None:
    await masha.write("Петя завтра не придёт")
    seen = await anna.sees_text(room, "Петя завтра не придёт")
    assert seen["sender"] == masha.ghost
    assert "format" not in seen["content"]
    assert (await anna.members(room))[masha.ghost] == "Маша <b>мама</b> Пети"


async def test_an_educator_is_seen_in_the_chat_under_her_name(
    anna: Element, masha: Phone, room: str
) -> None:
    await anna.write(room, "Доброе утро, родители!")
    seen = await masha.sees_text("Доброе утро, родители!")
    assert (seen["from"], seen["name"]) == (anna.user_id, "Анна Сергеевна")
    assert "html" not in seen


async def test_formatting_is_kept_both_ways(anna: Element, masha: Phone, room: str) -> None:
    await anna.write(room, "Завтра утренник, план", HTML)
    seen = await masha.sees_text("Завтра утренник, план")
    assert seen["html"] == HTML

    await masha.write("Придём все", html="Придём <em>все</em>")
    event = await anna.sees_text(room, "Придём все")
    assert event["content"]["format"] == "org.matrix.custom.html"
    assert event["content"]["formatted_body"] == "Придём <em>все</em>"


async def test_answers_point_at_what_they_answer_wherever_it_was_written(
    anna: Element, masha: Phone, ivan: Phone, room: str
) -> None:
    from_chat = await masha.write("Во сколько прогулка?")
    question = await anna.sees_text(room, "Во сколько прогулка?")
    answer = await anna.write(room, "В одиннадцать", reply_to=question["event_id"])
    seen = await masha.sees_text("В одиннадцать")
    assert seen["reply_to"] == from_chat

    await anna.write(room, "Если не будет дождя", reply_to=answer)
    assert (await masha.sees_text("Если не будет дождя"))["reply_to"] == seen["id"]

    await ivan.write("А в дождь?", reply_to=seen["id"])
    assert answered(await anna.sees_text(room, "А в дождь?")) == answer
    await ivan.write("Я тоже хотел спросить", reply_to=from_chat)
    other = await anna.sees_text(room, "Я тоже хотел спросить")
    assert answered(other) == question["event_id"]


async def test_an_answer_of_an_old_client_comes_without_its_quotation(
    anna: Element, masha: Phone, room: str
) -> None:
    from_chat = await masha.write("Какая завтра каша?")
    asked = await anna.sees_text(room, "Какая завтра каша?")
    content = {
        "msgtype": "m.text",
        "body": f"> <{masha.ghost}> Какая завтра каша?\n\nМанная",
        "format": "org.matrix.custom.html",
        "formatted_body": "<mx-reply><blockquote>Какая?</blockquote></mx-reply><b>Манная</b>",
        "m.relates_to": {"m.in_reply_to": {"event_id": asked["event_id"]}},
    }
    await anna.send(room, content)
    seen = await masha.sees_text("Манная")
    assert (seen["html"], seen["reply_to"]) == ("<b>Манная</b>", from_chat)


async def test_changes_are_seen_on_the_other_side(anna: Element, masha: Phone, room: str) -> None:
    event_id = await anna.write(room, "Собрание в пятницу")
    message = await masha.sees_text("Собрание в пятницу")
    await anna.edit(room, event_id, "Собрание в четверг", "Собрание в <b>четверг</b>")
    changed = await masha.sees_text("Собрание в четверг")
    assert (changed["id"], changed["edited"]) == (message["id"], True)
    assert changed["html"] == "Собрание в <b>четверг</b>"
    await anna.edit(room, event_id, "Собрание в среду")
    assert (await masha.sees_text("Собрание в среду"))["id"] == message["id"]

    written = await masha.write("Буду")
    event = await anna.sees_text(room, "Буду")
    await masha.edit(written, "Не буду")
    edit = await anna.sees_text(room, "* Не буду")
    assert edit["content"]["m.new_content"]["body"] == "Не буду"
    relation = {"rel_type": "m.replace", "event_id": event["event_id"]}
    assert edit["content"]["m.relates_to"] == relation
    assert edit["sender"] == event["sender"]


async def test_what_is_deleted_on_one_side_is_gone_on_the_other(
    anna: Element, valentina: Element, masha: Phone, room: str
) -> None:
    event_id = await anna.write(room, "Ошиблась чатом")
    message = await masha.sees_text("Ошиблась чатом")
    await anna.redact(room, event_id)
    await masha.sees(lambda each: each["id"] == message["id"] and each["deleted"], "the deletion")

    written = await masha.write("Удалю это сама")
    event = await anna.sees_text(room, "Удалю это сама")
    await masha.delete(written)
    await anna.sees_no_more(room, event["event_id"])
    redaction = (await anna.event(room, event["event_id"]))["unsigned"]["redacted_because"]
    assert redaction["sender"] == masha.ghost

    rude = await masha.write("Это уберёт заведующая")
    event = await anna.sees_text(room, "Это уберёт заведующая")
    await valentina.redact(room, event["event_id"])
    await masha.sees(lambda each: each["id"] == rude and each["deleted"], "the removal")


async def test_who_has_left_can_still_delete_what_they_wrote(
    anna: Element, life: Life, room: str
) -> None:
    guest = life.parent("ladybirds", "guest", "Гость")
    written = await guest.write("Напишу и уйду")
    event = await anna.sees_text(room, "Напишу и уйду")
    await guest.leave()
    await _is_out(anna, room, guest)
    await guest.delete(written)
    await anna.sees_no_more(room, event["event_id"])


async def test_reactions_come_and_go_both_ways(anna: Element, masha: Phone, room: str) -> None:
    event_id = await anna.write(room, "Кто поможет с костюмами?")
    message = (await masha.sees_text("Кто поможет с костюмами?"))["id"]
    for _ in range(2):  # put, taken off, and the same once more
        await masha.react(message, "👍")
        reaction = await anna.sees(room, _reaction(event_id, "👍"), "the reaction")
        assert reaction["sender"] == masha.ghost
        await masha.take_off(message, "👍")
        await anna.sees_no_more(room, reaction["event_id"])

    written = await masha.write("Я помогу")
    event = await anna.sees_text(room, "Я помогу")
    for _ in range(2):
        reaction_id = await anna.react(room, event["event_id"], "❤️")
        await masha.sees(_reacted(written, {"❤️": [anna.user_id]}), "the heart")
        await anna.redact(room, reaction_id)
        await masha.sees(_reacted(written, {}), "no heart")


async def test_who_is_writing_is_shown_both_ways(anna: Element, masha: Phone, room: str) -> None:
    await masha.write("Сейчас допишу")
    await anna.sees_text(room, "Сейчас допишу")

    async def the_room_shows() -> bool:
        await masha.type()
        typing = await anna.passing(room, "m.typing")
        return any(masha.ghost in content["user_ids"] for content in typing)

    async def the_chat_shows() -> bool:
        await anna.type(room)
        writing = (await masha.news())["typing"]
        return {"id": anna.user_id, "name": "Анна Сергеевна"} in writing

    await until(the_room_shows, "the parent writing")
    await until(the_chat_shows, "the educator writing")


async def test_who_has_read_is_shown_both_ways(anna: Element, masha: Phone, room: str) -> None:
    event_id = await anna.write(room, "Прочтите, пожалуйста")
    message = (await masha.sees_text("Прочтите, пожалуйста"))["id"]
    await masha.write("Сначала отвечу")
    answer = await anna.sees_text(room, "Сначала отвечу")
    await masha.read(message)

    async def the_room_shows() -> bool:
        receipts = await anna.passing(room, "m.receipt")
        read = [content.get(event_id, {}).get("m.read", {}) for content in receipts]
        return any(masha.ghost in people for people in read)

    await until(the_room_shows, "the parent's receipt")
    await anna.read(room, answer["event_id"])
    await masha.sees(
        lambda each: each["text"] == "Сначала отвечу" and anna.user_id in each["read_by"],
        "the educator's receipt",
    )


async def test_parents_come_and_go_in_the_room_as_in_the_chat(
    anna: Element, valentina: Element, life: Life, room: str
) -> None:
    nina = life.parent("ladybirds", "nina", "Нина")
    await nina.join()

    async def is_in() -> bool:
        return nina.ghost in await anna.members(room)

    await until(is_in, "the ghost in the room")
    await nina.leave()
    await _is_out(anna, room, nina)

    await nina.write("Я опять здесь")
    await anna.sees_text(room, "Я опять здесь")
    await valentina.kick(room, nina.ghost)

    async def is_removed() -> bool:
        return nina.person not in await nina.members()

    await until(is_removed, "the parent removed from the chat")
    await nina.write("Пустите обратно")
    seen = await anna.sees_text(room, "Пустите обратно")
    assert seen["sender"] == nina.ghost


async def test_the_staff_are_shown_as_members_of_the_chat(anna: Element, masha: Phone) -> None:
    async def are_shown() -> bool:
        return (await masha.members()).get(anna.user_id) == "Анна Сергеевна"

    await until(are_shown, "the educator among the members")


async def _is_out(anna: Element, room: str, parent: Phone) -> None:
    async def is_out() -> bool:
        return parent.ghost not in await anna.members(room)

    await until(is_out, "the ghost gone from the room")


def _reaction(event_id: str, emoji: str) -> Callable[[Event], bool]:
    def fits(event: Event) -> bool:
        relation = event["content"].get("m.relates_to", {})
        wanted = {"rel_type": "m.annotation", "event_id": event_id, "key": emoji}
        return bool(event["type"] == "m.reaction" and relation == wanted)

    return fits


def _reacted(message: str, reactions: dict[str, list[str]]) -> Callable[[Message], bool]:
    def fits(each: Message) -> bool:
        return bool(each["id"] == message and each["reactions"] == reactions)

    return fits
