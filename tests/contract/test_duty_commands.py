"""The duty administrator in Element: rooms looked at, people invited, muted and given the word."""

import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from rooms.community import Community
from rooms.roster.model import Child, Guardian
from rooms.storage import by_hand, contacts, crossings, queue, rooms, roster
from rooms.storage.contacts import Contact
from rooms.storage.crossings import Ghost
from rooms.storage.rooms import KnownRoom, PlumbedChat
from rooms.wanted.by_hand import ByHand
from rooms.wanted.powers import MARKER
from tests.support.bot import TestedBot


@dataclass
class Kindergarten:
    """The tested bot with a group, its educator, a treasurer elsewhere and a parent's ghost."""

    bot: TestedBot
    room: str
    educator: str
    ghost: str

    async def give(self, text: str, *, head: bool = True, language: str = "ru") -> str:
        """What the bot answers to a command in the staff room."""
        bot = self.bot
        bot.directory.community = community(bot, language)
        await bot.ear.hear_once()
        await bot.write(bot.head if head else bot.educator, bot.staff_room, text)
        await bot.ear.hear_once()
        await bot.commands_done()
        return (await bot.notices(bot.head, bot.staff_room))[-1]

    async def state(self, kind: str, state_key: str = "") -> Any:
        """State of the group's room."""
        path = f"/_matrix/client/v3/rooms/{self.room}/state/{kind}/{state_key}"
        return await self.bot.call(self.bot.user, "GET", path)

    async def power(self, user_id: str) -> int:
        """Somebody's power level in the group's room."""
        levels = await self.state("m.room.power_levels")
        return int(levels["users"].get(user_id, levels["users_default"]))

    async def may_write(self) -> bool:
        """Whether the educator can write in the group's room."""
        bot = self.bot
        key = secrets.token_hex(8)  # what was asked with the same one is answered as it was then
        path = f"/_matrix/client/v3/rooms/{self.room}/send/m.room.message/{key}"
        body = {"msgtype": "m.text", "body": "Доброе утро"}
        token = bot.educator.access_token
        status, answer = await bot.homeserver.request(token, "PUT", path, body)
        assert status in (200, 403), answer
        return status == 200


def community(bot: TestedBot, language: str = "ru") -> Community:
    """A head, an educator, and two groups of which one has a room."""
    head, educator = (user.user_id[1:].split(":")[0] for user in (bot.head, bot.educator))
    return Community.model_validate(
        {
            "community": {"name": "Сад", "slug": "sad", "language": language},
            "staff": [
                {"id": head, "name": "Валентина", "role": "head"},
                {"id": educator, "name": "Анна Сергеевна"},
            ],
            "rooms": {"staff": {"name": "Сотрудники"}},
            "groups": [{"key": "ladybirds", "name": "Божьи коровки", "staff": []}],
        }
    )


@pytest.fixture
async def garden(bot: TestedBot) -> Kindergarten:
    bot.directory.community = community(bot)
    server = bot.homeserver.server_name
    ghost = f"@teremok_sandbox_maria:{server}"
    marker = {"community": "sad", "key": "ladybirds", "kind": "group"}
    room = await bot.make_room(
        bot.user,
        [bot.head],
        name="Божьи коровки",
        initial_state=[{"type": MARKER, "state_key": "", "content": marker}],
    )
    async with bot.store.transaction() as connection:
        await rooms.put_room(connection, KnownRoom("ladybirds", room, "group", "Божьи коровки"))
        await rooms.replace_chats(connection, [PlumbedChat("sandbox", "ladybirds", "ladybirds")])
        await rooms.put_member(connection, room, ghost, "Мария", "join")
        await crossings.put_ghost(connection, Ghost(ghost, "sandbox", "maria", "Мария", None))
    await bot.directory.refresh(bot.store)
    return Kindergarten(bot, room, bot.educator.user_id[1:].split(":")[0], ghost)


async def test_a_room_is_told_with_powers_and_chats_and_parents_are_counted(
    garden: Kindergarten,
) -> None:
    answer = await garden.give("!teremok room ladybirds")
    assert answer.startswith("Божьи коровки (ladybirds)")
    assert "чат — sandbox ladybirds" in answer
    assert "права 0" in answer
    assert "Мария" not in answer


async def test_a_room_nobody_knows_is_answered_with_all_there_are(garden: Kindergarten) -> None:
    answer = await garden.give("!teremok комната коровки")
    assert answer.startswith(
        "Не знаю группы «коровки», есть: ladybirds («Божьи коровки»)."
        " Другие комнаты: staff («Staff»). Может быть, имеется в виду «ladybirds»?"
    )
    assert "there are: ladybirds" in await garden.give("!teremok room owls", language="en")


