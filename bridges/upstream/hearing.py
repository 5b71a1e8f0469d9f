"""What bridges say in the rooms of what they were to carry, and what follows from it.

Heard in the transaction that archives it, so that nothing is told twice and nothing is forgotten.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bridges.room_lane import SAY_IN_ROOM
from bridges.upstream import making_up, statuses
from bridges.upstream.known import KnownBridges
from bridges.upstream.making_up import Saying
from bridges.upstream.provisioning import Bridge
from bridges.upstream.pushing import push_task
from bridges.upstream.states import WELL, Condition
from bridges.upstream.statuses import Outcome, Status
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.posts import UNREADABLE
from rooms.storage import decisions, events, upstream
from rooms.storage.database import Connection
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task
from rooms.storage.upstream import Unsent

ANNOUNCE = "announce"
_POSTS = frozenset({"text", "photo", "voice", "video", "file", "location", "poll", "edit"})


class UpstreamHearing:
    """Fulfils bridges.inbox.Hears."""

    def __init__(self, known: KnownBridges, directory: Directory, clock: Clock) -> None:
        self._known = known
        self._directory = directory
        self._clock = clock

    async def hear(self, connection: Connection, raw: Mapping[str, Any]) -> list[Task]:
        """Take note of a new event of a room of the community; gives what follows from it."""
        bridge = self._known.of_bot(str(raw.get("sender")))
        if bridge is not None and raw.get("type") == statuses.TYPE:
            return await self._status(connection, bridge, raw)
        if raw.get("type") == making_up.STABLE_POLL:
            return await self._stable_poll(connection, raw)
        content = raw.get("content")
        if isinstance(content, Mapping) and content.get(UNREADABLE) is True:
            return await self._unreadable(connection, raw)
        return []

    async def _unreadable(self, connection: Connection, raw: Mapping[str, Any]) -> list[Task]:
        """A parent's message is here in name only; the bridge says so in English."""
        event = await events.get(connection, str(raw.get("event_id")))
        bridge = self._known.of_ghost(event.sender) if event else None
        if event is None or bridge is None:
            return []
        text = _ONCE if "view once" in event.text else _UNREAD
        words = say(
            self._directory.community.community.language,
            text,
            name=event.sender_name,
            title=bridge.descriptor.title,
        )
        return [_tell_in_room(bridge, event, words)]

    async def _stable_poll(self, connection: Connection, raw: Mapping[str, Any]) -> list[Task]:
        """No bridge listens to the polls of the specification: they go out in words."""
        event = await events.get(connection, str(raw.get("event_id")))
        if event is None:
            return []
        tasks = []
        for chat in self._known.chats_in(event.room_id):
            bridge = self._known.get(chat.network)
            if bridge is None or self._is_of(bridge, event.sender):
                continue
            tasks += _said(
                bridge,
                event,
                making_up.instead(bridge.descriptor, event, relayed=event.sender != bridge.owner),
            )
        return tasks

    async def _status(
        self, connection: Connection, bridge: Bridge, raw: Mapping[str, Any]
    ) -> list[Task]:
        content = raw.get("content")
        worked = isinstance(content, dict) and content.get("status") == "SUCCESS"
        connected = worked or await self._is_connected(connection, bridge.network)
        status = statuses.status_of(raw, bridge.descriptor.title, connected=connected)
        if status is None or status.event_id.startswith(statuses.OURS):
            return []
        if status.outcome in (Outcome.PENDING, Outcome.IGNORED):
            return []
        event = await events.get(connection, status.event_id)
        if event is None or event.room_id != raw.get("room_id"):
            return []
        if status.outcome is Outcome.SENT:
            return await self._sent(connection, bridge, event)
        return await self._failed(connection, bridge, event, status)

    async def _sent(
        self, connection: Connection, bridge: Bridge, event: ArchivedEvent
    ) -> list[Task]:
        row = await upstream.unsent(connection, bridge.network, event.event_id)
        if row is not None and row.state != "sent":
            await self._put(connection, row, "sent")
        relayed = event.sender != bridge.owner
        language = self._directory.community.community.language
        said = making_up.after_sent(bridge.descriptor, event, language, relayed=relayed)
        return _said(bridge, event, said)

    async def _failed(
        self, connection: Connection, bridge: Bridge, event: ArchivedEvent, status: Status
    ) -> list[Task]:
        if event.kind == "redaction":
            return await self._stays(connection, bridge, event, status)
        if event.kind == "membership":
            if event.state_key in (None, event.sender) or event.text not in ("leave", "ban"):
                return []
            return [self._tell_duty(bridge, event, status, _STAYS_IN)]
        if event.kind not in _POSTS:
            return []  # reactions and the room's own settings: nobody misses them
        if status.outcome is Outcome.AWAY:
            return await self._keep(connection, bridge, event, status)
        relayed = event.sender != bridge.owner
        if words := making_up.instead(bridge.descriptor, event, relayed=relayed):
            return _said(bridge, event, words)
        row = await upstream.unsent(connection, bridge.network, event.event_id)
        if row is not None:
            await self._put(connection, row, "hopeless")
        reason = status.reason.words(self._language_of(event))
        text = say(
            self._language_of(event),
            "⚠️ This did not reach {title}: {reason}.",
            title=bridge.descriptor.title,
            reason=reason,
        )
        return [_tell_in_room(bridge, event, text)]

    async def _stays(
        self, connection: Connection, bridge: Bridge, event: ArchivedEvent, status: Status
    ) -> list[Task]:
        """A deletion did not come about; where the regulation asked for it, with the clause."""
        decision = await decisions.of_post(connection, event.target or "")
        if decision is None:
            return [self._tell_duty(bridge, event, status, _STAYS)]
        clause = {
            "author": decision.author_name,
            "number": decision.clause,
            "clause": decision.clause_text,
            "decision": decision.id,
        }
        return [self._tell_duty(bridge, event, status, _STAYS_REFUSED, **clause)]

    async def _keep(
        self, connection: Connection, bridge: Bridge, event: ArchivedEvent, status: Status
    ) -> list[Task]:
        """Keep it to be sent again; its author is told once for each time of being away."""
        row = await upstream.unsent(connection, bridge.network, event.event_id)
        if row is not None and row.state in ("sent", "hopeless"):
            return []
        waiting = await upstream.all_unsent(connection, bridge.network, "waiting")
        senders = set()
        for other in waiting:
            if other.room_id == event.room_id and other.event_id != event.event_id:
                known = await events.get(connection, other.event_id)
                senders.add(known.sender if known else "")
        attempts = row.attempts if row else 0
        await upstream.put_unsent(
            connection,
            Unsent(
                *(bridge.network, event.event_id, event.room_id, status.detail),
                *("waiting", attempts, event.sent_at),
            ),
        )
        if row is not None or event.sender in senders or not self._is_person(event, bridge):
            return []
        text = say(
            self._language_of(event),
            "⏳ This did not reach {title} yet: {reason}. I send it, and what you write"
            " meanwhile, as soon as that works again.",
            title=bridge.descriptor.title,
            reason=status.reason.words(self._language_of(event)),
        )
        return [_tell_in_room(bridge, event, text)]

    async def _put(self, connection: Connection, row: Unsent, state: str) -> None:
        changed = Unsent(
            *(row.network, row.event_id, row.room_id, row.reason), state, row.attempts, row.at
        )
        await upstream.put_unsent(connection, changed)

    async def _is_connected(self, connection: Connection, network: str) -> bool:
        kept = await upstream.states(connection, network)
        accounts = [state for state in kept if state.subject.startswith("login:")]
        return any(state.state in (WELL, Condition.DEAF) for state in accounts)

    def _tell_duty(
        self, bridge: Bridge, event: ArchivedEvent, status: Status, text: str, **more: object
    ) -> Task:
        language = self._directory.community.community.language
        room = self._directory.room(event.room_id)
        words = say(
            language,
            text,
            title=bridge.descriptor.title,
            room=room.name if room else event.room_id,
            reason=status.reason.words(language),
            name=self._directory.name(event.room_id, event.state_key or event.sender),
            **more,
        )
        if event.target:
            words += f"\nhttps://matrix.to/#/{event.room_id}/{event.target}"
        return Task(ANNOUNCE, ANNOUNCE, {"text": words})

    def _language_of(self, event: ArchivedEvent) -> str:
        return self._directory.language(event.sender)

    def _is_person(self, event: ArchivedEvent, bridge: Bridge) -> bool:
        """Whether somebody reads what is said in the room to them."""
        return event.sender != bridge.owner and not self._directory.is_ghost(event.sender)

    def _is_of(self, bridge: Bridge, user_id: str) -> bool:
        is_ghost = bridge.descriptor.person_of(user_id) is not None
        return is_ghost or self._directory.is_upstream_bot(user_id)


