"""Its author objects to a decision, by answering what the bot told them."""

from dataclasses import dataclass

from bridges.enforcement.origin import unpacked_origin
from bridges.enforcement.settle import Settlement
from bridges.enforcement.standing import can_be_objected_to, is_objection_open
from bridges.enforcement.tasks import DUTY_LANE, OBJECTION, show
from bridges.enforcement.words import can_be_objected, words_on_objection
from rooms.clock import Clock
from rooms.language import say
from rooms.storage import decisions, talks
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision
from rooms.storage.queue import Task
from rooms.storage.talks import Part, Talk

MOST = 20
"""So many objections of an author to a decision are passed on, with the changes of them; more would
be a nuisance."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said, perhaps to the bot.

    `place` is a room's id, or ``network/chat``; `author` as in `policies.post.Author`; `answers`
    is the message that it answers or, being an `is_edit`, replaces.
    """

    place: str
    message: str
    author: str
    words: str
    answers: str | None
    is_edit: bool = False


class Objections:
    """Passes them on to the duty administrator."""

    def __init__(self, settlement: Settlement, clock: Clock) -> None:
        self._settlement = settlement
        self._clock = clock

    async def take(self, connection: Connection, said: Said) -> list[Task] | None:
        """What is to be done; None where this is no objection."""
        decision = await self._about(connection, said)
        origin = unpacked_origin(decision.origin) if decision else None
        if decision is None or origin is None:
            return None
        now = self._clock.now_ms()
        if await talks.count_objections(connection, decision.id) >= MOST:
            return []
        talk = Talk(said.place, said.message, decision.id, Part.OBJECTION)
        if said.is_edit:  # in a chat it has the name of what it changes
            talk = Talk(said.place, f"{said.message}/{now}", decision.id, Part.EDIT)
        if not await talks.put(connection, talk, now):
            return []  # heard twice
        if not can_be_objected_to(decision):
            post = self._settlement.post_of(decision, origin)
            words = words_on_objection(post, decision.state, now)
            return await self._settlement.tell(connection, decision, origin, words)
        await decisions.put_appeal(connection, decision.id, said.words, now)
        text = f"✏️ {said.words}" if said.is_edit else said.words
        objection = {"decision": decision.id, "words": text, "key": f"{said.message}/{now}"}
        tasks = [show(decision.id), Task(DUTY_LANE, OBJECTION, objection)]
        if is_objection_open(decision):
            return tasks  # the author knows that it is looked at
        language = self._settlement.post_of(decision, origin).author.language
        text = "I have passed this on to the duty administrator; the answer will come here."
        answer = say(language, text)
        words = self._settlement.said(decision, origin, f"objection/{now}", answer)
        return [*tasks, *await self._settlement.tell(connection, decision, origin, words)]

    async def _about(self, connection: Connection, said: Said) -> Decision | None:
        if said.answers is None:
            return None
        talk = await talks.find(connection, said.place, said.answers)
        if talk is None or (said.is_edit and talk.part is not Part.OBJECTION):
            return None
        decision = await decisions.get(connection, talk.decision)
        if decision is None or decision.author != said.author:
            return None
        return decision if can_be_objected(decision.rule) else None
