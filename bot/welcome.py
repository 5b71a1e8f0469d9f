"""The bot's first words in the staff room: who it is, how it is asked, where the rules are."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from bot.voice import notice
from bridges.room_lane import SAY_IN_ROOM
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.storage import queue, settings
from rooms.storage.database import Store
from rooms.storage.queue import Task
from rooms.storage.rooms import KnownRoom
from rooms.wanted.kinds import STAFF

WELCOMED = "welcomed"
"""The setting that tells that it was said: in which room."""


class Welcome:
    """Says it once in the life of a house, as soon as there is a staff room."""

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
        self._is_said = False

    async def look(self) -> None:
        """Have it said where it was not. Raises DatabaseAway."""
        if self._is_said:
            return
        room = next((room for room in self._directory.rooms() if room.kind == STAFF), None)
        if room is None:
            return
        task = self._task(room)
        async with self._store.transaction() as connection:
            is_first = await settings.put_first(connection, WELCOMED, room.room_id)
            if is_first:
                await queue.add(connection, task, self._clock.now_ms())
        self._is_said = True
        if is_first:
            self._wake([task.lane])

    def _task(self, room: KnownRoom) -> Task:
        content = welcome(self._directory.community.community.language)
        said = {"room": room.room_id, "source": WELCOMED, "content": content, "post_id": None}
        return Task(f"room:{room.room_id}", SAY_IN_ROOM, said)


def welcome(language: str) -> dict[str, Any]:
    """The content of the message; a notice, so that it is carried into no chat."""
    lines = [say(language, text) for text in TEXTS]
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return notice("\n\n".join(lines), html)


TEXTS = (
    "Good day! I am Teremok, a program that keeps this house: I look after the rooms, carry"
    " messages between them and the parents' chats, see to the rules and keep what was said.",
    "Write “!teremok help” here, and I say what I can do. In a private room with me “help” is"
    " enough.",
    "The rules are in the file regulation.yaml on the house's server; whoever looks after the"
    " server can change them. Whose message does not pass learns from me which clause it was, and"
    " may object by an answer.",
)
"""What it says, a paragraph each."""
