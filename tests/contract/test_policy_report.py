"""``teremok policy report``: what a month comes to, on both databases and as people see it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House
from bot.house_settings import Ports
from policies.verdict import Action, Finding, Verdict
from rooms.archive.listing import milliseconds
from rooms.storage import decisions, rehearsed
from rooms.storage.clause_counts import ClauseCounts, clause_counts
from rooms.storage.database import Store
from rooms.storage.decisions import Standing, State
from tests.support.posts import post

MINUTE = 60_000
NOVEMBER = milliseconds(datetime.fromisoformat("2026-11-01T00:00+03:00"))
DECEMBER = milliseconds(datetime.fromisoformat("2026-12-01T00:00+03:00"))
NOON = milliseconds(datetime.fromisoformat("2026-11-23T12:00+03:00"))
_STATES = {"flag": State.NOTED, "hold": State.WAITING, "ask": State.ASKED}


class Kept:
    """Decisions in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.count = 0

    async def decide(
        self,
        clause: str,
        action: str,
        at: int = NOON,
        text: str = "Слова пункта.",
        rule: str | None = None,
    ) -> int:
        """One more decision; gives its id."""
        self.count += 1
        finding = Finding(clause, text, rule or f"rule-{clause}", Action(action), {})
        learning = Finding("9", "Учится.", "thanks", Action.FLAG, {}, rehearsed=True)
        verdict = Verdict(Action(action), finding, (finding, learning))
        standing = Standing(_STATES.get(action, State.REFUSED))
        one = replace(post("Что-то написано"), id=f"${self.count}")
        async with self.store.transaction() as connection:
            await rehearsed.add(connection, one, verdict, at)
            added = await decisions.add(connection, one, verdict, at, standing)
        assert added is not None
        return added

    async def settle(self, number: int, to: State, by: str, minutes: int) -> None:
        async with self.store.transaction() as connection:
            decision = await decisions.get(connection, number)
            assert decision is not None
            at = decision.at + minutes * MINUTE
            assert await decisions.settle(connection, decision, to, by, at)

    async def object_to(self, number: int) -> None:
        async with self.store.transaction() as connection:
            await decisions.put_appeal(connection, number, "Не согласна", NOON + MINUTE)

    async def november(self) -> list[ClauseCounts]:
        async with self.store.reading() as connection:
            return await clause_counts(connection, NOVEMBER, DECEMBER)


@pytest.fixture
def kept(store: Store) -> Kept:
    return Kept(store)


async def test_nothing_decided_is_an_empty_report(kept: Kept) -> None:
    assert await kept.november() == []


async def test_decisions_are_counted_by_clause_and_action(kept: Kept) -> None:
    for clause, action in (("2.10", "refuse"), ("2.9", "flag"), ("2.9", "flag"), ("2.9", "ask")):
        await kept.decide(clause, action)
    counts = {each.clause: each for each in await kept.november()}
    assert list(counts) == ["2.9", "2.10", "9"]
    assert counts["2.9"].actions == {"flag": 2, "ask": 1}
    assert counts["2.9"].waiting == 1
    assert counts["2.10"].actions == {"refuse": 1}
    assert (counts["9"].rehearsed, counts["9"].text) == (4, "Учится.")
    assert not counts["9"].actions


async def test_the_latest_words_of_a_clause_are_shown(kept: Kept) -> None:
    await kept.decide("1", "flag", text="Старые слова.")
    await kept.decide("1", "flag", text="Новые слова.")
    (one, _) = await kept.november()
    assert (one.text, one.rule) == ("Новые слова.", "rule-1")


async def test_only_what_was_decided_in_the_month_counts(kept: Kept) -> None:
    for at in (NOVEMBER - 1, NOVEMBER, DECEMBER - 1, DECEMBER):
        await kept.decide("1", "refuse", at)
    assert [each.actions.total() for each in await kept.november()] == [2, 0]


async def test_what_people_let_through_is_overturned_and_what_time_did_is_not(kept: Kept) -> None:
    for action, to, by, minutes in (
        ("refuse", State.PUBLISHED, "@anna:example.org", 10),
        ("ask", State.PUBLISHED, "@anna:example.org", 20),
        ("ask", State.REFUSED, "@olga:example.org", 60),
        ("ask", State.REFUSED, "time", 720),
        ("hold", State.PUBLISHED, "time", 600),
        ("ask", State.CANCELLED, "author", 1),
        ("flag", State.PUBLISHED, "@anna:example.org", 30),
    ):
        await kept.settle(await kept.decide("1", action), to, by, minutes)
    await kept.object_to(await kept.decide("1", "refuse"))
    one = (await kept.november())[0]
    assert (one.overturned, one.appeals, one.waiting) == (1, 1, 0)
    assert one.seconds == 25 * 60


