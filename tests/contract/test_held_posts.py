"""Held posts under pressure: each once, in the order of writing, in its author's name."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import bridges.outbox
from bridges.enforcement.deciding import undo
from bridges.network import IncomingDeletion, IncomingEdit, MessageId, Person, PersonId, Text
from rooms.storage import decisions, queue, rooms
from tests.support.crossroads import CHAT
from tests.support.holding import EIGHT, MOSCOW, Holding
from tests.support.waiting import until

MASHA = Person(PersonId("masha"), "Masha")


async def written(holding: Holding, count: int) -> list[tuple[str, str]]:
    """So many posts of three parents and an educator, a second apart; who wrote what."""
    parents, posts = ("masha", "boris", "zoya"), []
    for number in range(1, count + 1):
        holding.clock.at += timedelta(seconds=1)
        text = f"Сообщение {number}"
        if number % 2:
            person = parents[number % 3]
            await holding.parent_writes(number, text, person)
            posts.append((holding.ghost(person), text))
        else:
            await holding.educator_writes(number, text)
            posts.append(("@anna:s", text))
    return posts


async def who_said_what(holding: Holding) -> list[tuple[str, str]]:
    return [(who, text) for who, text, _ in await holding.appeared()]


async def test_two_hundred_posts_come_at_eight_each_once_in_order_in_their_authors_names(
    holding: Holding,
) -> None:
    posts = await written(holding, 200)
    await holding.work_off()
    assert len(await holding.waiting()) == 200
    removed = [asked for asked in holding.crossroads.messenger.asked if asked[0] == "delete"]
    assert len(removed) == 100
    assert len(holding.told) == 100
    assert "24 ноября в 8:00" in holding.told[0].payload["text"]
    await holding.at(EIGHT - timedelta(seconds=1))
    assert await holding.appeared() == []
    await holding.at(EIGHT)
    assert await who_said_what(holding) == posts
    times = [at for who, _, at in await holding.appeared() if who != "@anna:s"]
    assert times[0] == datetime(2026, 11, 23, 21, 0, 1, tzinfo=MOSCOW), "when it was written"
    assert times == sorted(times)
    assert await holding.waiting() == []
    assert len(holding.told) == 100, "it appears when its author was told it would"


async def test_killed_again_and_again_at_eight_each_still_comes_once_in_order(
    holding: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = await written(holding, 60)
    await holding.work_off()
    holding.clock.at = EIGHT
    for pause in (0.02, 0.1, 0.3, 0.05, 0.6, 0.2, 0.4):
        holding.outbox.wake(await holding.due())
        await asyncio.sleep(pause)
        await holding.kill(monkeypatch)
    await holding.work_off()
    assert await who_said_what(holding) == posts


async def test_killed_between_the_release_and_the_room_nothing_is_lost(
    holding: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = await written(holding, 6)
    await holding.work_off()
    holding.clock.at = EIGHT
    await holding.release()
    await holding.kill(monkeypatch)
    assert await holding.waiting() == []
    assert await holding.appeared() == [], "nobody has worked the lane of the room yet"
    [lane] = await holding.due()
    async with holding.store.reading() as connection:
        [first, *_] = await queue.head(connection, lane, 10)
    await holding.handlers[first.kind](first, False)  # said, and killed before it is noted
    assert len(await holding.appeared()) == 1
    await holding.kill(monkeypatch)
    await holding.work_off()
    assert await who_said_what(holding) == posts


async def test_what_came_late_is_published_in_the_order_of_writing(holding: Holding) -> None:
    evening = holding.clock.at
    for number, minute in ((1, 5), (2, 9), (3, 2), (4, 7)):
        holding.clock.at = evening + timedelta(minutes=minute)
        await holding.parent_writes(number, f"21:{minute:02}")
    await holding.at(EIGHT)
    assert [text for _, text, _ in await holding.appeared()] == ["21:02", "21:05", "21:07", "21:09"]


async def test_a_house_that_was_off_at_eight_publishes_when_it_is_back(
    holding: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = await written(holding, 4)
    await holding.work_off()
    await holding.kill(monkeypatch)
    await holding.at(EIGHT + timedelta(hours=1, minutes=30))
    assert await who_said_what(holding) == posts


async def test_a_house_that_is_back_after_closing_time_keeps_them_until_the_next_opening(
    holding: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = await written(holding, 4)
    await holding.work_off()
    told = len(holding.told)
    await holding.kill(monkeypatch)
    await holding.at(EIGHT.replace(hour=21))
    assert await holding.appeared() == []
    next_day = EIGHT + timedelta(days=1)
    assert {each.due_at for each in await holding.waiting()} == {next_day.timestamp() * 1000}
    assert "25 ноября в 8:00" in holding.told[told].payload["text"], "its author knows"
    await holding.parent_writes(99, "Новое")
    await holding.at(next_day - timedelta(seconds=1))
    assert await holding.appeared() == []
    await holding.at(next_day)
    assert await who_said_what(holding) == [*posts, (holding.ghost("masha"), "Новое")]


@pytest.mark.parametrize(
    ("evening", "opens"),
    [
        ("2026-10-24 22:00", "2026-10-25 07:00"),  # the clocks go back that night
        ("2026-03-28 22:00", "2026-03-29 06:00"),  # the clocks go forward
        ("2026-03-27 22:00", "2026-03-28 07:00"),
    ],
)
async def test_eight_o_clock_is_that_of_the_wall_when_the_clocks_change(
    holding: Holding, evening: str, opens: str
) -> None:
    berlin, utc = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
    holding.hours("Europe/Berlin")
    holding.clock.at = datetime.fromisoformat(evening).replace(tzinfo=berlin)
    await holding.parent_writes(1, "Завтра")
    opening = datetime.fromisoformat(opens).replace(tzinfo=utc)
    await holding.at(opening - timedelta(seconds=1))
    assert await holding.appeared() == []
    await holding.at(opening)
    assert len(await holding.appeared()) == 1


@pytest.mark.parametrize(
    ("written_at", "opens"),
    [
        ("2024-04-26 21:00", "2024-04-27 08:00"),  # a Saturday on which people work
        ("2024-04-27 21:00", "2024-05-02 08:00"),  # for the Monday and Tuesday that are free
        ("2026-11-03 21:00", "2026-11-05 08:00"),  # Unity Day
    ],
)
async def test_moved_working_days_count(holding: Holding, written_at: str, opens: str) -> None:
    holding.hours(days="working", calendar="RU")
    holding.clock.at = datetime.fromisoformat(written_at).replace(tzinfo=MOSCOW)
    await holding.parent_writes(1, "Завтра")
    [waiting] = await holding.waiting()
    opening = datetime.fromisoformat(opens).replace(tzinfo=MOSCOW)
    assert waiting.due_at == opening.timestamp() * 1000
    await holding.at(opening)
    assert len(await holding.appeared()) == 1


async def test_when_somebody_sets_the_clock_forward_it_is_noticed(
    holding: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridges.outbox, "LONGEST_SLEEP", 0.1)
    await holding.parent_writes(1, "Завтра")
    running = asyncio.create_task(holding.outbox.run())
    await asyncio.sleep(0.5)
    assert await holding.appeared() == []
    holding.clock.at = EIGHT
    await until(holding.appeared, "the post")
    running.cancel()


async def test_a_post_that_its_author_takes_back_never_comes(holding: Holding) -> None:
    await holding.parent_writes(1, "Ой")
    await holding.parent_writes(2, "Да")
    deletion = IncomingDeletion(CHAT, "3", MessageId("1"), MASHA, holding.clock.at)
    await holding.happens(deletion)
    await holding.work_off()
    deleted = [asked[1] for asked in holding.crossroads.messenger.asked if asked[0] == "delete"]
    assert deleted == ["2"], "what its author has deleted need not be removed"
    await holding.at(EIGHT)
    assert [text for _, text, _ in await holding.appeared()] == ["Да"]


async def test_who_has_left_is_not_in_the_room_again_because_of_a_post(holding: Holding) -> None:
    crossroads, ghost = holding.crossroads, holding.ghost("masha")
    await holding.parent_writes(1, "До свидания")
    await holding.parent_writes(2, "Здравствуйте", "boris")
    async with holding.store.transaction() as connection:  # as the homeserver tells it
        await rooms.put_member(connection, crossroads.room, ghost, "Masha", "leave")
    await holding.at(EIGHT)
    assert [text for _, text, _ in await holding.appeared()] == ["До свидания", "Здравствуйте"]
    path = f"/rooms/{crossroads.room}/joined_members"
    joined = (await crossroads.call("GET", path, crossroads.bot))["joined"]
    assert ghost not in joined
    assert holding.ghost("boris") in joined


async def test_our_own_removal_takes_nothing_back_however_late_it_is_told(
    holding: Holding,
) -> None:
    await holding.parent_writes(1, "Завтра")
    await holding.work_off()
    await holding.happens(IncomingDeletion(CHAT, "2", MessageId("1"), None, holding.clock.at))
    await holding.at(EIGHT)
    await holding.happens(IncomingDeletion(CHAT, "3", MessageId("1"), None, holding.clock.at))
    await holding.work_off()
    assert [text for _, text, _ in await holding.appeared()] == ["Завтра"]


async def test_a_post_that_is_changed_before_it_appeared_comes_once_with_its_new_words(
    holding: Holding,
) -> None:
    """Where it was not removed: the author may make it right."""
    holding.crossroads.messenger.delete = None  # type: ignore[assignment,method-assign]
    await holding.parent_writes(1, "Завтра в семь")
    for key, words in (("2", "В восемь"), ("3", "В девять")):
        holding.clock.at += timedelta(minutes=1)
        at = holding.clock.at
        await holding.happens(IncomingEdit(CHAT, key, MessageId("1"), MASHA, at, Text(words)))
        assert len(await holding.waiting()) == 1
    await holding.at(EIGHT)
    assert await who_said_what(holding) == [(holding.ghost("masha"), "В девять")]
    await holding.happens(IncomingDeletion(CHAT, "4", MessageId("1"), MASHA, EIGHT))
    await holding.work_off()
    assert await who_said_what(holding) == [(holding.ghost("masha"), "None")], "it can go again"


async def test_what_is_changed_once_more_when_posting_is_allowed_appears_at_once(
    holding: Holding,
) -> None:
    await holding.parent_writes(1, "Завтра в семь")
    edit = IncomingEdit(CHAT, "2", MessageId("1"), MASHA, holding.clock.at, Text("В восемь"))
    await holding.happens(edit)
    edit = IncomingEdit(CHAT, "3", MessageId("1"), MASHA, EIGHT, Text("В девять"))
    await holding.happens(edit)
    await holding.at(EIGHT)
    assert await who_said_what(holding) == [(holding.ghost("masha"), "В девять")]


async def test_a_refused_post_that_is_made_right_appears(holding: Holding) -> None:
    await holding.parent_writes(1, "Ночью")
    async with holding.store.transaction() as connection:
        [waiting] = await decisions.listed(connection)
        assert await holding.settlement.refuse(connection, waiting, "@zav:s") is not None
    day = EIGHT.replace(hour=12)
    edit = IncomingEdit(CHAT, "2", MessageId("1"), MASHA, day, Text("Днём"))
    await holding.happens(edit)
    await holding.at(day)
    assert await who_said_what(holding) == [(holding.ghost("masha"), "Днём")]
    async with holding.store.transaction() as connection:
        ruling = await undo(connection, holding.settlement, waiting.id, by="@zav:s")
    assert ruling.problem is not None, "or the old words would appear beside the new ones"


async def test_the_same_post_sent_again_at_its_clients_offer_waits_once(holding: Holding) -> None:
    for number in (1, 2, 3):
        await holding.educator_writes(number, "Завтра")
    assert len(await holding.waiting()) == 1
    await holding.at(EIGHT)
    assert [text for _, text, _ in await holding.appeared()] == ["Завтра"]
    await holding.at(EIGHT.replace(hour=21))
    await holding.educator_writes(4, "Завтра")
    assert len(await holding.waiting()) == 1, "on another day it is another post"
