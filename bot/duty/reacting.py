"""Somebody put ✅ or ❌ at a card: queue tasks of kind ``card-reacted``."""

from bot.duty.telling import tell_task
from bot.duty.verdicts import Verdicts
from bot.powers import Powers
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.storage import queue
from rooms.storage.database import Connection
from rooms.storage.queue import Done, QueuedTask


class Reacting:
    """Decides; whoever may not, or comes too late, is told so."""

    def __init__(
        self, verdicts: Verdicts, powers: Powers, directory: Directory, clock: Clock
    ) -> None:
        self._verdicts = verdicts
        self._powers = powers
        self._directory = directory
        self._clock = clock

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Decide once, in the transaction that takes the task out."""
        numbers, yes = task.payload["decisions"], task.payload["yes"]
        sender: str = task.payload["sender"]
        language = self._directory.language(sender)
        may = await self._powers.may_command(sender)

        async def settle(connection: Connection) -> None:
            if may:
                ruling = await self._verdicts.decide_all(connection, numbers, yes=yes, by=sender)
                if ruling.problem is None:
                    return
                number = ruling.decision.id if ruling.decision else numbers[0]
                text = self._verdicts.words(number, ruling, language)
            else:
                text = say(language, NOT_YOURS, number=numbers[0])
            await queue.add(connection, tell_task(sender, text), self._clock.now_ms())

        return settle


NOT_YOURS = (
    "№ {number}: only the head, the deputies, the duty administrator and the administrators decide."
    " Nothing has changed."
)
"""What others are told."""
