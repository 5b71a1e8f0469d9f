"""What the regulation does to posts from WhatsApp and Telegram, in a whole house.

The house, the bridge framework and the homeserver are real, the two messengers are a simulation.
"""

import itertools
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.bridged_house import BRIDGES, BridgedHouse
from tests.support.duty_room import WITH_DUTY_ROOM, DutyRoom
from tests.support.element import Element, Event
from tests.support.hours import MOSCOW, soon
from tests.support.upstream import Kind
from tests.support.upstream_network import Json
from tests.support.waiting import until

KEY = "ladybirds"
CLAUSE = "Пишите коротко."
PATIENCE = 180.0
_numbers = itertools.count(1)


def long_text(kind: str) -> str:
    return f"Это сообщение длиннее, чем разрешено правилами сада, из {kind}, {next(_numbers)}"


def clause(action: str, **more: Any) -> dict[str, Any]:
    parameters = {"with": {"characters": 60}, "rooms": [KEY], "roles": ["parent"]}
    return {
        "id": "3.4", "text": CLAUSE, "rule": "length", "action": action, **parameters, **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
async def house(
    network_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BridgedHouse]:
    """Both messengers' groups are plumbed into one group's room; our accounts are admins there."""
    folder = tmp_path_factory.mktemp("enforced-messengers")
    running = await BridgedHouse.begin(folder / "files", network_programs, None, WITH_DUTY_ROOM)
    try:
        for kind in BRIDGES:
            await running.link(kind)
            await running.group(kind, KEY, "Божьи коровки")
            await running.networks[kind].role(running.chats[kind], running.accounts[kind], "admin")
        yield running
    finally:
        await running.end()


@pytest.fixture
async def duty(house: BridgedHouse) -> DutyRoom:
    return await DutyRoom.of(house.life)


@pytest.fixture(params=BRIDGES)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def anna(house: BridgedHouse) -> Element:
    return house.life.anna


@pytest.fixture
def room(house: BridgedHouse) -> str:
    return house.life.rooms[KEY]


async def writes(house: BridgedHouse, kind: Kind, text: str, **more: Any) -> tuple[str, Event]:
    """The parent of that messenger writes; the message's id, and the event in the room."""
    chat = house.chats[kind]
    message = await house.networks[kind].write(chat, house.parents[chat], text, **more)

    return message, await house.life.anna.sees_text(house.life.rooms[KEY], text)


async def message_of(house: BridgedHouse, kind: Kind, message: str) -> Json:
    told = await house.networks[kind].messages(house.chats[kind])
    return next(each for each in told if each["id"] == message)


async def is_deleted(house: BridgedHouse, kind: Kind, message: str) -> None:
    async def look() -> bool:
        return bool((await message_of(house, kind, message)).get("deleted"))

    await until(look, f"the deletion in {kind}", PATIENCE)


async def chat_gets(house: BridgedHouse, kind: Kind, *words: str) -> Json:
    """Wait for a message with all these words in it that is not deleted."""

    async def look() -> Json | None:
        for each in await house.networks[kind].messages(house.chats[kind]):
            text = each.get("text", "")
            if not each.get("deleted") and all(word in text for word in words):
                return each
        return None

    return await until(look, f"{words} in {kind}", PATIENCE)


async def sees_on_behalf(anna: Element, room: str, text: str) -> Event:
    """Wait for a post that the bot repeats in somebody's name."""
    return await anna.sees(
        room, lambda event: str(event["content"].get("body")).endswith(f": {text}"), text
    )


async def test_a_withdrawn_post_goes_everywhere_and_its_author_is_told_in_the_chat(
    house: BridgedHouse, duty: DutyRoom, anna: Element, room: str, kind: Kind
) -> None:
    await house.life.put_in_force(clause("withdraw"))
    text = long_text(kind)
    message = await house.networks[kind].write(
        house.chats[kind], house.parents[house.chats[kind]], text
    )
    await is_deleted(house, kind, message)
    await chat_gets(house, kind, CLAUSE, "ответьте на это сообщение")
    assert (await duty.comes_to(text, "refused"))["clause"] == "3.4"
    assert text not in [str(e["content"].get("body")) for e in await anna.timeline(room)]

    async def is_kept() -> bool:
        rows = [row for row in duty.archived(KEY) if row["text"] == text]
        return [row["redacted"] for row in rows] == [True]

    await until(is_kept, "it in the archive, as removed", pause=0.5)


async def test_where_the_deletion_does_not_come_about_the_duty_room_says_so(
    house: BridgedHouse, duty: DutyRoom, kind: Kind
) -> None:
    await house.life.put_in_force(clause("withdraw"))
    network, chat = house.networks[kind], house.chats[kind]
    await network.role(chat, house.accounts[kind], "member")
    text = long_text(kind)
    message = await network.write(chat, house.parents[chat], text)
    title = {"whatsapp": "WhatsApp", "telegram": "Telegram"}[kind]

    def fits(event: Event) -> bool:
        body = str(event["content"].get("body"))
        words = ("🔴", title, "3.4", CLAUSE, f"№ {duty.decision(text)['id']}")
        return all(word in body for word in words)

    await duty.comes_to(text, "refused")
    told = await duty.sees(fits, "that it stays there")
    assert "Мама Божьи коровки" in told["content"]["body"]
    assert not (await message_of(house, kind, message)).get("deleted")
    await network.role(chat, house.accounts[kind], "admin")


async def test_asked_about_it_stands_and_yes_leaves_it(
    house: BridgedHouse, duty: DutyRoom, anna: Element, room: str, kind: Kind
) -> None:
    await house.life.put_in_force(clause("ask"))
    text = long_text(kind)
    message, event = await writes(house, kind, text)
    await chat_gets(house, kind, "посмотрит дежурный администратор")
    await duty.tap(await duty.sees_card(text, "❓", "Мама Божьи коровки"), "✅")
    await duty.comes_to(text, "published")
    await chat_gets(house, kind, "опубликовано")
    assert not (await message_of(house, kind, message)).get("deleted")
    assert "redacted_because" not in (await anna.event(room, event["event_id"]))["unsigned"]


async def test_changed_while_it_is_asked_about_the_others_get_what_was_allowed(
    house: BridgedHouse, duty: DutyRoom, kind: Kind
) -> None:
    await house.life.put_in_force(clause("ask"))
    text, chat = long_text(kind), house.chats[kind]
    changed = f"{text}, исправлено"
    papa = house.life.parent(KEY, "papa", "Папа")
    message, _ = await writes(house, kind, text)
    await duty.sees_card(text, "❓")
    await house.networks[kind].edit(message, house.parents[chat], changed)
    await duty.tap(await duty.sees_card(changed, "❓"), "✅")
    await papa.sees_text(changed)
    assert text not in [each["text"] for each in await papa.messages()]


async def test_asked_about_and_answered_no_it_goes(
    house: BridgedHouse, duty: DutyRoom, anna: Element, room: str, kind: Kind
) -> None:
    await house.life.put_in_force(clause("ask"))
    text = long_text(kind)
    message, event = await writes(house, kind, text)
    await duty.tap(await duty.sees_card(text, "❓"), "❌")
    await anna.sees_no_more(room, event["event_id"])
    await is_deleted(house, kind, message)
    await chat_gets(house, kind, "не опубликовано", CLAUSE)


async def test_a_flagged_post_can_be_removed(
    house: BridgedHouse, duty: DutyRoom, kind: Kind
) -> None:
    await house.life.put_in_force(clause("flag"))
    text = long_text(kind)
    message, _ = await writes(house, kind, text)
    await duty.tap(await duty.sees_card(text, "🚩"), "❌")
    await is_deleted(house, kind, message)
    await chat_gets(house, kind, "убрал ваше сообщение")


async def test_an_objection_in_the_messenger_is_answered_and_decided_there(
    house: BridgedHouse, duty: DutyRoom, anna: Element, room: str, kind: Kind
) -> None:
    await house.life.put_in_force(clause("withdraw"))
    text = long_text(kind)
    chat = house.chats[kind]
    earlier = {each["id"] for each in await house.networks[kind].messages(chat)}
    message = await house.networks[kind].write(chat, house.parents[chat], text)
    await is_deleted(house, kind, message)
    await duty.comes_to(text, "refused")

    async def told() -> Json | None:
        for each in await house.networks[kind].messages(chat):
            is_new = each["id"] not in earlier
            if is_new and "ответьте на это сообщение" in each.get("text", ""):
                return each
        return None

    answer = await until(told, "the refusal", PATIENCE)
    objection = f"Это важно всем в {kind}"
    await house.networks[kind].write(chat, house.parents[chat], objection, reply_to=answer["id"])
    card = await duty.sees_card(text, "✋", objection)
    await chat_gets(house, kind, "Передаю это дежурному")
    await duty.answer(card, f"Чем важно, {kind}?")
    await chat_gets(house, kind, "Ответ дежурного администратора", f"Чем важно, {kind}?")
    await duty.tap(card, "✅")
    await duty.comes_to(text, "published")
    published = await sees_on_behalf(anna, room, text)
    assert published["content"]["ru.teremok.author"]["name"].startswith("Мама Божьи коровки (")
    await chat_gets(house, kind, text, "Мама Божьи коровки")


async def test_held_posts_come_back_at_their_hour(
    house: BridgedHouse, duty: DutyRoom, anna: Element, room: str
) -> None:
    allowed, begins = soon()
    held = {**clause("hold"), "rule": "hours", "with": allowed}
    await house.life.put_in_force(held)
    texts = {kind: f"Держим из {kind}" for kind in BRIDGES}
    written: dict[Kind, str] = {}
    for kind, text in texts.items():
        chat = house.chats[kind]
        written[kind] = await house.networks[kind].write(chat, house.parents[chat], text)
    for kind, message in written.items():
        await is_deleted(house, kind, message)
        await chat_gets(house, kind, f"{begins:%-H:%M}")
    for text in texts.values():
        await duty.comes_to(text, "published")
    for text in texts.values():
        for other in BRIDGES:
            await chat_gets(house, other, "Мама Божьи коровки (", f": {text}")
        said = await sees_on_behalf(anna, room, text)
        assert said["sender"] == house.life.house.house.bot_id
    assert datetime.now(MOSCOW) >= begins
    number = str(duty.decision(texts["whatsapp"])["id"])
    done = house.life.house.command("policy", "undo", number)
    assert done.returncode == 0, done.stderr
    for kind in BRIDGES:

        async def gone(kind: Kind = kind) -> bool:
            told = await house.networks[kind].messages(house.chats[kind])
            return not any(
                texts["whatsapp"] in each.get("text", "") and not each.get("deleted")
                for each in told
            )

        await until(gone, f"the removal in {kind}", PATIENCE)