async def test_markup_in_a_name_stays_text(garden: Kindergarten) -> None:
    await garden.give("!teremok room <b>x</b>")
    events = await garden.bot.events(garden.bot.head, garden.bot.staff_room)
    assert "<b>x" not in events[-1]["content"].get("formatted_body", "")
    answers = [e["content"] for e in events if e["content"].get("msgtype") == "m.notice"]
    assert "&lt;b&gt;x" in answers[-1]["formatted_body"]


async def test_an_invited_colleague_is_inside_and_stays_wanted_there(garden: Kindergarten) -> None:
    answer = await garden.give(f"!teremok invite {garden.educator} ladybirds")
    assert answer == "Анна Сергеевна: теперь в комнате «Божьи коровки»."
    member = await garden.state("m.room.member", garden.bot.educator.user_id)
    assert member["membership"] == "join"
    async with garden.bot.store.reading() as connection:
        kept = await by_hand.everything(connection)
    assert kept.guests_of("ladybirds") == {garden.bot.educator.user_id}
    again = await garden.give(f"!teremok invite {garden.educator} ladybirds")
    assert again == "Анна Сергеевна: уже в комнате «Божьи коровки»."
    answer = await garden.give(f"!teremok uninvite {garden.educator} ladybirds")
    assert answer == "Анна Сергеевна: больше не в комнате «Божьи коровки»."
    member = await garden.state("m.room.member", garden.bot.educator.user_id)
    assert member["membership"] == "leave"
    answer = await garden.give(f"!teremok uninvite {garden.educator} ladybirds")
    assert answer == "Анна Сергеевна: не гость в комнате «Божьи коровки»."


async def test_a_parent_is_not_invited_and_the_answer_says_what_to_do(
    garden: Kindergarten,
) -> None:
    answer = await garden.give("!teremok invite sandbox/maria ladybirds")
    assert "teremok room open teremok_sandbox_maria" in answer


async def test_a_muted_colleague_reads_and_writes_no_more_until_given_the_word(
    garden: Kindergarten,
) -> None:
    await garden.give(f"!teremok invite {garden.educator} ladybirds")
    assert await garden.may_write()
    answer = await garden.give("!teremok mute Анна Сергеевна в ladybirds")
    expected = "Анна Сергеевна: может читать, но не писать, пока не снимут. Где: Божьи коровки."
    assert answer == expected
    assert not await garden.may_write()
    assert "без слова" in await garden.give("!teremok room ladybirds")
    answer = await garden.give("!teremok unmute Анна Сергеевна")
    assert answer == "Анна Сергеевна: снова может писать. Где: Божьи коровки."
    assert await garden.may_write()
    assert await garden.give("!teremok unmute Анна Сергеевна") == (
        "Анна Сергеевна: слова никто не лишал."
    )


async def test_a_mute_for_a_time_is_lifted_by_the_queue(garden: Kindergarten) -> None:
    bot = garden.bot
    answer = await garden.give("!teremok mute sandbox/maria for 2h")
    assert answer.startswith("Мария: может читать, но не писать, до ")
    assert await garden.power(garden.ghost) == -1
    (task,) = await bot.tasks()
    async with bot.store.reading() as connection:
        kept = await by_hand.mute(connection, "ladybirds", garden.ghost)
    assert kept is not None
    assert kept.until is not None
    assert task.due_at == kept.until == kept.at + 2 * 3600 * 1000
    await _make_due(bot)
    await bot.work_off()
    assert await garden.power(garden.ghost) == 0
    async with bot.store.reading() as connection:
        assert await by_hand.mute(connection, "ladybirds", garden.ghost) is None


async def test_an_earlier_end_does_not_lift_a_longer_mute(garden: Kindergarten) -> None:
    await garden.give("!teremok mute sandbox/maria for 1h")
    (first,) = await garden.bot.tasks()
    await garden.give("!teremok mute sandbox/maria for 3d")
    (second,) = await garden.bot.tasks()
    assert second.due_at > first.due_at
    await garden.bot.unmuting(first, repeated=False)
    assert await garden.power(garden.ghost) == -1
    await garden.give("!teremok unmute sandbox/maria")
    assert await garden.bot.tasks() == []


