"""What passes: who is writing, who has read. Not kept, not repeated, gone when it fails."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any

from bridges.ghosts import Ghosts
from bridges.matrix import Matrix
from bridges.network import (
    ChatId,
    IncomingReceipt,
    IncomingTyping,
    MarksRead,
    MessageId,
    Network,
    NetworkAway,
    NetworkRefused,
    ShowsTyping,
    Speaker,
)
from rooms.directory import Directory
from rooms.storage import crossings
from rooms.storage.database import DatabaseAway, Store
from rooms.storage.queue import Hopeless, TryLater
from rooms.traces import trace

log = logging.getLogger(__name__)

Work = Coroutine[Any, Any, None]

AT_ONCE = 50
"""More than so many under way at a time are dropped: they are worth nothing when late."""


class Passing:
    """Carries typing and read receipts both ways."""

    def __init__(
        self,
        networks: Mapping[str, Network],
        matrix: Matrix,
        ghosts: Ghosts,
        directory: Directory,
        store: Store,
    ) -> None:
        self._networks = networks
        self._matrix = matrix
        self._ghosts = ghosts
        self._directory = directory
        self._store = store
        self._under_way: set[asyncio.Task[None]] = set()

    def to_room(self, network: Network, happening: IncomingReceipt | IncomingTyping) -> None:
        """Show in the room what a parent does."""
        self._begin([self._show(network, happening)])

    def to_chats(self, ephemeral: Iterable[Mapping[str, Any]]) -> None:
        """Show in the chats what the staff do; takes the ephemeral events of a transaction.

        Source: https://spec.matrix.org/v1.13/application-service-api/#pushing-ephemeral-data
        """
        for event in ephemeral:
            room_id, content = event.get("room_id"), event.get("content")
            if not isinstance(room_id, str) or not isinstance(content, dict):
                continue
            if event.get("type") == "m.typing":
                self._begin(self._typing(room_id, content))
            elif event.get("type") == "m.receipt":
                self._begin(self._receipts(room_id, content))

    async def stop(self) -> None:
        """Drop what is under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _begin(self, works: Iterable[Work]) -> None:
        for work in works:
            if len(self._under_way) >= AT_ONCE:
                work.close()
                continue
            task = asyncio.create_task(_quietly(work))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _show(self, network: Network, happening: IncomingReceipt | IncomingTyping) -> None:
        room = self._directory.room_of_chat(network.name, happening.chat)
        ghost = self._ghosts.id_of(network.name, happening.person.id)
        if room is None or self._ghosts.name_of(ghost) is None:
            return
        if isinstance(happening, IncomingTyping):
            await self._matrix.set_typing(room.room_id, ghost, happening.typing)
            return
        async with self._store.reading() as connection:
            read = await crossings.get(connection, network.name, happening.chat, happening.message)
        if read and read.event_id:
            await self._matrix.mark_read(room.room_id, ghost, read.event_id)

    def _typing(self, room_id: str, content: Mapping[str, Any]) -> list[Work]:
        listed = content.get("user_ids")
        users = listed if isinstance(listed, list) else []
        works: list[Work] = []
        for chat in self._directory.chats_of(room_id):
            network = self._networks.get(chat.network)
            if not isinstance(network, ShowsTyping):
                continue
            for user in users:
                if isinstance(user, str) and self._is_staff(user):
                    speaker = Speaker(user, self._directory.name(room_id, user))
                    works.append(network.typing(ChatId(chat.chat), speaker, typing=True))
        return works

    def _receipts(self, room_id: str, content: Mapping[str, Any]) -> list[Work]:
        works: list[Work] = []
        for event_id, receipts in content.items():
            read = receipts.get("m.read") if isinstance(receipts, dict) else None
            for user in read if isinstance(read, dict) else ():
                if self._is_staff(user):
                    works.append(self._mark_read(room_id, event_id, user))
        return works

    async def _mark_read(self, room_id: str, event_id: str, user: str) -> None:
        speaker = Speaker(user, self._directory.name(room_id, user))
        for chat in self._directory.chats_of(room_id):
            network = self._networks.get(chat.network)
            if not isinstance(network, MarksRead):
                continue
            async with self._store.reading() as connection:
                read = await crossings.of_event(connection, event_id, chat.network, chat.chat)
            if read:
                await network.mark_read(ChatId(chat.chat), MessageId(read.remote_id), speaker)

    def _is_staff(self, user_id: str) -> bool:
        bot = self._directory.user_id("teremok")
        if user_id == bot or self._directory.is_upstream_bot(user_id):
            return False
        return not self._directory.is_ghost(user_id)


async def _quietly(work: Work) -> None:
    try:
        await work
    except (NetworkAway, NetworkRefused, TryLater, Hopeless, DatabaseAway) as problem:
        log.debug("passing by: %s", type(problem).__name__)
    except Exception as error:
        log.error("passing by: %s", trace(error))
