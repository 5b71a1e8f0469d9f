"""What is published after a decision, and what becomes of it where the room does not take it."""

import logging
from collections.abc import Mapping

from bridges.enforcement.on_behalf import AUTHOR
from bridges.enforcement.settle import Settlement
from bridges.ghosts import ghost_id
from bridges.matrix import Matrix
from bridges.network import IncomingEdit, IncomingMessage
from bridges.payloads import unpacked
from bridges.room_lane import SAY_IN_ROOM, TO_ROOM, source_of
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.storage import by_hand, queue, rooms
from rooms.storage.database import Connection, Store
from rooms.storage.queue import Done, Handler, Hopeless, Payload, QueuedTask

log = logging.getLogger(__name__)


class Publishing:
    """Carries out ``to-room`` and ``say-in-room`` tasks through the lane of the room.

    A post that a decision publishes, and that cannot come into the room (its author was banned
    or muted, the powers in the room have changed), is given back to the people who decide.
    """

    def __init__(
        self,
        lane: Mapping[str, Handler],
        matrix: Matrix,
        settlement: Settlement,
        directory: Directory,
        store: Store,
        clock: Clock,
    ) -> None:
        self._lane = lane
        self._matrix = matrix
        self._settlement = settlement
        self._directory = directory
        self._store = store
        self._clock = clock

    def handlers(self) -> dict[str, Handler]:
        """The handlers by the kinds of their tasks."""
        return {TO_ROOM: self.publish, SAY_IN_ROOM: self.publish}

    async def publish(self, task: QueuedTask, repeated: bool) -> Done:
        """Say it in the room, or have people decide again."""
        number = task.payload.get("decision")
        if number is None:
            return await self._lane[task.kind](task, repeated)
        try:
            if await self._may_not_speak(task.payload) and not (
                repeated and await self._is_there(task.payload)
            ):
                raise Hopeless("its author was banned or muted")
            return await self._lane[task.kind](task, repeated)
        except Hopeless:
            log.warning("The room does not take the post of decision %d", number)
            return self._given_back(number, task.payload.get("turn"))

    async def _may_not_speak(self, payload: Payload) -> bool:
        """Whether people have taken its author's word in the room meanwhile.

        Ghosts would be let in again, and what the bot says in somebody's name is said with its
        own power.
        """
        author, room_id = self._author(payload), payload["room"]
        if author is None:
            return False
        room = self._directory.room(room_id)
        async with self._store.reading() as connection:
            mute = await by_hand.mute(connection, room.key, author) if room else None
            if mute is not None and (mute.until is None or self._clock.now_ms() < mute.until):
                return True
            return await rooms.is_banned(connection, room_id, author)

    async def _is_there(self, payload: Payload) -> bool:
        """Whether it came into the room before its author's word was taken, and we do not know."""
        sender, source = self._matrix.bot_id, f"say/{payload.get('source')}"
        if "happening" in payload:
            happening = unpacked(payload["happening"])
            sender = self._author(payload) or sender
            source = source_of(payload["network"], happening, payload.get("turn"))
        kind = payload.get("type", "m.room.message")
        return await self._matrix.find(payload["room"], sender, kind, source) is not None

    def _author(self, payload: Payload) -> str | None:
        """Who speaks, or in whose name the bot does."""
        if "happening" not in payload:
            author: str = payload["content"][AUTHOR]["id"]
            return author
        happening = unpacked(payload["happening"])
        if not isinstance(happening, IncomingMessage | IncomingEdit):
            return None
        return ghost_id(payload["network"], happening.person.id, self._directory.server_name)

    def _given_back(self, number: int, turn: int | None) -> Done:
        async def give_back(connection: Connection) -> None:
            tasks = await self._settlement.give_back(connection, number, turn)
            await queue.add_many(connection, tasks or [], self._clock.now_ms())

        return give_back
