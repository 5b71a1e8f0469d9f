"""A chat at night is not filled with answers: each author hears once that posts wait."""

from datetime import timedelta

from bridges.network import ChatId, MessageId, NetworkRefused
from tests.support.holding import EIGHT, Holding


def answers(holding: Holding) -> list[str]:
    """What was said in the chat."""
    asked = holding.crossroads.messenger.asked
    return [each[1] for each in asked if each[0] == "send" and "подождёт" in each[1]]


async def write(holding: Holding, *posts: tuple[str, str]) -> None:
    """What parents write, one after the other, a minute apart."""
    first = len(await holding.waiting()) + 1
    for number, (person, text) in enumerate(posts, first):
        await holding.later(minutes=1)
        await holding.parent_writes(number, text, person)
        await holding.work_off()


async def test_an_author_hears_once_that_what_is_written_until_eight_waits(
    holding: Holding,
) -> None:
    await write(holding, ("masha", "Раз"), ("masha", "Два"), ("boris", "Три"), ("masha", "Четыре"))
    said = answers(holding)
    assert [words.partition(":")[0] for words in said] == ["Masha", "Boris"]
    assert "Всё, что вы напишете для этой комнаты до того часа, подождёт тоже." in said[0]
    assert [decision.told_at is None for decision in await holding.waiting()] == [False] * 4
    deleted = [each[1] for each in holding.crossroads.messenger.asked if each[0] == "delete"]
    assert deleted == ["1", "2", "3", "4"]
    await holding.at(EIGHT)
    assert [text for _, text, _ in await holding.appeared()] == ["Раз", "Два", "Три", "Четыре"]


async def test_the_next_evening_it_is_said_again(holding: Holding) -> None:
    await write(holding, ("masha", "Раз"))
    await holding.at(EIGHT)
    await holding.later(hours=13)
    await holding.parent_writes(7, "Два")
    await holding.work_off()
    assert len(answers(holding)) == 2


async def test_after_half_a_day_it_is_said_again(holding: Holding) -> None:
    holding.hours(days=["mon"])
    await write(holding, ("masha", "Раз"))
    await holding.later(hours=13)
    await write(holding, ("masha", "Два"))
    assert len(answers(holding)) == 2


async def test_what_is_urgent_has_an_answer_of_its_own(holding: Holding) -> None:
    await write(holding, ("masha", "Раз"), ("masha", "У нас пожар"))
    assert len(answers(holding)) == 2


async def test_where_nothing_can_be_removed_each_post_is_asked_to_be(holding: Holding) -> None:
    async def refuse(*_: object) -> None:
        raise NetworkRefused("no right")

    holding.crossroads.messenger.delete = refuse  # type: ignore[method-assign]
    await write(holding, ("masha", "Раз"), ("masha", "Два"))
    assert sum("удалите его в чате сами" in words for words in answers(holding)) == 2


async def test_only_what_cannot_be_removed_is_spoken_of_once_more(holding: Holding) -> None:
    messenger = holding.crossroads.messenger
    delete = messenger.delete

    async def refuse_the_second(chat: ChatId, message: MessageId) -> None:
        if message == "2":
            raise NetworkRefused("no right any more")
        await delete(chat, message)

    messenger.delete = refuse_the_second  # type: ignore[method-assign]
    await write(holding, ("masha", "Раз"), ("masha", "Два"), ("masha", "Три"))
    said = answers(holding)
    assert ["удалите его в чате сами" in words for words in said] == [False, True]
    assert [decision.told_at is None for decision in await holding.waiting()] == [False] * 3


async def test_nobody_is_noted_as_told_before_it_is_known_that_the_post_went(
    holding: Holding,
) -> None:
    await write(holding, ("masha", "Раз"))
    await holding.later(minutes=1)
    await holding.parent_writes(2, "Два")
    assert [decision.told_at is None for decision in await holding.waiting()] == [False, True]
    await holding.work_off()
    first, second = await holding.waiting()
    assert second.told_at == first.told_at


async def test_in_private_each_post_has_its_answer(holding: Holding) -> None:
    for number in (1, 2):
        holding.clock.at += timedelta(minutes=1)
        await holding.educator_writes(number, f"Сообщение {number}")
        await holding.work_off()
    assert ["Сообщение" in task.payload["text"] for task in holding.told] == [True, True]
