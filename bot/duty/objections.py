"""Shows what authors object, in a thread under the card: queue tasks of kind ``objection``."""

from typing import Any

from bot.announcing import RESPONSIBLE
from bot.duty.cards import SHOWN_CHARACTERS
from bot.duty.marks import objection_mark
from bot.duty.showing import IN_PRIVATE, spoken
from bot.duty.telling import tell_tasks
from bot.voice import NOTICE, Voice
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.roster.masked_text import masked_text
from rooms.roster.masking import masked_name
from rooms.storage import decisions, queue, talks
from rooms.storage.database import Connection, Store
from rooms.storage.decisions import Decision
from rooms.storage.queue import Done, Hopeless, QueuedTask
from rooms.storage.talks import Talk
from rooms.wanted.kinds import DUTY


class ShowingObjections:
    """Carries out ``objection`` tasks: payload ``{"decision", "words", "key"}``.

    The card stands by then: it was queued before, in the same lane.
    """

    def __init__(self, directory: Directory, store: Store, voice: Voice, clock: Clock) -> None:
        self._directory = directory
        self._store = store
        self._voice = voice
        self._clock = clock

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Say it once."""
        payload = task.payload
        async with self._store.reading() as connection:
            decision = await decisions.get(connection, payload["decision"])
            if decision is None:
                raise Hopeless("there is no such decision")
            card = await talks.card(connection, decision.card or "")
            shown = await decisions.of_card(connection, card.message) if card else []
        words = payload["words"][:SHOWN_CHARACTERS]
        room = self._directory.room(card.place) if card else None
        if card is None or room is None or decision.card == IN_PRIVATE:
            return self._tell_each(decision, words)
        name = decision.author_name
        if room.kind != DUTY:
            words, name = masked_text(words), masked_name(name)
        source = objection_mark(decision.id, payload["key"])
        if repeated and source in await self._voice.said(room.room_id, task.created_at):
            return None
        content = spoken(self._directory, room, self._words(decision, len(shown) > 1, name, words))
        try:
            await self._voice.say(
                room.room_id, NOTICE, {**content, "m.relates_to": in_thread(card)}, source
            )
        except Hopeless:  # the bot is in this room no more
            return self._tell_each(decision, words)
        return None

    def _words(self, decision: Decision, is_of_album: bool, name: str, words: str) -> str:
        language = self._directory.community.community.language
        text = (
            "{name} objects: “{words}”\n\nWhat you write in this thread is passed on to the author;"
            " ✅ or ❌ decides."
        )
        objects = say(language, text, name=name, words=words)
        return f"№ {decision.id}: {objects}" if is_of_album else objects

    def _tell_each(self, decision: Decision, words: str) -> Done:
        language = self._directory.community.community.language
        text = "№ {number}: {name} objects: “{words}”\nTo decide: decide {number} yes/no"
        told = say(language, text, number=decision.id, name=decision.author_name, words=words)
        tasks = tell_tasks(self._directory.users_with_roles(RESPONSIBLE), told)

        async def keep(connection: Connection) -> None:
            await queue.add_many(connection, tasks, self._clock.now_ms())

        return keep


def in_thread(card: Talk) -> dict[str, Any]:
    """The relation of a message in the thread under a card; other clients show it as an answer.

    Source: Client-Server API, Threading (Matrix 1.4).
    """
    return {
        "rel_type": "m.thread",
        "event_id": card.message,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": card.message},
    }
