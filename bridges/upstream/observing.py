"""Keeps how bridges, accounts and chats are, and tells the duty room of each change once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from bridges.announcing import ANNOUNCE, announce
from bridges.upstream.known import KnownBridges
from bridges.upstream.pushing import push_lane, push_task
from bridges.upstream.state_words import words_of
from bridges.upstream.states import WELL, Condition, Seen, settled
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.storage import queue, upstream
from rooms.storage.database import Connection, Store
from rooms.storage.queue import Task
from rooms.storage.upstream import KeptState

GRACE_SECONDS = 60.0
CHAT = "chat:"
"""How the subject of a chat's state begins."""


class Observing:
    """Takes what was seen; all that follows is committed together with it."""

    def __init__(
        self,
        known: KnownBridges,
        directory: Directory,
        store: Store,
        clock: Clock,
        wake: Callable[[Iterable[str]], None],
    ) -> None:
        self._known = known
        self._directory = directory
        self._store = store
        self._clock = clock
        self.wake = wake
        self._turn = asyncio.Lock()
        self.grace_seconds = GRACE_SECONDS
        """How long what often passes by itself may last before it is told."""

    async def observe(self, seen: Seen) -> bool:
        """Keep it; tells whether an account has just become connected. Raises DatabaseAway."""
        async with self._turn, self._store.transaction() as connection:
            tasks, came_back = await self._observe(connection, seen)
            await queue.add_many(connection, tasks, self._clock.now_ms())
        self.wake({task.lane for task in tasks})
        return came_back

    async def tell(
        self, text: str, also: Callable[[Connection], Awaitable[None]] | None = None
    ) -> None:
        """Tell the duty room something else; `also` is committed together with it."""
        async with self._store.transaction() as connection:
            if also is not None:
                await also(connection)
            task = announce(text)
            await queue.add(connection, task, self._clock.now_ms())
        self.wake([ANNOUNCE])

    async def send_again(self, network: str) -> None:
        """Queue what waits for the network, in its order."""
        async with self._store.transaction() as connection:
            tasks = await _resends(connection, network)
            await queue.add_many(connection, tasks, self._clock.now_ms())
        self.wake({task.lane for task in tasks})

    async def _observe(self, connection: Connection, seen: Seen) -> tuple[list[Task], bool]:
        if not await upstream.is_driven(connection, seen.network):
            return [], False  # it was taken out while somebody looked at it
        known = await upstream.states(connection, seen.network)
        before = next((state for state in known if state.subject == seen.subject), None)
        grace = int(self.grace_seconds * 1000)
        kept, told = settled(before, seen, self._clock.now_ms(), grace)
        if kept != before:
            await upstream.put_state(connection, kept)
        tasks: list[Task] = []
        if told is not None:
            bridge = self._known.get(seen.network)
            title = bridge.descriptor.title if bridge else seen.network
            language = self._directory.community.community.language
            has_account = any(is_account(state.subject) and state.state == WELL for state in known)
            room = await self._room_of(connection, kept) if has_account else ""
            managed = bridge.managed if bridge else "teremok"
            text = words_of(language, told, kept, title, room, managed)
            tasks.append(announce(text))
        is_well = is_account(seen.subject) and kept.state == WELL
        came_back = is_well and (before is None or before.state != WELL)
        if came_back:
            tasks += await _resends(connection, seen.network)
        return tasks, came_back

    async def _room_of(self, connection: Connection, kept: KeptState) -> str:
        """The room of a chat, also of one that never stood there."""
        chat = kept.subject.removeprefix(CHAT)
        rooms = {c.chat: c.room_key for c in self._directory.chats() if c.network == kept.network}
        stood = await upstream.chats(connection, kept.network)
        return next((c.room_key for c in stood if c.asked == chat), rooms.get(chat, ""))


async def _resends(connection: Connection, network: str) -> list[Task]:
    """Nothing while its lane still has something: it would be queued again with each look."""
    if await queue.head(connection, push_lane(network), 1):
        return []
    waiting = await upstream.all_unsent(connection, network, "waiting")
    return [push_task(network, unsent.event_id) for unsent in waiting]


def account_subject(login_id: str) -> str:
    """The subject of an account's state."""
    return f"login:{login_id}"


def login_of(subject: str) -> str:
    """The account whose subject it is."""
    return subject.removeprefix("login:")


def is_account(subject: str) -> bool:
    """Whether a state is that of an account."""
    return subject.startswith("login:")


def down(network: str) -> Seen:
    """That a bridge does not answer."""
    return Seen(network, "", "", Condition.DOWN)
