"""Tells people of this homeserver in private what concerns them: queue tasks of kind ``tell``."""

import logging

from bot.private_rooms import PrivateRooms
from bot.voice import NOTICE, Voice, notice
from rooms.clock import Clock
from rooms.storage import decisions
from rooms.storage.database import Connection
from rooms.storage.queue import Done, Hopeless, QueuedTask

log = logging.getLogger(__name__)

TELL = "tell"
"""The kind of the tasks."""


class Teller:
    """Carries out ``tell`` tasks.

    Their payload is ``{"user": Matrix user id, "text": plain text, "post_id": id or null}``.
    """

    def __init__(self, private_rooms: PrivateRooms, voice: Voice, clock: Clock) -> None:
        self._private_rooms = private_rooms
        self._voice = voice
        self._clock = clock

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Tell it once, then note that the author of the post has been told."""
        user, text = task.payload.get("user"), task.payload.get("text")
        if not isinstance(user, str) or not isinstance(text, str):
            raise Hopeless("a task without somebody to tell, or without words")
        source = f"tell:{task.created_at}:{task.id}"
        if not (repeated and await self._was_told(user, source, task.created_at)):
            room_id = await self._private_rooms.room_with(user)
            await self._voice.say(room_id, NOTICE, notice(text), source)
        return self._note(task.payload.get("post_id"))

    async def _was_told(self, user: str, source: str, since: int) -> bool:
        for room_id in await self._private_rooms.all_of(user):
            try:
                said = await self._voice.said(room_id, since)
            except Hopeless as refused:  # a room that the bot is in no more
                log.info("A private room cannot be read: %s", refused)
                continue
            if source in said:
                return True
        return False

    def _note(self, post_id: object) -> Done:
        if not isinstance(post_id, str):
            return None
        told_at = self._clock.now_ms()

        async def note(connection: Connection) -> None:
            await decisions.mark_told(connection, post_id, told_at)

        return note
