"""People decide and undo: the same from a card, by a command and on the command line."""

from collections.abc import Callable, Iterable, Sequence
from zoneinfo import ZoneInfo

from bot.duty.cards import View, outcome
from bot.duty.names import name_of
from bridges.enforcement.deciding import Ruling, decide, decide_all, undo
from bridges.enforcement.settle import Settlement
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.storage import queue
from rooms.storage.database import Connection, Store


class Verdicts:
    """What people say of decisions; `wake` is told the lanes that have new tasks."""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        clock: Clock,
        wake: Callable[[Iterable[str]], None],
    ) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._wake = wake
        self._settlement = Settlement(directory, clock)

    async def decide(self, number: int, *, yes: bool, by: str) -> Ruling:
        """Decide, and keep what follows from it."""
        async with self._store.transaction() as connection:
            ruling = await self.decide_in(connection, number, yes=yes, by=by)
        self._wake({task.lane for task in ruling.tasks})
        return ruling

    async def undo(self, number: int, *, by: str) -> Ruling:
        """Turn a decision into its opposite, and keep what follows from it."""
        async with self._store.transaction() as connection:
            ruling = await undo(connection, self._settlement, number, by=by)
            await queue.add_many(connection, ruling.tasks, self._clock.now_ms())
        self._wake({task.lane for task in ruling.tasks})
        return ruling

    async def decide_in(self, connection: Connection, number: int, *, yes: bool, by: str) -> Ruling:
        """The same within somebody's transaction."""
        ruling = await decide(connection, self._settlement, number, yes=yes, by=by)
        await queue.add_many(connection, ruling.tasks, self._clock.now_ms())
        return ruling

    async def decide_all(
        self, connection: Connection, numbers: Sequence[int], *, yes: bool, by: str
    ) -> Ruling:
        """Decide several of an album, within somebody's transaction."""
        ruling = await decide_all(connection, self._settlement, numbers, yes=yes, by=by)
        await queue.add_many(connection, ruling.tasks, self._clock.now_ms())
        return ruling

    def words(self, number: int, ruling: Ruling, language: str) -> str:
        """What came of it, or why nothing did, and how the decision stands."""
        decision = ruling.decision
        problem = ruling.problem.words(language) if ruling.problem else ""
        if decision is None:
            return problem
        directory = self._directory
        room = directory.room_by_key(decision.room)
        view = View(
            language=language,
            zone=ZoneInfo(directory.community.community.timezone),
            room=room.name if room else decision.room,
            by=name_of(directory, decision.settled_by),
        )
        stands = say(
            language,
            "№ {number}: {outcome}.",
            number=number,
            outcome=outcome(decision, view),
        )
        return f"{problem}\n{stands}" if problem else stands
