"""Tells people of this homeserver in private what concerns them: queue tasks of kind ``tell``."""

import logging

from bot.private_rooms import PrivateRooms
from bot.voice import NOTICE, Voice, notice
from rooms.clock import Clock
from rooms.storage import decisions, talks
from rooms.storage.database import Connection
from rooms.storage.queue import Done, Hopeless, QueuedTask
from rooms.storage.talks import Part, Talk

log = logging.getLogger(__name__)

TELL = "tell"
"""The kind of the tasks."""


class Teller:
    """Carries out ``tell`` tasks.

    Their payload is ``{"user": Matrix user id, "text": plain text, "post_id": id or null}``; where
    it is about a decision, `decision` is its number, and `answers` the message of the user that it
    answers, or null.
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
        said = await self._said_before(user, source, task.created_at) if repeated else None
        if said is None:
            room_id = await self._private_rooms.room_with(user)
            content = notice(text)
            if answers := task.payload.get("answers"):
                content["m.relates_to"] = {"m.in_reply_to": {"event_id": answers}}
            said = room_id, await self._voice.say(room_id, NOTICE, content, source)
        return self._note(task, *said)

    async def _said_before(self, user: str, source: str, since: int) -> tuple[str, str] | None:
        """The room and the event in which an earlier run said it."""
        for room_id in await self._private_rooms.all_of(user):
            try:
                said = await self._voice.said(room_id, since)
            except Hopeless as refused:  # a room that the bot is in no more
                log.info("A private room cannot be read: %s", refused)
                continue
            if source in said:
                return room_id, said[source]
        return None

    def _note(self, task: QueuedTask, room_id: str, event_id: str) -> Done:
        post_id, decision = task.payload.get("post_id"), task.payload.get("decision")
        told_at = self._clock.now_ms()

        async def note(connection: Connection) -> None:
            if isinstance(post_id, str):
                await decisions.mark_told(connection, post_id, told_at)
            if isinstance(decision, int):
                talk = Talk(room_id, event_id, decision, Part.TOLD)
                await talks.put(connection, talk, told_at)

        return note
