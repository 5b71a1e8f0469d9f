"""Private rooms of the bot with people, made when there is something to tell them."""

import asyncio
import logging

from bot.voice import Voice
from rooms.directory import Directory
from rooms.language import say
from rooms.storage import accounts
from rooms.storage.database import Store
from rooms.storage.queue import Hopeless

log = logging.getLogger(__name__)


class PrivateRooms:
    """Where the bot can speak with a person and nobody else."""

    def __init__(self, store: Store, voice: Voice, directory: Directory) -> None:
        self._store = store
        self._voice = voice
        self._directory = directory
        self._making = asyncio.Lock()

    async def person_of(self, room_id: str) -> str | None:
        """Whose private room it is."""
        async with self._store.reading() as connection:
            return (await accounts.direct_rooms(connection)).get(room_id)

    async def is_alone_with(self, room_id: str, user_id: str) -> bool:
        """Whether it is this person's private room, and nobody else has come into it.

        Raises TryLater as the voice does.
        """
        if await self.person_of(room_id) != user_id:
            return False
        try:
            return await self._voice.present(room_id) <= {user_id, self._voice.bot_id}
        except Hopeless:
            return False

    async def all_of(self, user_id: str) -> list[str]:
        """Every private room with this person, those too in which somebody else is by now."""
        async with self._store.reading() as connection:
            rooms = await accounts.direct_rooms(connection)
        return [room for room, user in rooms.items() if user == user_id]

    async def room_with(self, user_id: str) -> str:
        """A room with this person alone, made if there is none; the person is in it.

        Raises TryLater and Hopeless as the voice does.
        """
        async with self._making:
            async with self._store.reading() as connection:
                room_id = await accounts.direct_room(connection, user_id)
            if room_id is not None and await self._is_good(room_id, user_id):
                return room_id
            return await self._make(user_id)

    async def _is_good(self, room_id: str, user_id: str) -> bool:
        try:
            present = await self._voice.present(room_id)
            if present == {self._voice.bot_id}:
                await self._voice.bring(room_id, user_id)
                return True
        except Hopeless as refused:  # the bot is in it no more
            log.info("A private room is given up: %s", refused)
            async with self._store.transaction() as connection:
                await accounts.remove_direct_room(connection, room_id)
            return False
        return present == {user_id, self._voice.bot_id}

    async def _make(self, user_id: str) -> str:
        room_id = await self._voice.open_room(say(self._directory.language(user_id), "Teremok"))
        # Kept before the person can write in it, so that the ear misses nothing.
        async with self._store.transaction() as connection:
            await accounts.put_direct_room(connection, user_id, room_id)
            rooms = await accounts.direct_rooms(connection)
        await self._voice.bring(room_id, user_id)
        await self._voice.mark_direct(rooms)
        return room_id
