"""Words in the thread of a card go back to the author: queue tasks of kind ``card-answered``."""

from bot.duty.reacting import NOT_YOURS
from bot.duty.telling import tell_task
from bot.powers import Powers
from bot.voice import REACTION, Voice, reaction
from bridges.enforcement.origin import unpacked_origin
from bridges.enforcement.settle import Settlement
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.storage import decisions, queue, talks
from rooms.storage.database import Connection, Store
from rooms.storage.queue import Done, Hopeless, QueuedTask, Task
from rooms.storage.talks import Part

PASSED_ON = "📨"


class Answering:
    """Passes words on to an author who objected, in the place where they did.

    A thread under a card whose author said nothing is the staff's own.
    """

    def __init__(
        self,
        settlement: Settlement,
        powers: Powers,
        directory: Directory,
        store: Store,
        voice: Voice,
        clock: Clock,
    ) -> None:
        self._settlement = settlement
        self._powers = powers
        self._directory = directory
        self._store = store
        self._voice = voice
        self._clock = clock

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Pass them on once; 📨 shows that they were."""
        payload = task.payload
        number, words, sender = payload["decision"], payload["words"], payload["sender"]
        number = await self._objected(number)
        if number is None:
            return None
        language = self._directory.language(sender)
        if not await self._powers.may_command(sender):
            return self._queue([tell_task(sender, say(language, NOT_YOURS, number=number))])
        if not words.strip():
            text = "№ {number}: only text is passed on to the author."
            return self._queue([tell_task(sender, say(language, text, number=number))])
        await self._mark(payload["room"], payload["event_id"])
        return self._pass_on(number, words, payload["event_id"])

    async def _objected(self, number: int) -> int | None:
        """The decision to which its author objected last, of all that the card of this one shows;
        None where nobody did."""
        async with self._store.reading() as connection:
            decision = await decisions.get(connection, number)
            card = await talks.card(connection, decision.card or "") if decision else None
            shown = await decisions.of_card(connection, card.message) if card else []
            objected = [
                each for each in shown if await talks.latest(connection, each.id, Part.OBJECTION)
            ]
        last = max(objected, key=lambda each: each.appealed_at or 0, default=None)
        return last.id if last else None

    async def _mark(self, room: str, event_id: str) -> None:
        source = f"duty:passed-on:{event_id}"
        try:
            await self._voice.say(room, REACTION, reaction(event_id, PASSED_ON), source)
        except Hopeless:  # it is there already, or the words were taken back
            return

    def _pass_on(self, number: int, words: str, event_id: str) -> Done:
        async def pass_on(connection: Connection) -> None:
            decision = await decisions.get(connection, number)
            origin = unpacked_origin(decision.origin) if decision else None
            if decision is None or origin is None:
                return
            language = self._settlement.post_of(decision, origin).author.language
            answer = say(language, "The duty administrator answers: {words}", words=words)
            told = self._settlement.said(decision, origin, f"answer/{event_id}", answer)
            tasks = await self._settlement.tell(connection, decision, origin, told)
            await queue.add_many(connection, tasks, self._clock.now_ms())

        return pass_on

    def _queue(self, tasks: list[Task]) -> Done:
        async def keep(connection: Connection) -> None:
            await queue.add_many(connection, tasks, self._clock.now_ms())

        return keep
