"""Two chats plumbed into one room: each sees all of the other, once, and nothing of its own."""

import pytest

from tests.support import files
from tests.support.element import Element, answered
from tests.support.life import SECOND_CHAT, Life
from tests.support.phone import Phone
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("nothing_set_aside")


@pytest.fixture
def room(life: Life) -> str:
    return life.rooms["hedgehogs"]


@pytest.fixture
def zoya(life: Life) -> Phone:
    return life.parent("hedgehogs", "zoya", "Зоя")


@pytest.fixture
def oleg(life: Life) -> Phone:
    return life.parent(SECOND_CHAT, "oleg", "Олег")


async def test_both_chats_and_the_room_see_everything_once(
    life: Life, anna: Element, zoya: Phone, oleg: Phone, room: str
) -> None:
    said = []
    for number in range(3):
        said += [f"Зоя {number}", f"Олег {number}", f"Анна {number}"]
        await zoya.write(f"Зоя {number}")
        await oleg.write(f"Олег {number}")
        await anna.write(room, f"Анна {number}")
    for parent in (zoya, oleg):
        await parent.sees_text("Анна 2")
        await parent.sees_text("Зоя 2")
        await parent.sees_text("Олег 2")
    await life.house.until_quiet()
    # What other tests say here may still be on its way.
    for parent in (zoya, oleg):
        texts = [each["text"] for each in await parent.messages()]
        assert sorted(text for text in texts if text in said) == sorted(said)
    shown = [event["content"].get("body") for event in await anna.timeline(room)]
    assert sorted(text for text in shown if text in said) == sorted(said)
    foreign = await zoya.sees_text("Олег 2")
    assert (foreign["from"], foreign["name"], foreign["relayed"]) == (oleg.ghost, "Олег", True)


async def test_answers_and_files_go_from_chat_to_chat(
    anna: Element, zoya: Phone, oleg: Phone, room: str
) -> None:
    picture = files.photo()
    photo = await zoya.send_file(picture, "image/png", "ёжик.png", caption="Наш ёжик")
    there = await oleg.sees_text("Наш ёжик")
    assert await oleg.download(there) == picture
    await oleg.write("Красивый!", reply_to=there["id"])
    assert (await zoya.sees_text("Красивый!"))["reply_to"] == photo
    event = await anna.sees_text(room, "Наш ёжик")
    assert answered(await anna.sees_text(room, "Красивый!")) == event["event_id"]


async def test_changes_reactions_and_deletions_go_from_chat_to_chat(
    life: Life, zoya: Phone, oleg: Phone
) -> None:
    here = await zoya.write("Встреча в шесть")
    there = (await oleg.sees_text("Встреча в шесть"))["id"]
    await zoya.edit(here, "Встреча в семь")
    assert (await oleg.sees_text("Встреча в семь"))["id"] == there

    await oleg.react(there, "👍")
    await _shows(zoya, here, "reactions", {"👍": [oleg.ghost]})
    await zoya.react(here, "👌")
    await _shows(oleg, there, "reactions", {"👍": ["oleg"], "👌": [zoya.ghost]})
    await oleg.take_off(there, "👍")
    await _shows(zoya, here, "reactions", {"👌": ["zoya"]})

    await zoya.delete(here)
    await _shows(oleg, there, "deleted", True)
    await life.house.until_quiet()


async def test_an_educator_deletes_a_message_in_both_chats(
    anna: Element, zoya: Phone, oleg: Phone, room: str
) -> None:
    event_id = await anna.write(room, "Не туда")
    messages = [(parent, (await parent.sees_text("Не туда"))["id"]) for parent in (zoya, oleg)]
    await anna.redact(room, event_id)
    for parent, message in messages:
        await _shows(parent, message, "deleted", True)


async def _shows(parent: Phone, message: str, what: str, value: object) -> None:
    async def look() -> bool:
        return bool((await parent.message(message))[what] == value)

    await until(look, f"{what} {value}")
