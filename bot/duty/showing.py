"""Shows decisions to the duty administrator: queue tasks of kind ``card``."""

import logging
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.announcing import RESPONSIBLE
from bot.duty.album import Album
from bot.duty.cards import NO, YES, Card, View, card
from bot.duty.files import CARD_FILE, has_file
from bot.duty.marks import card_mark
from bot.duty.names import name_of
from bot.duty.rooms import duty_rooms
from bot.duty.telling import tell_tasks
from bot.voice import NOTICE, REACTION, Voice, edit, reaction
from bridges.enforcement.albums import shown_with
from bridges.enforcement.standing import can_be_decided
from bridges.enforcement.tasks import show
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.storage import decisions, queue, talks
from rooms.storage.database import Connection, Store
from rooms.storage.decisions import Decision, State
from rooms.storage.queue import Done, Hopeless, QueuedTask, Task
from rooms.storage.rooms import KnownRoom
from rooms.storage.talks import Part, Talk
from rooms.wanted.kinds import DUTY

log = logging.getLogger(__name__)

IN_PRIVATE = "-"
"""Stands for the card where there is no room for it: each of those responsible was told."""


class Showing:
    """Carries out ``card`` tasks: payload ``{"decision": number}``, of an emergency with
    ``"urgent": true``.

    The card is said once, with a reaction of the bot for each way to decide, so that one tap
    decides; later tasks of the same decision edit it. Of an album there is one card. It is said in
    the room of the duty administrator, or else in that of the staff, where names are masked; where
    the bot cannot speak in either, each of those responsible is told in private.
    """

    def __init__(
        self, directory: Directory, judge: Judge, store: Store, voice: Voice, clock: Clock
    ) -> None:
        self._directory = directory
        self._judge = judge
        self._store = store
        self._voice = voice
        self._clock = clock

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Make the duty administrator see the decision as it stands."""
        async with self._store.reading() as connection:
            decision = await decisions.get(connection, task.payload["decision"])
            if decision is None:
                raise Hopeless("there is no such decision")
            shown = await talks.card(connection, decision.card or "")
            album = await decisions.of_card(connection, shown.message) if shown else [decision]
            other = None if shown else await shown_with(connection, decision)
            joins = await talks.card(connection, other.card or "") if other else None
        if decision.card == IN_PRIVATE:
            return self._tell_each(decision)
        if shown is not None:
            await self._change(Album(album or [decision]), _version(decision), shown, task)
            return None
        if other is not None and joins is not None and not task.payload.get("urgent"):
            return self._join(decision, other, joins)
        if decision.state is State.CANCELLED:
            return None  # its author was faster
        for room in duty_rooms(self._directory):
            try:
                event_id = await self._say(decision, room, task, repeated)
            except Hopeless as refused:  # the bot is not in this room
                log.info("A card cannot be shown in %s: %s", room.key, refused)
                continue
            return self._keep(decision, room, event_id)
        return self._tell_each(decision)

    async def _say(
        self, decision: Decision, room: KnownRoom, task: QueuedTask, repeated: bool
    ) -> str:
        source = card_mark(decision.id)
        said = await self._voice.said(room.room_id, task.created_at) if repeated else {}
        event_id = said.get(source)
        if event_id is None:
            content = self._content(Album([decision]), room, task)
            event_id = await self._voice.say(room.room_id, NOTICE, content, source)
        if can_be_decided(decision):
            await self._put_marks(decision.id, room, event_id, said)
        return event_id

    async def _put_marks(self, number: int, room: KnownRoom, event_id: str, said: Any) -> None:
        """The ways to decide; what is there already stays."""
        for mark in (YES, NO):
            await self._put(room, event_id, mark, f"{card_mark(number)}:{mark}", said)

    async def _put(self, room: KnownRoom, event_id: str, mark: str, source: str, said: Any) -> None:
        if source in said:
            return
        try:
            await self._voice.say(room.room_id, REACTION, reaction(event_id, mark), source)
        except Hopeless as refused:  # it is there already, say
            log.info("A reaction is not put: %s", refused)

    async def _change(self, album: Album, version: str, shown: Talk, task: QueuedTask) -> None:
        room = self._directory.room(shown.place)
        if room is None:
            return  # the room was given up, and the card with it
        content = edit(shown.message, self._content(album, room, task))
        source = f"{card_mark(task.payload['decision'])}:{version}"
        try:
            await self._voice.say(room.room_id, NOTICE, content, source)
        except Hopeless as refused:
            log.info("A card cannot be changed: %s", refused)
        if can_be_decided(album.first):
            await self._put_marks(shown.decision, room, shown.message, {})

    def _join(self, decision: Decision, other: Decision, shown: Talk) -> Done:
        """Have the card of another picture of the album show this one, too."""

        async def join(connection: Connection) -> None:
            follows = [show(decision.id)]  # or a card of its own, where that one is decided by now
            if await decisions.share_card(connection, decision, other):
                follows += _file_below(decision, shown.place, shown.message)
            await queue.add_many(connection, follows, self._clock.now_ms())

        return join

    def _keep(self, decision: Decision, room: KnownRoom, event_id: str) -> Done:
        async def keep(connection: Connection) -> None:
            now = self._clock.now_ms()
            await decisions.put_card(connection, decision.id, event_id)
            talk = Talk(room.room_id, event_id, decision.id, Part.CARD)
            await talks.put(connection, talk, now)
            follows = _file_below(decision, room.room_id, event_id)
            fresh = await decisions.get(connection, decision.id)
            if fresh is not None and _version(fresh) != _version(decision):
                follows.append(show(decision.id))  # settled while it was being shown
            await queue.add_many(connection, follows, now)

        return keep

    def _tell_each(self, decision: Decision) -> Done:
        album = Album([decision])
        text = card(album, self._view(album, None)).text
        tasks = tell_tasks(self._directory.users_with_roles(RESPONSIBLE), text)

        async def keep(connection: Connection) -> None:
            await decisions.put_card(connection, decision.id, IN_PRIVATE)
            await queue.add_many(connection, tasks, self._clock.now_ms())

        return keep

    def _content(self, album: Album, room: KnownRoom, task: QueuedTask) -> dict[str, Any]:
        urgent = bool(task.payload.get("urgent"))
        shown: Card = card(album, replace(self._view(album, room), urgent=urgent))
        content = spoken(self._directory, room, shown.text, shown.html)
        if urgent:  # it is not to be overlooked
            content["m.mentions"] = {"room": True}
        return content

    def _view(self, album: Album, room: KnownRoom | None) -> View:
        directory, decision = self._directory, album.first
        clause = self._judge.regulation.clause(decision.clause)
        posted_in = directory.room_by_key(decision.room)
        return View(
            language=directory.community.community.language,
            zone=ZoneInfo(directory.community.community.timezone),
            room=posted_in.name if posted_in else decision.room,
            by=name_of(directory, decision.settled_by),
            allows=clause is not None and clause.otherwise == "allow",
            files=sum(map(has_file, album.decisions)),
            masked=room is not None and room.kind != DUTY,
        )


def _file_below(decision: Decision, room_id: str, event_id: str) -> list[Task]:
    """The task that shows its file below the card."""
    if not has_file(decision):
        return []
    below = {"decision": decision.id, "room": room_id, "card": event_id}
    return [Task(f"{CARD_FILE}:{decision.id}", CARD_FILE, below)]


def spoken(
    directory: Directory, room: KnownRoom, text: str, html: str | None = None
) -> dict[str, Any]:
    """What is said to the duty administrator: phones announce it, unless parents could read it.

    A notice is announced by no phone; but it is carried to no chat either.
    """
    kind = "m.notice" if directory.chats_of(room.room_id) else "m.text"
    content: dict[str, Any] = {"msgtype": kind, "body": text}
    if html is not None:
        content |= {"format": "org.matrix.custom.html", "formatted_body": html}
    return content


def _version(decision: Decision) -> str:
    """Another one when the card has to say something else."""
    parts = (decision.state.value, decision.settled_at, decision.appealed_at, decision.due_at)
    return "/".join(str(part) for part in parts)