async def test_an_answer_is_overturned_only_where_there_was_another_one(kept: Kept) -> None:
    refused, objected, left, plain = [await kept.decide("1", "ask") for _ in range(4)]
    await kept.object_to(objected)
    await kept.settle(refused, State.REFUSED, "@olga:example.org", 10)
    await kept.settle(left, State.REFUSED, "time", 10)
    for number in (refused, objected, left, plain):
        await kept.settle(number, State.PUBLISHED, "@anna:example.org", 20)
    assert (await kept.november())[0].overturned == 3


async def test_a_number_that_another_clause_was_given_is_counted_apart(kept: Kept) -> None:
    first = await kept.decide("1", "refuse", text="Без ссылок.", rule="links")
    await kept.object_to(first)
    await kept.settle(first, State.PUBLISHED, "@anna:example.org", 10)
    await kept.decide("1", "hold", text="Вечером тихо.", rule="hours")
    await kept.decide("9", "flag", rule="insult")
    assert [
        (each.clause, each.rule, each.text, each.actions.total(), each.rehearsed, each.overturned)
        for each in await kept.november()
    ] == [
        ("1", "hours", "Вечером тихо.", 1, 0, 0),
        ("1", "links", "Без ссылок.", 1, 0, 1),
        ("9", "insult", "Слова пункта.", 1, 0, 0),
        ("9", "thanks", "Учится.", 0, 3, 0),
    ]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    return House.create(tmp_path / "data", "example.org", Ports())


@pytest.fixture
def reported(house: House) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        whole = ["policy", "report", "--data", str(house.folder), *words]
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(CliRunner().invoke, main, whole).result()

    return run


async def fill(house: House) -> None:
    store = await Store.open(house.database_url)
    kept = Kept(store)
    await kept.decide("2.1", "hold", text="Вечером тихо.\x1b[2J")
    asked = await kept.decide("4.2", "ask", text="Ссылки смотрит дежурный.")
    await kept.object_to(asked)
    await kept.settle(asked, State.PUBLISHED, "@anna:example.org", 90)
    await store.close()


async def test_the_report_as_people_read_it(house: House, reported: Callable[..., Result]) -> None:
    await fill(house)
    assert reported("--month", "2026-11").output == (
        "Ноябрь 2026: 2 решения\n"
        "\n"
        "2.1  Вечером тихо.�[2J (rule-2.1)\n"
        "    отложено до разрешённого часа: 1\n"
        "    ждут сейчас: 1\n"
        "\n"
        "4.2  Ссылки смотрит дежурный. (rule-4.2)\n"
        "    показано дежурному: 1\n"
        "    возражений: 1, отменено: 1, человек решал за 1 ч 30 мин (медиана)\n"
        "\n"
        "9  Учится. (thanks)\n"
        "    на репетиции: 2\n"
    )
    assert reported("--month", "2026-10").output == "Октябрь 2026: 0 решений\n"


async def test_json_has_every_figure_and_nobodys_name(
    house: House, reported: Callable[..., Result]
) -> None:
    await fill(house)
    output = reported("--month", "2026-11", "--json").output
    told = json.loads(output)
    assert (told["month"], told["decisions"]) == ("2026-11", 2)
    assert told["clauses"][1] == {
        "clause": "4.2",
        "rule": "rule-4.2",
        "text": "Ссылки смотрит дежурный.",
        "actions": {"ask": 1},
        "rehearsed": 0,
        "waiting": 0,
        "appeals": 1,
        "overturned": 1,
        "median_seconds": 5400,
    }
    assert "Анна" not in output
    assert "anna" not in output


@pytest.mark.parametrize("month", ["2026-13", "ноябрь", "2026", "\x1b[2J"])
async def test_what_is_no_month_is_said(reported: Callable[..., Result], month: str) -> None:
    result = reported("--month", month)
    assert result.exit_code == 2
    assert "не месяц" in result.stderr
    assert "\x1b" not in result.stderr


async def test_without_a_month_the_present_one_is_meant(reported: Callable[..., Result]) -> None:
    whole = json.loads(reported("--json").output)
    assert whole["clauses"] == []
    assert json.loads(reported("--json", "--month").output) == whole


async def test_an_option_behind_it_is_no_month(house: House) -> None:
    words = ["policy", "report", "--month", "--data", str(house.folder)]
    with ThreadPoolExecutor(1) as thread:
        result = thread.submit(CliRunner().invoke, main, words).result()
    assert (result.exit_code, result.stderr) == (0, "")
