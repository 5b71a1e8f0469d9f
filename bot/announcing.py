"""Tells those who are on duty what needs them: queue tasks of kind ``announce``."""

from bot.duty.rooms import duty_rooms
from bot.duty.telling import tell_tasks
from bot.voice import NOTICE, Voice, notice
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.storage import queue
from rooms.storage.database import Connection
from rooms.storage.queue import Done, Hopeless, QueuedTask

RESPONSIBLE = {"head", "deputy", "admin", "duty"}
"""Who is told in private where there is no room to say it in."""


class Announcer:
    """Carries out ``announce`` tasks: payload ``{"text": plain text}``.

    It is said in the room of the duty administrator, or else in that of the staff; where the bot
    cannot speak in it, to each of those responsible in private.
    """

    def __init__(self, directory: Directory, voice: Voice, clock: Clock) -> None:
        self._directory = directory
        self._voice = voice
        self._clock = clock

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Say it once."""
        text = task.payload.get("text")
        if not isinstance(text, str):
            raise Hopeless("an announcement without words")
        source = f"announce:{task.created_at}:{task.id}"
        since = task.created_at if repeated else None
        for room in duty_rooms(self._directory):
            if await self._say(room.room_id, text, source, since):
                return None
        return self._tell_each(text)

    async def _say(self, room_id: str, text: str, source: str, since: int | None) -> bool:
        try:
            if since is None or source not in await self._voice.said(room_id, since):
                await self._voice.say(room_id, NOTICE, notice(text), source)
        except Hopeless:  # the bot is not in this room
            return False
        return True

    def _tell_each(self, text: str) -> Done:
        tasks = tell_tasks(self._directory.users_with_roles(RESPONSIBLE), text)

        async def keep(connection: Connection) -> None:
            await queue.add_many(connection, tasks, self._clock.now_ms())

        return keep
