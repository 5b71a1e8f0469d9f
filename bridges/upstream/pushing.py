"""Giving a bridge events by the way on which it gets them from the homeserver.

Of what the bridge could not send while its network was away, or never heard of because the
homeserver was killed, it gets the very event again: it then goes out under its author's name, and
edits, deletions and answers find it. The bridge knows what it has sent
(``deduplicate_matrix_messages``), and works the events of a room one after the other, so that
nothing goes out twice. Source: Application Service API, PUT /_matrix/app/v1/transactions.
"""

import secrets
from collections.abc import Mapping
from typing import Any

import aiohttp

from bridges.upstream.known import KnownBridges
from bridges.upstream.provisioning import Bridge
from bridges.upstream.statuses import OURS
from rooms.clock import Clock
from rooms.storage import events, upstream
from rooms.storage.database import Connection, Store
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Done, Hopeless, QueuedTask, Task, TryLater
from rooms.storage.upstream import Unsent

PUSH = "upstream-push"
"""The kind of the tasks."""
USEFUL_MS = 24 * 3600 * 1000
"""What is older is not sent any more: nobody expects it by then."""
MOST_ATTEMPTS = 5
PUSH_SECONDS = 30


def push_task(
    network: str, event_id: str, content: Mapping[str, Any] | None = None, of: str | None = None
) -> Task:
    """Give an event of the archive to a bridge; with `content`, otherwise than it is.

    `of`: the event by whose author, in whose room, something is said that is in no room.
    """
    payload = {"network": network, "event_id": event_id, "content": content, "of": of}
    return Task(f"upstream:{network}", PUSH, payload)


class Transactions:
    """Sends appservice transactions to bridges, in the homeserver's place."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def give(self, bridge: Bridge, event: Mapping[str, Any]) -> None:
        """Give one event. Raises TryLater where the bridge is away."""
        transaction = f"teremok-{secrets.token_hex(16)}"
        try:
            async with self._session.put(
                f"{bridge.url}/_matrix/app/v1/transactions/{transaction}",
                json={"events": [event]},
                headers={"Authorization": f"Bearer {bridge.hs_token}"},
                timeout=aiohttp.ClientTimeout(total=PUSH_SECONDS, sock_connect=5),
            ) as answer:
                if answer.status != 200:
                    raise TryLater(f"the bridge answered {answer.status}")
        except (aiohttp.ClientError, OSError, TimeoutError) as away:
            raise TryLater(f"the bridge is away ({type(away).__name__})") from away

    async def throw_away(self, bridge: Bridge, room_id: str, at: int) -> None:
        """Give an event that no network gets to see.

        The first event of a log-in's owner after a start of the bridge is taken for somebody
        else's; notices are not carried.
        """
        await self.give(
            bridge,
            {
                "event_id": f"{OURS}{secrets.token_hex(16)}",
                "room_id": room_id,
                "sender": bridge.owner,
                "type": "m.room.message",
                "origin_server_ts": at,
                "content": {"msgtype": "m.notice", "body": "."},
            },
        )


class Pushing:
    """Carries out ``upstream-push`` tasks."""

    def __init__(
        self, known: KnownBridges, transactions: Transactions, store: Store, clock: Clock
    ) -> None:
        self._known = known
        self._transactions = transactions
        self._store = store
        self._clock = clock

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Give the event to the bridge."""
        payload = task.payload
        bridge = self._known.get(payload["network"])
        if bridge is None:
            return None  # it was removed
        of = payload.get("of") or payload["event_id"]
        async with self._store.reading() as connection:
            event = await events.get(connection, of)
            row = await upstream.unsent(connection, bridge.network, payload["event_id"])
        if event is None:
            raise Hopeless("the event is not in the archive")
        if event.redacted_by is not None and event.kind != "redaction":
            return _note(row, "hopeless")
        if row is not None and payload.get("content") is None:
            if row.state != "waiting":
                return None
            if self._clock.now_ms() - event.sent_at > USEFUL_MS or row.attempts >= MOST_ATTEMPTS:
                return _note(row, "hopeless")
            # Before it is given: its status may come sooner than we could write this down.
            async with self._store.transaction() as connection:
                await upstream.put_unsent(connection, _with(row, "sending", row.attempts + 1))
        try:
            await self._transactions.give(bridge, _raw(event, payload))
        except TryLater:
            if row is not None:
                async with self._store.transaction() as connection:
                    await upstream.put_unsent(connection, _with(row, "waiting", row.attempts))
            raise
        return None


def _note(row: Unsent | None, state: str) -> Done:
    if row is None:
        return None
    noted = _with(row, state, row.attempts)

    async def write(connection: Connection) -> None:
        await upstream.put_unsent(connection, noted)

    return write


def _with(row: Unsent, state: str, attempts: int) -> Unsent:
    return Unsent(row.network, row.event_id, row.room_id, row.reason, state, attempts, row.at)


def _raw(event: ArchivedEvent, payload: Mapping[str, Any]) -> dict[str, Any]:
    content = payload.get("content")
    raw: dict[str, Any] = {
        "event_id": payload["event_id"],
        "room_id": event.room_id,
        "sender": event.sender,
        "type": event.type if content is None else "m.room.message",
        "origin_server_ts": event.sent_at,
        "content": dict(event.content if content is None else content),
    }
    if event.kind == "redaction" and event.target:
        raw["redacts"] = event.target
    return raw
