"""``plan``: what `apply` would change in the rooms."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from bot.commands.command import Answer, Asker
from rooms.apply import Reconciliation
from rooms.changes import Change
from rooms.community import Community
from rooms.language import say, say_many
from rooms.plan import Failure

MOST_SHOWN = 40
"""How many changes an answer tells one by one."""


class Plan:
    """Shows the difference between the file and the homeserver; changes nothing."""

    names = ("plan", "план")
    takes = ""
    summary = "what “apply” would change in the rooms"
    secret = False

    def __init__(self, reconciliation: Reconciliation, file: Callable[[], Community]) -> None:
        self._reconciliation = reconciliation
        self._file = file

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """The changes in words."""
        survey = await self._reconciliation.plan(await asyncio.to_thread(self._file))
        plan = survey.plan
        language, count = asker.language, len(plan.changes)
        if not count and not plan.failures:
            return Answer(say(language, "Everything is as the file says."))
        return Answer(
            say_many(
                language, "{count} change would be made:", "{count} changes would be made:", count
            )
            if count
            else say(language, "Nothing can be changed."),
            (*told(plan.changes, language), *told_failures(plan.failures, language)),
            say(language, "To make them: {command}", command=f"{asker.call}apply") if count else "",
            well=not plan.failures,
        )


def told(changes: Sequence[Change], language: str) -> list[tuple[str, str]]:
    """The first changes, and how many more there are."""
    return _cut([change.words(language) for change in changes], language)


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