async def test_who_commands_the_bot_cannot_be_muted(garden: Kindergarten) -> None:
    answer = await garden.give("!teremok mute Валентина")
    assert "слова лишён быть не может" in answer
    assert await garden.power(garden.bot.head.user_id) == 0


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        ("mute", "Кого? Напишите так: !teremok заглушить anna на 2ч"),
        ("mute Мария for", "Кого? Напишите так: !teremok заглушить anna на 2ч"),
        ("mute Мария for ever", "Из «ever» непонятно, на какое время."),
        ("mute Мария for 900 лет", "Из «900 лет» непонятно"),
        ("mute Мария for 900 d", "Можно от одной минуты до одного года."),
        ("mute Вениамин", "из сотрудников есть: head-"),
        ("mute Марья", "может быть, «teremok_sandbox_maria» (М…)?"),
        ("invite", "Кого и куда? Напишите так: !teremok пригласить anna ladybirds"),
        ("invite Вениамин ladybirds", "Не знаю, кто это — «Вениамин»; из сотрудников есть: head-"),
        ("room", "Какая комната? Напишите так: !teremok комната ladybirds"),
    ],
)
async def test_a_mistake_is_answered_with_what_is_possible(
    garden: Kindergarten, command: str, complaint: str
) -> None:
    assert complaint in await garden.give(f"!teremok {command}")


async def test_an_educator_may_give_none_of_these(garden: Kindergarten) -> None:
    for command in ("room ladybirds", "mute Мария", "invite Мария ladybirds", "unmute Мария"):
        answer = await garden.give(f"!teremok {command}", head=False)
        assert answer.startswith("Командовать мной могут только")
    async with garden.bot.store.reading() as connection:
        assert await by_hand.everything(connection) == ByHand()


async def test_help_tells_what_is_written_behind_a_command(garden: Kindergarten) -> None:
    english = await garden.give("!teremok help", language="en")
    assert "!teremok mute PERSON [in ROOM] [for 2h]" in english
    russian = await garden.give("!teremok помощь")
    assert "!teremok заглушить КТО [в КОМНАТЕ] [на 2ч]" in russian


async def test_who_tells_a_colleague_s_role_and_a_parent_s_children_masked(
    garden: Kindergarten,
) -> None:
    await _on_the_roster(garden)
    answer = await garden.give("!teremok who Анна Сергеевна")
    assert "роль — воспитатель" in answer
    answer = await garden.give("!teremok кто мария")
    assert "мама М… П…, +7••••••••67 — С… П…, Божьи коровки" in answer
    assert "Сидоров" not in answer
    assert "Полностью — в личной переписке" in answer
    assert "комнаты — Божьи коровки" in answer


async def test_alone_with_the_bot_the_head_sees_names_in_full(garden: Kindergarten) -> None:
    await _on_the_roster(garden)
    bot = garden.bot
    private = await bot.private_rooms.room_with(bot.head.user_id)
    for command in ("who мария", "roster find сидоров", "список найти 8 916 123-45-67"):
        await bot.ear.hear_once()
        await bot.write(bot.head, private, command)
        await bot.ear.hear_once()
        await bot.commands_done()
        answer = (await bot.notices(bot.head, private))[-1]
        assert "Сидоров Пётр" in answer
        assert "+79161234567" in answer


async def test_the_roster_is_searched_by_name_and_phone_and_shown_masked(
    garden: Kindergarten,
) -> None:
    await _on_the_roster(garden)
    answer = await garden.give("!teremok roster find петр")
    assert answer.startswith("Найден 1 ребёнок:\n• С… П…, Божьи коровки — мама М… П…, +7")
    assert "Сидоров" not in answer
    assert "4567" not in answer
    assert "Найден 1 ребёнок" in await garden.give("!teremok roster find 1234567")
    answer = await garden.give("!teremok roster find Вениаминов")
    assert answer == "В списке никого нет по запросу «Вениаминов»; всего в нём 1 ребёнок."
    assert "!teremok список найти Иванов" in await garden.give("!teremok roster")


async def _on_the_roster(garden: Kindergarten) -> None:
    mother = Guardian("Мария Петрова", "mother", ("+79161234567",))
    child = Child("Сидоров", "Пётр", "", date(2021, 3, 5), "ladybirds", (mother,))
    async with garden.bot.store.transaction() as connection:
        guardian = await roster.new_guardian(connection, 1)
        await roster.add(connection, child, [guardian])
        await contacts.put(connection, Contact("sandbox", "maria", guardian, "hand", 1))


async def _make_due(bot: TestedBot) -> None:
    """Let the time of everything in the queue come."""
    for task in await bot.tasks():
        async with bot.store.transaction() as connection:
            await queue.remove(connection, task.id)
            now = replace(task, due_at=0)
            plain = queue.Task(now.lane, now.kind, now.payload, now.due_at)
            await queue.add(connection, plain, bot.clock.now_ms())
