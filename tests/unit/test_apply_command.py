"""Who gives `apply` to the bot sees how far it is, and at the end what was done."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest

from bot.commands.apply import Apply
from bot.commands.command import Asker
from bot.commands.plan import MOST_SHOWN, Pending, Plan
from bot.house import HouseProblem
from bot.upstream.unplumbed import Unplumbed
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.reconcile import plan as planning
from rooms.reconcile.apply import Applied, Progress, Reconciliation
from rooms.reconcile.changes import MakeAccount
from rooms.reconcile.found import Readings
from rooms.reconcile.homeserver import HomeserverAway, RequestCounts, UserId
from rooms.reconcile.plan import Failure
from rooms.reconcile.scope import Scope
from rooms.reconcile.surveying import Survey
from rooms.sentence import Sentence
from rooms.wanted.people import Person

SAMPLE = load(Path("rooms/defaults/community.yaml"), Community)


def made(number: int) -> MakeAccount:
    return MakeAccount(Person(UserId(f"@p{number}:t"), f"Person {number}", frozenset()))


class Slow:
    """A reconciliation that waits until it was seen how far it is."""

    def __init__(self, count: int, *failures: Failure) -> None:
        self.changes = tuple(made(number) for number in range(count))
        self.failures = failures
        self.waiting: tuple[MakeAccount, ...] = (made(99),)
        self.scopes: list[Scope] = []
        self.go_on = asyncio.Event()

    async def apply(self, community: Community, progress: Progress, scope: Scope) -> Applied:
        self.scopes.append(scope)
        progress(0, len(self.changes))
        if self.changes:
            await self.go_on.wait()
        for done in range(len(self.changes)):
            progress(done + 1, len(self.changes))
        return Applied(self.changes, self.failures, RequestCounts(), waiting=self.waiting)

    async def plan(self, community: Community, scope: Scope) -> Survey:
        self.scopes.append(scope)
        plan = planning.Plan(self.changes, self.failures, self.waiting)
        return Survey((), Readings({}, {}), plan)


class Away:
    """A reconciliation that the homeserver does not answer."""

    async def apply(self, community: Community, progress: Progress, scope: Scope) -> Applied:
        progress(0, 3)
        raise HomeserverAway("gone")


def asker(slow: Slow | None = None, shown: list[str] | None = None) -> Asker:
    async def show(words: str) -> None:
        if shown is not None:
            shown.append(words)
        if slow is not None:
            slow.go_on.set()

    return Asker("@zav:t", "ru", False, progress=show)


async def nothing_pending() -> list[Unplumbed]:
    return []


def apply_of(reconciliation: Any, pending: Pending = nothing_pending) -> Apply:
    return Apply(cast("Reconciliation", reconciliation), lambda: SAMPLE, pending)


def plan_of(reconciliation: Any, pending: Pending = nothing_pending) -> Plan:
    return Plan(cast("Reconciliation", reconciliation), lambda: SAMPLE, pending)


async def test_it_is_shown_how_far_it_is_and_then_what_was_done() -> None:
    slow, shown = Slow(2), list[str]()
    answer = await apply_of(slow).answer(asker(slow, shown), ())
    assert shown[0] == "Привожу комнаты в порядок: 0 из 2"
    assert answer.well
    assert answer.text.startswith("Сделано: 2 ")
    assert answer.items[0] == ("", made(0).words("ru"))
    assert answer.items[-1] == ("только с --allow-removals", made(99).words("ru"))


async def test_nothing_to_do_is_said_without_any_progress() -> None:
    shown: list[str] = []
    slow = Slow(0)
    slow.waiting = ()
    answer = await apply_of(slow).answer(asker(None, shown), ())
    assert (answer.text, shown) == ("Всё так, как сказано в файле.", [])


@pytest.mark.parametrize("count", [0, 2])
async def test_plan_and_apply_tell_what_waits_for_leave_and_how_it_is_given(count: int) -> None:
    slow = Slow(count)
    slow.go_on.set()
    for command in (plan_of(slow), apply_of(slow)):
        answer = await command.answer(asker(), ())
        assert answer.items[-1] == ("только с --allow-removals", made(99).words("ru"))
        leave = "Разрешить то, что ждёт: !teremok применить --allow-removals"
        assert answer.closing.endswith(leave)
        if not count:
            assert answer.text == "Всё остальное так, как сказано в файле."


@pytest.mark.parametrize("count", [0, 2])
async def test_plan_and_apply_tell_which_chats_are_not_plumbed_yet(count: int) -> None:
    async def pending() -> list[Unplumbed]:
        return [
            Unplumbed("whatsapp", "owls", "1@g.us", "", ""),
            Unplumbed("telegram", "bees", "channel:3", "Kita", "нет такого чата"),
        ]

    slow = Slow(count)
    slow.go_on.set()
    for command in (plan_of(slow, pending), apply_of(slow, pending)):
        answer = await command.answer(asker(), ())
        assert answer.items[-2:] == (
            ("", "owls: чат 1@g.us (whatsapp) подключается"),
            ("", "bees: чат channel:3 (telegram) ещё не подключён: нет такого чата"),
        )


async def test_many_changes_are_counted_and_only_the_first_are_told() -> None:
    slow = Slow(MOST_SHOWN + 5)
    answer = await apply_of(slow).answer(asker(slow), ())
    assert ("", "и ещё 5") in answer.items
    assert len(answer.items) == MOST_SHOWN + 2


async def test_what_failed_is_told_and_the_answer_is_a_cross() -> None:
    slow = Slow(1, Failure("owls", "Совы", Sentence("the bot is not in this room")))
    answer = await apply_of(slow).answer(asker(slow), ())
    assert not answer.well
    assert any("Совы" in words for _, words in answer.items)


@pytest.mark.parametrize("flag", ["--allow-removals", "—allow-removals"])
async def test_removals_are_allowed_as_on_the_command_line(flag: str) -> None:
    slow = Slow(0)
    await apply_of(slow).answer(asker(), (flag,))
    assert slow.scopes == [Scope(allow_removals=True)]


async def test_a_word_too_many_is_not_taken_for_something_else() -> None:
    slow = Slow(1)
    with pytest.raises(HouseProblem):
        await apply_of(slow).answer(asker(), ("--force",))
    with pytest.raises(HouseProblem):
        await plan_of(slow).answer(asker(), ("rooms",))
    assert slow.scopes == []


async def test_a_homeserver_that_is_away_ends_the_progress_too() -> None:
    before = asyncio.all_tasks()
    with pytest.raises(HomeserverAway):
        await apply_of(Away()).answer(asker(), ())
    assert asyncio.all_tasks() == before
