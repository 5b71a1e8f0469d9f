"""What bridges say in the rooms of what they were to carry, and what follows from it.

Heard in the transaction that archives it, so that nothing is told twice and nothing is forgotten.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bridges.upstream import making_up, statuses
from bridges.upstream.known import KnownBridges
from bridges.upstream.making_up import Saying
from bridges.upstream.observing import is_account
from bridges.upstream.provisioning import Bridge
from bridges.upstream.pushing import push_task
from bridges.upstream.states import WELL, Condition
from bridges.upstream.statuses import Outcome, Status
from bridges.upstream.telling import (
    STAYS_IN,
    is_read_by_its_author,
    tell_duty,
    tell_in_room,
    tell_that_it_stays,
    why_it_stays,
)
from rooms.archive.vanishing import is_view_once_notice
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.posts import UNREADABLE
from rooms.storage import events, upstream
from rooms.storage.database import Connection
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task
from rooms.storage.upstream import Unsent

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
        if isinstance(content, Mapping):
            is_once = is_view_once_notice(content)
            if is_once or content.get(UNREADABLE) is True:
                text = _ONCE if is_once else _UNREAD
                return await self._unreadable(connection, str(raw.get("event_id")), text)
        return []

    async def _unreadable(self, connection: Connection, event_id: str, text: str) -> list[Task]:
        """A parent's message is here in name only; the bridge says so in English."""
        event = await events.get(connection, event_id)
        bridge = self._known.of_ghost(event.sender) if event else None
        if event is None or bridge is None:
            return []
        words = say(
            self._directory.community.community.language,
            text,
            name=event.sender_name,
            title=bridge.descriptor.title,
        )
        return [tell_in_room(bridge, event, "unreadable", words)]

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
                making_up.instead(
                    bridge.descriptor,
                    event,
                    self._directory.community.community.language,
                    relayed=event.sender != bridge.owner,
                ),
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
            return await self._sent(connection, bridge, event, status)
        return await self._failed(connection, bridge, event, status)

    async def _sent(
        self, connection: Connection, bridge: Bridge, event: ArchivedEvent, status: Status
    ) -> list[Task]:
        row = await upstream.unsent(connection, bridge.network, event.event_id)
        if event.kind == "redaction":
            if row is not None and row.state == "hopeless":
                return []  # those on duty know that it stays
            deleted = await events.get(connection, event.target or "")
            why = why_it_stays(bridge.descriptor, deleted, event) if deleted else None
            if why and await self._was_there(connection, bridge, event.target or ""):
                await self._note(connection, bridge, event, status, "hopeless")
                return [await tell_that_it_stays(connection, self._directory, bridge, event, *why)]
        if row is not None and row.state not in ("sent", "cut"):
            await self._put(connection, row, "sent")
        relayed = event.sender != bridge.owner
        language = self._directory.community.community.language
        said = making_up.after_sent(bridge.descriptor, event, language, relayed=relayed)
        tasks = _said(bridge, event, said)
        if making_up.is_cut_edit(bridge.descriptor, event, relayed=relayed):
            text = say(
                self._language_of(event),
                "⚠️ {title} takes only the beginning of so long a text: of this change, the rest is"
                " missing there. Write it as a message of its own.",
                title=bridge.descriptor.title,
            )
            tasks.append(tell_in_room(bridge, event, "cut", text))
        return tasks

    async def _failed(
        self, connection: Connection, bridge: Bridge, event: ArchivedEvent, status: Status
    ) -> list[Task]:
        if event.kind == "redaction":
            return await self._not_deleted(connection, bridge, event, status)
        if event.kind == "membership":
            if event.state_key in (None, event.sender) or event.text not in ("leave", "ban"):
                return []
            return [tell_duty(self._directory, bridge, event, status.reason, STAYS_IN)]
        if event.kind not in _POSTS:
            return []  # reactions and the room's own settings: nobody misses them
        if status.outcome is Outcome.AWAY:
            return await self._keep(connection, bridge, event, status)
        row = await upstream.unsent(connection, bridge.network, event.event_id)
        if row is not None and row.state == "hopeless":
            return []
        relayed = event.sender != bridge.owner
        language = self._directory.community.community.language
        words = making_up.instead(bridge.descriptor, event, language, relayed=relayed)
        if words and (row is None or row.state not in ("instead", "cut")):
            await self._note(connection, bridge, event, status, "instead")
            return _said(bridge, event, words)
        await self._note(connection, bridge, event, status, "hopeless")
        reason = status.reason.words(self._language_of(event))
        text = say(
            self._language_of(event),
            "⚠️ This did not reach {title}: {reason}.",
            title=bridge.descriptor.title,
            reason=reason,
        )
        return [tell_in_room(bridge, event, "refused", text)]

    async def _not_deleted(
        self, connection: Connection, bridge: Bridge, event: ArchivedEvent, status: Status
    ) -> list[Task]:
        if not await self._was_there(connection, bridge, event.target or ""):
            return []
        if status.outcome is Outcome.AWAY:
            return await self._keep(connection, bridge, event, status)
        await self._note(connection, bridge, event, status, "hopeless")
        reason = status.reason
        return [await tell_that_it_stays(connection, self._directory, bridge, event, reason)]

    async def _was_there(self, connection: Connection, bridge: Bridge, event_id: str) -> bool:
        """Whether what was redacted was in the messenger at all.

        It was not where it is a reaction, which only the account's owner has there, or was said
        before the chat was plumbed, or never got through.
        """
        event = await events.get(connection, event_id)
        if event is None:
            return True  # older than the archive
        if event.kind not in _POSTS:
            return False
        if bridge.descriptor.person_of(event.sender) is not None:
            return True
        return await upstream.was_carried(connection, event_id, bridge.bot_id)

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
        await self._note(connection, bridge, event, status, "waiting")
        is_read = is_read_by_its_author(self._directory, bridge, event)
        if row is not None or event.sender in senders or not is_read or event.kind == "redaction":
            return []
        text = say(
            self._language_of(event),
            "⏳ This did not reach {title} yet: {reason}. I send it, and what you write"
            " meanwhile, as soon as that works again.",
            title=bridge.descriptor.title,
            reason=status.reason.words(self._language_of(event)),
        )
        return [tell_in_room(bridge, event, "away", text)]

    async def _note(
        self,
        connection: Connection,
        bridge: Bridge,
        event: ArchivedEvent,
        status: Status,
        state: str,
    ) -> None:
        row = await upstream.unsent(connection, bridge.network, event.event_id)
        noted = Unsent(
            *(bridge.network, event.event_id, event.room_id, status.detail),
            *(state, row.attempts if row else 0, event.sent_at),
        )
        await upstream.put_unsent(connection, noted)

    async def _put(self, connection: Connection, row: Unsent, state: str) -> None:
        changed = Unsent(
            *(row.network, row.event_id, row.room_id, row.reason), state, row.attempts, row.at
        )
        await upstream.put_unsent(connection, changed)

    async def _is_connected(self, connection: Connection, network: str) -> bool:
        kept = await upstream.states(connection, network)
        accounts = [state for state in kept if is_account(state.subject)]
        return any(state.state in (WELL, Condition.DEAF) for state in accounts)

    def _language_of(self, event: ArchivedEvent) -> str:
        return self._directory.language(event.sender)

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


def _said(bridge: Bridge, event: ArchivedEvent, words: Iterable[Saying]) -> list[Task]:
    """What is said to the bridge alone, by the author of the event."""
    return [push_task(bridge.network, s.event_id, s.content, event.event_id) for s in words]
