"""Everything can be undone: by commands of the bot, and beside a running house."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.duty.verdicts import Verdicts
from bridges.enforcement.tasks import WITHDRAW
from bridges.room_lane import REDACT, SAY_IN_ROOM, TO_ROOM
from rooms.storage import decisions, queue
from rooms.storage.decisions import State
from tests.support.bot import TestedBot
from tests.support.duty import HOURS, DutyHouse, clause


@pytest.fixture
async def house(bot: TestedBot) -> AsyncIterator[DutyHouse]:
    made = DutyHouse(bot)
    await made.begin()
    yield made
    await made.outbox.stop()


async def give(house: DutyHouse, command: str) -> str:
    """What the bot answers the head in the staff room."""
    bot = house.bot
    await bot.ear.hear_once()
    await bot.write(bot.head, bot.staff_room, f"!teremok {command}")
    await bot.ear.hear_once()
    await house.work_off()
    return (await bot.notices(bot.head, bot.staff_room))[-1]


async def test_a_refused_post_appears_in_its_authors_name_and_goes_again(
    house: DutyHouse,
) -> None:
    house.put_in_force(clause("refuse"))
    await house.educator_writes()
    await house.work_off()
    assert (await give(house, "undo 1")).startswith("№ 1: опубликовано: Валентина, ")
    [published] = house.carried
    assert published.kind == SAY_IN_ROOM
    body = published.payload["content"]["body"]
    assert re.fullmatch(r"Анна \(.*21:40\): Продам коляску", body)
    assert "опубликовано" in (await house.told_words(house.bot.educator))[-1]
    assert (await give(house, "отменить №1")).startswith("№ 1: не опубликовано: Валентина, ")
    assert [task.kind for task in house.carried] == [SAY_IN_ROOM, REDACT]
    removed = (await house.told_words(house.bot.educator))[-1]
    assert removed.startswith("Дежурный администратор убрал ваше сообщение из комнаты")
    await give(house, "undo 1")
    first, _, second = house.carried
    assert first.payload["source"] != second.payload["source"], "it is said anew"


async def test_a_parents_refused_post_appears_and_goes_again(house: DutyHouse) -> None:
    house.put_in_force(clause("withdraw"))
    await house.parent_writes()
    for _ in range(3):
        await give(house, "undo 1")
    kinds = [task.kind for task in house.carried]
    assert sorted(kinds) == sorted(
        [WITHDRAW, TO_ROOM, "answer", REDACT, WITHDRAW, TO_ROOM, "answer"]
    )
    first, second = (task.payload for task in house.carried if task.kind == TO_ROOM)
    assert first["turn"] != second["turn"]


async def test_a_flag_is_cleared_and_put_again(house: DutyHouse) -> None:
    house.put_in_force(clause("flag"))
    await house.educator_writes()
    await house.work_off()
    assert (await give(house, "undo 1")).startswith("№ 1: всё в порядке: Валентина")
    assert (await give(house, "undo 1")).startswith("№ 1: отмечено; сообщение стоит: Валентина")
    assert (await give(house, "decide 1 no")).startswith("№ 1: убрано из комнаты: Валентина")
    assert (await give(house, "undo 1")).startswith("№ 1: всё в порядке: Валентина")
    assert [task.kind for task in house.carried] == [REDACT, SAY_IN_ROOM]


async def test_a_held_post_is_published_now_and_not_again_at_its_hour(house: DutyHouse) -> None:
    house.put_in_force(HOURS)
    await house.parent_writes()
    await give(house, "undo 1")
    assert (await house.decision()).state is State.PUBLISHED
    async with house.bot.store.transaction() as connection:
        await connection.execute("UPDATE queue SET due_at = 0")
    await house.work_off()
    assert [task.kind for task in house.carried].count(TO_ROOM) == 1


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("asked", "Ещё не решено: решите «да» или «нет»."),
        ("cancelled", "Автор сам отозвал сообщение до публикации; решать нечего."),
        ("settled", "Это решение из времени, когда отмены ещё не было: изменить ничего нельзя."),
    ],
)
async def test_what_cannot_be_undone_is_said_in_words(
    house: DutyHouse, state: str, answer: str
) -> None:
    house.put_in_force(clause("ask"))
    await house.parent_writes()
    async with house.bot.store.transaction() as connection:
        await connection.execute("UPDATE decision SET state = $1", state)
    assert (await give(house, "undo 1")).startswith(answer)
    assert (await house.decision()).state == state


async def test_a_decision_from_before_origins_were_kept_cannot_be_undone(
    house: DutyHouse,
) -> None:
    house.put_in_force(clause("refuse"))
    await house.parent_writes()
    async with house.bot.store.transaction() as connection:
        await connection.execute("UPDATE decision SET origin = '{}'")
    answer = await give(house, "undo 1")
    assert answer.startswith("Это решение из времени, когда отмены ещё не было")
    assert (await house.decision()).state is State.REFUSED


async def test_whoever_decides_at_the_same_time_changes_nothing_twice(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.educator_writes()
    async with house.bot.store.transaction() as connection:
        stale = await house.decision()
        assert await house.settlement.publish(connection, stale, "@one:t") is not None
        assert await house.settlement.publish(connection, stale, "@two:t") is None
        assert await house.settlement.refuse(connection, stale, "@two:t") is None
    assert (await house.decision()).settled_by == "@one:t"


async def test_commands_decide_what_waits(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.educator_writes(number=1)
    await house.educator_writes("Продам санки", number=2)
    assert (await give(house, "решить 1 да")).startswith("№ 1: опубликовано: Валентина")
    assert (await give(house, "decide #2 no")).startswith("№ 2: не опубликовано: Валентина")
    assert (await give(house, "decide 2 yes")).startswith("Уже решено: сообщение не публикуется.")
    assert await give(house, "decide 99 yes") == "Решения № 99 нет."


@pytest.mark.parametrize(
    "command", ["decide", "decide 1", "decide да 1", "undo", "undo все", "undo 1 2"]
)
async def test_what_is_not_understood_gets_an_example(house: DutyHouse, command: str) -> None:
    assert (await give(house, command)).startswith("Что решить и как? Напишите так: !teremok ")


async def test_an_educator_decides_nothing(house: DutyHouse) -> None:
    house.put_in_force(clause("ask"))
    await house.educator_writes()
    bot = house.bot
    await bot.ear.hear_once()
    await bot.write(bot.educator, bot.staff_room, "!teremok decide 1 yes")
    await bot.ear.hear_once()
    await house.work_off()
    assert (await house.decision()).state is State.ASKED


async def test_the_tasks_of_a_command_are_kept_with_it(house: DutyHouse) -> None:
    """As on the command line: the running house finds them in the database."""
    house.put_in_force(clause("refuse"))
    await house.educator_writes()
    await house.work_off()
    woken: list[str] = []
    verdicts = Verdicts(house.bot.directory, house.bot.store, house.clock, woken.extend)
    ruling = await verdicts.undo(1, by="@teremok:teremok.test")
    assert ruling.problem is None
    async with house.bot.store.reading() as connection:
        lanes = await queue.lanes(connection)
        decision = await decisions.get(connection, 1)
    assert set(lanes) == set(woken)
    assert any(lane.startswith("room:") for lane in lanes)
    assert decision is not None
    assert decision.settled_by == "@teremok:teremok.test"
