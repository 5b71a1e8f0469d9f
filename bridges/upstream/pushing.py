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

from bridges.upstream.homeserver import BotClient
from bridges.upstream.known import KnownBridges
from bridges.upstream.provisioning import Bridge
from bridges.upstream.statuses import OURS
from rooms.archive.event import archived_event
from rooms.archive.vanishing import why_not_kept
from rooms.clock import Clock
from rooms.reconcile.homeserver import HomeserverAway, HomeserverRefused
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
_ARRIVED = ("sent", "instead")
"""The states of that of which a part may still be refused."""
_OPEN = ("waiting", "sending", "instead", "cut")
"""The states of that which may still be refused itself."""
_UNREADABLE = frozenset({400, 413, 422})
"""What it answers to an event that it will never take; the others must not wait behind that."""


def push_task(
    network: str, event_id: str, content: Mapping[str, Any] | None = None, of: str | None = None
) -> Task:
    """Give an event of the archive to a bridge; with `content`, otherwise than it is.

    `of`: the event by whose author, in whose room, something is said that is in no room.
    """
    payload = {"network": network, "event_id": event_id, "content": content, "of": of}
    return Task(push_lane(network), PUSH, payload)


def push_lane(network: str) -> str:
    """What is given to a network's bridge leaves in one row."""
    return f"upstream:{network}"


class Transactions:
    """Sends appservice transactions to bridges, in the homeserver's place."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def give(self, bridge: Bridge, event: Mapping[str, Any]) -> None:
        """Give one event.

        Raises TryLater where the bridge is away, Hopeless where it can never take the event.
        """
        transaction = f"teremok-{secrets.token_hex(16)}"
        try:
            async with self._session.put(
                f"{bridge.url}/_matrix/app/v1/transactions/{transaction}",
                json={"events": [event]},
                headers={"Authorization": f"Bearer {bridge.hs_token}"},
                timeout=aiohttp.ClientTimeout(total=PUSH_SECONDS, sock_connect=5),
            ) as answer:
                if answer.status in _UNREADABLE:
                    raise Hopeless(f"the bridge answered {answer.status}")
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
        self,
        known: KnownBridges,
        transactions: Transactions,
        client: BotClient,
        store: Store,
        clock: Clock,
    ) -> None:
        self._known = known
        self._client = client
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
            raise Hopeless("the event is not in the archive", _note(row, "hopeless"))
        if why_not_kept(event.content) is not None:
            event = await self._in_room(event)
        if event is None or (event.redacted_by is not None and event.kind != "redaction"):
            return _note(row, "hopeless")
        sending: Unsent | None = None
        if row is not None and payload.get("content") is None:
            if row.state != "waiting" or is_late(row, self._clock.now_ms()):
                return None
            # Before it is given: its status may come sooner than we could write this down.
            sending = _with(row, "sending", row.attempts + 1)
            if not await self._becomes(row, sending):
                return None
        try:
            await self._transactions.give(bridge, _raw(event, payload))
        except Hopeless as refused:
            is_part = payload["event_id"] != event.event_id
            note = _refused(bridge, event, str(refused), is_part=is_part)
            raise Hopeless(str(refused), note) from refused
        except TryLater:
            if row is not None and sending is not None:
                await self._becomes(sending, row)
            raise
        return None

    async def _becomes(self, known: Unsent, row: Unsent) -> bool:
        """Keep what has become of it, unless the bridge has said something of it meanwhile."""
        async with self._store.transaction() as connection:
            now = await upstream.unsent(connection, known.network, known.event_id)
            if is_so := now == known:
                await upstream.put_unsent(connection, row)
            return is_so

    async def _in_room(self, event: ArchivedEvent) -> ArchivedEvent | None:
        """What the archive does not keep, as it stands in the room; None: it does no more."""
        try:
            raw = await self._client.event(event.room_id, event.event_id)
        except HomeserverAway as away:
            raise TryLater(str(away)) from away
        except HomeserverRefused:
            return None
        return archived_event(raw, event.sender_name) if raw.get("content") else None


def is_late(row: Unsent, now: int) -> bool:
    """Whether what waits is not sent any more; its author is told then (see `recovering`)."""
    return now - row.at > USEFUL_MS or row.attempts >= MOST_ATTEMPTS


def _note(row: Unsent | None, state: str) -> Done:
    if row is None:
        return None
    noted = _with(row, state, row.attempts)

    async def write(connection: Connection) -> None:
        await upstream.put_unsent(connection, noted)

    return write


def _refused(bridge: Bridge, event: ArchivedEvent, reason: str, *, is_part: bool) -> Done:
    """It is not tried again: its author is told at the next look (see `recovering`).

    `is_part`: not the event itself, but something that was said after it.
    """
    state, instead_of = ("cut", _ARRIVED) if is_part else ("refused", _OPEN)
    place = (bridge.network, event.event_id, event.room_id)
    noted = Unsent(*place, reason, state, 0, event.sent_at)

    async def write(connection: Connection) -> None:
        known = await upstream.unsent(connection, noted.network, noted.event_id)
        if known is None or known.state in instead_of:
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
