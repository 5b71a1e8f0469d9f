"""What the homeserver tells us: archived, judged again, and handed on to the chats.

All that a transaction brings is committed in one database transaction before the homeserver gets
its answer; the same transaction again changes nothing, because each event is archived once.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bridges.acquainting import redeemed_in_room
from bridges.chat_lane import MEMBER
from bridges.enforcement.author_changes import AuthorChanges
from bridges.enforcement.enforce import Enforcement
from bridges.enforcement.objecting import Objections, Said
from bridges.enforcement.origin import InRoom
from bridges.enforcement.settle import Settlement
from bridges.handing_on import chat_lane, hand_on
from rooms.archive.event import archived_event
from rooms.archive.media import KIND as ARCHIVE_MEDIA
from rooms.archive.vanishing import (
    NotKept,
    is_to_disappear,
    is_view_once_notice,
    why_not_kept,
    without_content,
)
from rooms.archive.words import storable, storable_json
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.posts import post_of_event
from rooms.roster.tokens import token_in
from rooms.storage import accounts, crossings, decisions, events, queue, rooms
from rooms.storage.database import Connection, DatabaseAway, Store
from rooms.storage.decisions import State
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import SET_ASIDE, QueuedTask, Task
from rooms.traces import trace

log = logging.getLogger(__name__)

RawEvent = Mapping[str, Any]
_KEY = "🔑"
"""Stands in the archive for a personal token, which nobody else need see."""
MOST_ASIDE = 1000
"""Among so many that were set aside the same event is looked for."""
_SAYS_SOMETHING = frozenset({"text", "photo", "voice", "video", "file", "location"})


class Hears(Protocol):
    """Wants to know what happens in the rooms, beside the posts."""

    async def hear(self, connection: Connection, raw: RawEvent) -> list[Task]:
        """Take note of a new event of a room of the community; gives what follows from it."""
        ...


class Inbox:
    """Takes the homeserver's transactions."""

    def __init__(
        self,
        store: Store,
        directory: Directory,
        judge: Judge,
        clock: Clock,
        wake: Callable[[Iterable[str]], None],
        *hears: Hears,
    ) -> None:
        self._enforcement = Enforcement(judge, clock)
        self._settlement = Settlement(directory, clock)
        self._changes = AuthorChanges(directory, clock)
        self._objections = Objections(self._settlement, clock)
        self._hears = hears
        self._store = store
        self._directory = directory
        self._judge = judge
        self._clock = clock
        self._wake = wake

    async def take(self, raw_events: Sequence[RawEvent]) -> None:
        """Keep what is new; returns when it is on disk. Raises DatabaseAway."""
        try:
            await self._take_together(raw_events)
        except DatabaseAway:
            raise
        except Exception:
            # One of them is more than we can take. The homeserver would send them all again, and
            # nothing else before them: for ever.
            for raw in raw_events:
                await self._take_alone(raw)

    async def _take_together(self, raw_events: Sequence[RawEvent]) -> None:
        tasks: list[Task] = []
        if await self._directory.is_behind(self._store):
            # A room or chat may have come a moment ago: what is said in it now is carried, too.
            await self._directory.refresh(self._store)
        async with self._store.transaction() as connection:
            # What is said in private, and to the bots of bridges, is not kept.
            quiet = {*await accounts.direct_rooms(connection), *self._directory.upstream.rooms}
            for raw in raw_events:
                if _is_event(raw) and raw["room_id"] not in quiet:
                    tasks += await self._take_event(connection, raw)
            await queue.add_many(connection, tasks, self._clock.now_ms())
        self._wake({task.lane for task in tasks})

    async def _take_alone(self, raw: RawEvent) -> None:
        """Take it, or set it aside for people to see."""
        try:
            await self._take_together([raw])
        except DatabaseAway:
            raise
        except Exception as error:
            log.error("An event is set aside: %s", trace(error))
            aside = Task(SET_ASIDE + "inbox", "event", {"event": storable_json(raw)})
            async with self._store.transaction() as connection:
                # It is in no archive, so that it is found anew whenever we catch up.
                lying = await queue.head(connection, aside.lane, MOST_ASIDE)
                if _aside_id(aside) not in map(_aside_id, lying):
                    await queue.add(connection, aside, self._clock.now_ms())

    async def _take_event(self, connection: Connection, raw: RawEvent) -> list[Task]:
        room_id, sender = raw["room_id"], raw["sender"]
        before = None
        if raw.get("type") == "m.room.member":
            if await events.known(connection, [raw["event_id"]]):
                return []  # told late once more: it may be overtaken
            before = await self._learn_member(connection, raw)
        event = archived_event(raw, self._directory.name(room_id, sender))
        token = self._token_in(event)
        if token is not None:
            event = replace(event, text=_KEY, content={"msgtype": "m.text", "body": _KEY})
        kept = await self._as_kept(connection, event)
        if not await events.add(connection, kept):
            return []
        tasks = []
        if kept.media:
            tasks.append(Task(f"media:{room_id}", ARCHIVE_MEDIA, {"mxc": kept.media.mxc}))
        if self._directory.room(room_id) is None:
            return tasks
        for hears in self._hears:
            tasks += await hears.hear(connection, raw)
        if event.kind == "membership":
            return tasks + await self._member_tasks(connection, event, before)
        if token is not None:
            language, now = self._directory.language(sender), self._clock.now_ms()
            return tasks + await redeemed_in_room(connection, event, token, language, now)
        if event.kind == "redaction":
            tasks += await self._taken_back(connection, event)
        if (objected := await self._objected(connection, event)) is not None:
            return tasks + objected
        follows, stands = await self._enforced(connection, raw)
        tasks += follows
        if not stands:
            return tasks
        if event.kind == "edit":
            return tasks + await self._changes.changed_in_room(connection, event)
        return tasks + hand_on(event, self._directory)

    async def _as_kept(self, connection: Connection, event: ArchivedEvent) -> ArchivedEvent:
        """What the archive has of it: of what is not meant to last, as the regulation says."""
        if not self._directory.is_upstream_ghost(event.sender):
            return event  # anybody may write that it is not meant to last
        if is_view_once_notice(event.content):
            return without_content(event, NotKept.ONCE)
        if self._judge.regulation.disappearing == "keep":
            return event
        vanishes = is_to_disappear(event.content)
        if event.kind == "edit" and event.target:  # bridges say it of the first wording alone
            edited = await events.get(connection, event.target)
            first = edited.content if edited else {}
            vanishes = vanishes or is_to_disappear(first) or why_not_kept(first) is not None
        return without_content(event, NotKept.DISAPPEARS) if vanishes else event

    def _token_in(self, event: ArchivedEvent) -> str | None:
        """The personal token that a parent behind an upstream bridge shows with this."""
        if event.kind != "text" or not self._directory.is_upstream_ghost(event.sender):
            return None
        return token_in(event.text)

    async def _learn_member(self, connection: Connection, raw: RawEvent) -> str | None:
        """Keep who somebody is in the room; gives the membership until now."""
        room_id, member, content = raw["room_id"], raw.get("state_key"), raw.get("content")
        if not isinstance(member, str) or not isinstance(content, dict):
            return None
        # What the homeserver says of the membership before is left out when it sends again.
        before = await rooms.membership(connection, room_id, member)
        name = storable(content.get("displayname")) or member[1:].split(":", 1)[0]
        membership = storable(content.get("membership"))
        if membership == "join":
            self._directory.learn_name(room_id, member, name)
        await rooms.put_member(connection, room_id, member, name, membership)
        return before

    async def _enforced(self, connection: Connection, raw: RawEvent) -> tuple[list[Task], bool]:
        """What follows from the regulation, and whether the post stands.

        A person's post that passed the gate gets the same verdict here; one that is not allowed
        means that the gate was away. What ghosts of upstream bridges say is judged here alone.
        """
        if self._directory.is_own_ghost(raw["sender"]) or raw["sender"] == self._bot_id:
            return [], True  # judged before it was mirrored
        post = post_of_event(raw, self._directory)
        if post is None:
            return [], True
        verdict = self._enforcement.judge(post)
        origin = InRoom(
            room=raw["room_id"],
            type=raw["type"],
            content=raw["content"],
            event_id=raw["event_id"],
            by_ghost=self._directory.is_upstream_ghost(post.author.id),
            is_edit=post.is_edit,
            roles=tuple(sorted(post.author.roles)),
        )
        tasks = await self._enforcement.enforce(connection, post, verdict, origin)
        return tasks, verdict.lets_through

    async def _taken_back(self, connection: Connection, redaction: ArchivedEvent) -> list[Task]:
        """Let go of a post that its author redacted before it was decided.

        What is asked about still stands in the room: whoever of the staff redacts it has decided.
        Behind a bridge it was its author, or people of the chat who decide there.
        """
        target, by = redaction.target or "", redaction.sender
        self._judge.recent.forget(target)
        tasks = await self._changes.cancel_edits(connection, by, target)
        decision = await decisions.of_post(connection, target)
        if decision is None or by == self._bot_id:
            return tasks
        if decision.author != by:
            if decision.state is not State.ASKED:
                return tasks
            if not (self._directory.is_ghost(by) or self._directory.is_upstream_bot(by)):
                refused = await self._settlement.refuse(connection, decision, by, is_gone=True)
                return [*tasks, *(refused or [])]
        return [*tasks, *(await self._changes.cancel(connection, decision) or [])]

    async def _objected(self, connection: Connection, event: ArchivedEvent) -> list[Task] | None:
        """What follows where a parent behind an upstream bridge answers what the bot told them.

        None where it is a post like any other.
        """
        if event.kind not in _SAYS_SOMETHING or not self._directory.is_upstream_ghost(event.sender):
            return None
        words = event.text or (f"[{event.media.filename}]" if event.media else "")
        said = Said(event.room_id, event.event_id, event.sender, words, event.target)
        return await self._objections.take(connection, said)

    @property
    def _bot_id(self) -> str:
        return self._directory.user_id("teremok")

    async def _member_tasks(
        self, connection: Connection, event: ArchivedEvent, before: str | None
    ) -> list[Task]:
        member, tasks = event.state_key or "", []
        is_ghost = self._directory.is_ghost(member)
        if self._directory.is_upstream_bot(member):
            return []
        for chat in self._directory.chats_of(event.room_id):
            if self._directory.is_driven(chat.network):
                continue
            where = {"network": chat.network, "chat": chat.chat}
            if is_ghost:
                person = await crossings.person_of_ghost(connection, member, chat.network)
                if event.text in {"leave", "ban"} and event.sender != member and person:
                    tasks.append(Task(chat_lane(chat), MEMBER, {**where, "person": person}))
            elif member != self._bot_id and (before == "join") != (event.text == "join"):
                name = self._directory.name(event.room_id, member)
                who = {"user": member, "name": name, "joined": event.text == "join"}
                tasks.append(Task(chat_lane(chat), MEMBER, {**where, **who}))
        return tasks


def _is_event(raw: RawEvent) -> bool:
    return all(isinstance(raw.get(key), str) for key in ("event_id", "room_id", "sender", "type"))


def _aside_id(task: Task | QueuedTask) -> object:
    return task.payload["event"].get("event_id")
