"""One command in its room: ⏳ while it is worked on, its progress, the answer, then ✅ or ❌."""

import logging
import uuid
from collections.abc import Mapping

from bot.commands.command import Answer
from bot.voice import NOTICE, REACTION, Voice, edit, notice, reaction
from rooms.storage.queue import Hopeless, TryLater

log = logging.getLogger(__name__)

WAITS, WELL, NOT_WELL = "⏳", "✅", "❌"


class Conversation:
    """Says each thing once, however often it is begun anew.

    `said` is what the bot had said in the room when a repeated task came up.
    """

    def __init__(self, voice: Voice, room_id: str, event_id: str, said: Mapping[str, str]) -> None:
        self._voice = voice
        self._room_id = room_id
        self._event_id = event_id
        self._said = dict(said)

    def _source(self, what: str) -> str:
        return f"command:{self._event_id}:{what}"

    @property
    def mark(self) -> bool | None:
        """How it ended in an earlier run; None: it was not answered."""
        if self._source("answer-well") in self._said:
            return True
        return False if self._source("answer-not-well") in self._said else None

    async def begin(self) -> None:
        """Show that it is worked on."""
        if not self._ended:
            await self._once("waits", REACTION, reaction(self._event_id, WAITS))

    async def progress(self, words: str) -> None:
        """Show how far it is: in a message that is edited each time. Not worth failing for."""
        try:
            if self._shown is None:
                await self._once("progress", NOTICE, notice(words))
            else:
                content = edit(self._shown, notice(words))
                source = self._source(f"progress:{uuid.uuid4().hex}")
                await self._voice.say(self._room_id, NOTICE, content, source)
        except (TryLater, Hopeless) as away:
            log.info("Progress is not shown: %s", away)

    async def answer(self, answer: Answer) -> None:
        """Answer in the room, in place of the progress that was shown."""
        what = "answer-well" if answer.well else "answer-not-well"
        content = notice(answer.plain(), answer.html())
        await self._once(what, NOTICE, edit(self._shown, content) if self._shown else content)

    async def end(self, well: bool) -> None:
        """Show how it ended, and no longer that it is worked on."""
        if not self._ended:
            emoji = WELL if well else NOT_WELL
            await self._once("ended", REACTION, reaction(self._event_id, emoji))
        # Last of all, for a redacted event is found no more: it would be put again.
        waits = self._said.get(self._source("waits"))
        if waits is not None:
            await self._voice.redact(self._room_id, waits)

    @property
    def _shown(self) -> str | None:
        """The message with the progress."""
        return self._said.get(self._source("progress"))

    @property
    def _ended(self) -> bool:
        return self._source("ended") in self._said

    async def _once(self, what: str, event_type: str, content: Mapping[str, object]) -> None:
        source = self._source(what)
        if source not in self._said:
            self._said[source] = await self._voice.say(self._room_id, event_type, content, source)
