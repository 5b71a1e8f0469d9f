"""``plan``: what `apply` would change in the rooms."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from bot.commands.command import Answer, Asker
from bot.house import HouseProblem
from bot.upstream.unplumbed import Unplumbed
from rooms.community import Community
from rooms.language import say, say_many
from rooms.reconcile.apply import Reconciliation
from rooms.reconcile.changes import Change
from rooms.reconcile.plan import Failure
from rooms.reconcile.scope import Scope

MOST_SHOWN = 40
"""How many changes an answer tells one by one."""
REMOVALS = "--allow-removals"
Pending = Callable[[], Awaitable[Sequence[Unplumbed]]]
"""Gives the chats of the file that bridges have still to plumb."""


class Plan:
    """Shows the difference between the file and the homeserver; changes nothing."""

    names = ("plan", "план")
    takes = "[--allow-removals]"
    summary = "what “apply” would change in the rooms"
    secret = False

    def __init__(
        self, reconciliation: Reconciliation, file: Callable[[], Community], pending: Pending
    ) -> None:
        self._reconciliation = reconciliation
        self._file = file
        self._pending = pending

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """The changes in words."""
        scope, language = read_scope(arguments), asker.language
        community = await asyncio.to_thread(self._file)
        plan = (await self._reconciliation.plan(community, scope)).plan
        count = len(plan.changes)
        told_waiting, closing = waiting(plan.waiting, asker), leave_words(plan.waiting, asker)
        last = (*told_waiting, *told_pending(await self._pending(), language))
        if not count and not plan.failures:
            return Answer(as_it_should_be(plan.waiting, language), last, closing)
        text = say(language, "Nothing can be changed.")
        if count:
            many = "{count} changes would be made:"
            text = say_many(language, "{count} change would be made:", many, count)
            command = " ".join([asker.example("apply"), *arguments])
            making = say(language, "To make them: {command}", command=command)
            closing = "\n".join(filter(None, [making, closing]))
        items = (*told(plan.changes, language), *told_failures(plan.failures, language))
        return Answer(text, (*items, *last), closing, well=not plan.failures)


def read_scope(arguments: Sequence[str]) -> Scope:
    """How far it goes. Raises HouseProblem for what is not understood."""
    for word in arguments:
        # Phones write a dash for two hyphens.
        if word.replace("—", "--") != REMOVALS:
            raise HouseProblem("I do not understand “{word}”.", word=word[:40])
    return Scope(allow_removals=bool(arguments))


def told(changes: Sequence[Change], language: str) -> list[tuple[str, str]]:
    """The first changes, and how many more there are."""
    return _cut([change.words(language) for change in changes], language)


def waiting(changes: Sequence[Change], asker: Asker) -> tuple[tuple[str, str], ...]:
    """What is not done until somebody allows it."""
    label = say(asker.language, "only with {flag}", flag=REMOVALS)
    return tuple((label, words) for _, words in told(changes, asker.language))


def as_it_should_be(waiting: Sequence[Change], language: str) -> str:
    """That there is nothing to do, but for what waits until somebody allows it."""
    if waiting:
        return say(language, "All else is as the file says.")
    return say(language, "Everything is as the file says.")


def leave_words(waiting: Sequence[Change], asker: Asker) -> str:
    """How what waits is allowed; empty where nothing does."""
    if not waiting:
        return ""
    command = f"{asker.example('apply')} {REMOVALS}"
    return say(asker.language, "To allow what waits: {command}", command=command)


def told_pending(chats: Sequence[Unplumbed], language: str) -> list[tuple[str, str]]:
    """The chats that are not plumbed yet, as far as they were tried with the reasons."""
    return _cut([chat.words(language) for chat in chats], language)


def told_failures(failures: Sequence[Failure], language: str) -> list[tuple[str, str]]:
    """What cannot be done, with the reasons."""
    return _cut([_failure(failure, language) for failure in failures], language)


def _failure(failure: Failure, language: str) -> str:
    parts = [failure.name, failure.reason.words(language)]
    if failure.change is not None:
        parts.insert(1, failure.change.words(language))
    return say(language, "Not possible: {what}", what=" — ".join(parts))


def _cut(lines: Iterable[str], language: str) -> list[tuple[str, str]]:
    every = list(lines)
    shown = [("", line) for line in every[:MOST_SHOWN]]
    more = len(every) - MOST_SHOWN
    if more > 0:
        shown.append(("", say_many(language, "and {count} more", "and {count} more", more)))
    return shown
