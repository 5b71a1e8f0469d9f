"""What the daemon has for the duty administrator, put together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.commands.command import Command
from bot.commands.decide import Decide, Undo
from bot.duty.answering import Answering
from bot.duty.files import CARD_FILE, CardFiles
from bot.duty.hearing import ANSWERED, REACTED
from bot.duty.objections import ShowingObjections
from bot.duty.reacting import Reacting
from bot.duty.showing import Showing
from bot.duty.verdicts import Verdicts
from bot.powers import Powers
from bot.voice import Voice
from bridges.enforcement.files import Files
from bridges.enforcement.objecting import Objections, Said
from bridges.enforcement.settle import Settlement
from bridges.enforcement.tasks import CARD, OBJECTION
from bridges.matrix import Matrix
from bridges.network import Network
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.storage import queue
from rooms.storage.database import Store
from rooms.storage.queue import Handler


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What it works with; `wake` is told the lanes that have new tasks."""

    directory: Directory
    judge: Judge
    store: Store
    voice: Voice
    clock: Clock
    wake: Callable[[Iterable[str]], None]


class Duty:
    """Cards, reactions, objections, commands."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._settlement = Settlement(around.directory, around.clock)
        self._objections = Objections(self._settlement, around.clock)
        self._powers = Powers(around.directory, around.voice)
        self._verdicts = Verdicts(around.directory, around.store, around.clock, around.wake)

    def handlers(self, networks: Mapping[str, Network], matrix: Matrix) -> dict[str, Handler]:
        """The handlers by the kinds of their tasks."""
        here = self._around
        directory, store, voice, clock = here.directory, here.store, here.voice, here.clock
        return {
            CARD: Showing(directory, here.judge, store, voice, clock),
            CARD_FILE: CardFiles(Files(networks, matrix), directory, store, voice),
            OBJECTION: ShowingObjections(directory, store, voice, clock),
            REACTED: Reacting(self._verdicts, self._powers, directory, clock),
            ANSWERED: Answering(self._settlement, self._powers, directory, store, voice, clock),
        }

    def commands(self) -> tuple[Command, ...]:
        """What can be said to the bot."""
        return Decide(self._verdicts), Undo(self._verdicts)

    async def objected(self, said: Said) -> bool:
        """Take what was said to the bot in private, if it objects to a decision."""
        async with self._around.store.transaction() as connection:
            tasks = await self._objections.take(connection, said)
            await queue.add_many(connection, tasks or [], self._around.clock.now_ms())
        self._around.wake({task.lane for task in tasks or ()})
        return tasks is not None
