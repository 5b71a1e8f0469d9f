"""``apply``: makes the rooms as the file says."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.commands.command import Answer, Asker
from bot.commands.plan import (
    Pending,
    as_it_should_be,
    leave_words,
    read_scope,
    told,
    told_failures,
    told_pending,
    waiting,
)
from rooms.community import Community
from rooms.language import say, say_many
from rooms.reconcile.apply import Reconciliation

PROGRESS_SECONDS = 3.0
"""Between two edits of the message that shows how far it is."""


class Apply:
    """Carries the difference out, and tells what was done and what was not."""

    names = ("apply", "применить")
    takes = "[--allow-removals]"
    summary = "make the rooms as the file says"
    secret = False

    def __init__(
        self, reconciliation: Reconciliation, file: Callable[[], Community], pending: Pending
    ) -> None:
        self._reconciliation = reconciliation
        self._file = file
        self._pending = pending

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Apply; who asks sees how far it is."""
        scope = read_scope(arguments)
        language, way = asker.language, _Way()
        community = await asyncio.to_thread(self._file)
        async with _shown(asker, way):
            applied = await self._reconciliation.apply(community, way.go, scope)
        failures = told_failures(applied.failures, language)
        last = (*waiting(applied.waiting, asker), *told_pending(await self._pending(), language))
        count = len(applied.changes)
        return Answer(
            say_many(language, "{count} change made.", "{count} changes made.", count)
            if count or failures
            else as_it_should_be(applied.waiting, language),
            (*told(applied.changes, language), *failures, *last),
            leave_words(applied.waiting, asker),
            well=not failures,
        )


class _Way:
    """How far it is."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.begun = asyncio.Event()

    def go(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if total:
            self.begun.set()


@asynccontextmanager
async def _shown(asker: Asker, way: _Way) -> AsyncIterator[None]:
    """Show the way while the block lasts."""
    showing = asyncio.create_task(_show(asker, way))
    try:
        yield
    finally:
        showing.cancel()
        # Waited for, so that nothing is edited any more when the answer comes.
        await asyncio.wait([showing])


async def _show(asker: Asker, way: _Way) -> None:
    await way.begun.wait()
    shown = -1
    while True:
        if way.done != shown:
            shown = way.done
            text = "Putting the rooms right: {done} of {total}"
            await asker.progress(say(asker.language, text, done=shown, total=way.total))
        await asyncio.sleep(PROGRESS_SECONDS)