_ONCE = (
    "👁 {name} has sent something in {title} that may be looked at only once: it is neither here nor"
    " in the archive. Look at it on the phone."
)
_UNREAD = (
    "⏳ What {name} wrote in {title} cannot be read yet. It appears here when their phone sends it"
    " again; if it does not, look on the phone."
)
_STAYS = (
    "🔴 A message was deleted in the room “{room}”, but in {title} it stays: {reason}. Delete it on"
    " the phone, and make the account an administrator of the chat, so that Teremok can."
)
_STAYS_REFUSED = (
    "🔴 {author} wrote something in the room “{room}” that is against clause {number} of the rules:"
    " “{clause}”. It was removed there, but in {title} it stays: {reason}. Delete it on the phone,"
    " and make the account an administrator of the chat, so that Teremok can. № {decision}"
)
_STAYS_IN = (
    "🔴 {name} was put out of the room “{room}”, but stays in the chat of {title}: {reason}. Remove"
    " them on the phone, and make the account an administrator of the chat."
)


def _said(bridge: Bridge, event: ArchivedEvent, words: Iterable[Saying]) -> list[Task]:
    """What is said to the bridge alone, by the author of the event."""
    return [push_task(bridge.network, s.event_id, s.content, event.event_id) for s in words]


def _tell_in_room(bridge: Bridge, event: ArchivedEvent, text: str) -> Task:
    """A notice that answers the event: programs' notices are carried to no chat."""
    content = {
        "msgtype": "m.notice",
        "body": text,
        "m.relates_to": {"m.in_reply_to": {"event_id": event.event_id}},
        "m.mentions": {"user_ids": [event.sender]},
    }
    source = f"status/{bridge.network}/{event.event_id}"
    said = {"room": event.room_id, "source": source, "content": content, "post_id": None}
    return Task(f"room:{event.room_id}", SAY_IN_ROOM, said)
