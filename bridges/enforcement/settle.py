"""What people or time make of a decision later."""

from dataclasses import replace

from bridges.announcing import announce
from bridges.enforcement.author_changes import AuthorChanges
from bridges.enforcement.mending import CAN_APPEAR
from bridges.enforcement.on_behalf import when_written
from bridges.enforcement.once import settle_once
from bridges.enforcement.origin import (
    InChat,
    InRoom,
    Origin,
    answered_by,
    kind_of,
    media_of_origin,
    unpacked_origin,
)
from bridges.enforcement.reworded import (
    is_edit_of_nothing,
    is_outdated,
    last_allowed_edit,
    reworded_by,
)
from bridges.enforcement.standing import (
    BY_HOMESERVER,
    BY_TIME,
    STANDS,
    can_be_objected_to,
    finding_of,
    was_not_taken,
)
from bridges.enforcement.tasks import (
    publish,
    remove,
    remove_event,
    remove_published,
    show,
    show_anew,
    tell,
)
from bridges.enforcement.words import (
    Words,
    moment,
    said,
    words_on,
    words_on_giving_back,
    words_on_objection,
    words_on_removal,
)
from bridges.handing_on import hand_on
from bridges.network import IncomingEdit
from bridges.payloads import packed, unpacked
from policies.post import Author, Place, Post
from policies.verdict import Action
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.storage import crossings, decisions, events, rooms, talks
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State
from rooms.storage.queue import Task
from rooms.storage.talks import Part

CAN_GO = frozenset({State.WAITING, State.ASKED, *STANDS})


class Settlement:
    """Settles decisions, each once: whoever comes second changes nothing.

    Every method gives what is to be done then, in the transaction in which it was called; None
    where the decision stands otherwise by now, or nothing can become of it any more.
    """

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._changes = AuthorChanges(directory, clock)

    async def publish(
        self, connection: Connection, decision: Decision, by: str, *, silent: bool = False
    ) -> list[Task] | None:
        """Let the post appear; unless `silent`, its author is told."""
        origin, now = unpacked_origin(decision.origin), self._clock.now_ms()
        if origin is None or not await settle_once(
            connection, decision, CAN_APPEAR, State.PUBLISHED, by, now
        ):
            return None
        tasks = await self._appear(connection, decision, origin, now)
        if not silent and (by != BY_TIME or decision.state is State.ASKED):
            # What was held appears when its author was told it would: no more words are needed.
            words = words_on(
                self.post_of(decision, origin), finding_of(decision), State.PUBLISHED, now
            )
            tasks += await self.tell(connection, decision, origin, words)
        return [*tasks, *show_anew(decision)]

    async def clear(self, connection: Connection, decision: Decision, by: str) -> list[Task] | None:
        """Say that there was nothing to note: the post stands as it is."""
        now = self._clock.now_ms()
        noted = frozenset({State.NOTED})
        if not await settle_once(connection, decision, noted, State.PUBLISHED, by, now):
            return None
        return show_anew(decision)

    async def note_again(
        self, connection: Connection, decision: Decision, by: str
    ) -> list[Task] | None:
        """Take back that there was nothing to note."""
        now = self._clock.now_ms()
        published = frozenset({State.PUBLISHED})
        if not await settle_once(connection, decision, published, State.NOTED, by, now):
            return None
        return show_anew(decision)

    async def refuse(
        self, connection: Connection, decision: Decision, by: str, *, is_gone: bool = False
    ) -> list[Task] | None:
        """Take the post away unless it `is_gone`, or let it not appear."""
        origin, now = unpacked_origin(decision.origin), self._clock.now_ms()
        if origin is None or not await settle_once(
            connection, decision, CAN_GO, State.REFUSED, by, now
        ):
            return None
        post, finding = self.post_of(decision, origin), finding_of(decision)
        stood = decision.state in STANDS
        if stood:  # an objection that was followed once is not the last word
            await decisions.begin_anew(connection, decision.id)
            told = words_on_removal(post, finding, now)
        else:
            settled = replace(decision, state=State.REFUSED, settled_by=by, settled_at=now)
            may_object = can_be_objected_to(settled)
            told = words_on(post, finding, State.REFUSED, now, may_object=may_object)
        if decision.state is State.WAITING:
            tasks = await self.tell_of_waiting(connection, decision, origin, told)
        elif is_gone:
            tasks = await self.tell(connection, decision, origin, told)
        else:
            reason = _reason(decision)
            tasks = [remove_published(origin, decision.id, reason)] if stood else []
            if stood and (reworded := await reworded_by(connection, origin)):
                tasks += remove_event(origin.room, reworded, reason)
            tasks += remove(origin, decision.id, reason, told)
        return [*tasks, *show_anew(decision)]

    async def uphold(
        self, connection: Connection, decision: Decision, by: str
    ) -> list[Task] | None:
        """Leave a refused post refused, although its author objects; or what the homeserver did not
        take, which goes from the messenger then, too."""
        origin, now = unpacked_origin(decision.origin), self._clock.now_ms()
        refused = frozenset({State.REFUSED})
        if origin is None or not await settle_once(
            connection, decision, refused, State.REFUSED, by, now
        ):
            return None
        words = words_on_objection(self.post_of(decision, origin), State.REFUSED, now)
        if was_not_taken(decision) and decision.action != Action.REFUSE:
            tasks = remove(origin, decision.id, _reason(decision), words)
        else:
            tasks = await self.tell(connection, decision, origin, words)
        return [*tasks, *show_anew(decision)]

    async def give_back(
        self, connection: Connection, number: int, turn: int | None
    ) -> list[Task] | None:
        """Have people decide again on what the homeserver did not let into the room.

        `turn` is when it was to be published (ms), None: the latest time.
        """
        decision = await decisions.get(connection, number)
        origin = unpacked_origin(decision.origin) if decision else None
        if decision is None or origin is None or turn not in (None, decision.settled_at):
            return None
        now, published = self._clock.now_ms(), frozenset({State.PUBLISHED})
        if not await settle_once(
            connection, decision, published, State.REFUSED, BY_HOMESERVER, now
        ):
            return None
        words = words_on_giving_back(self.post_of(decision, origin), now)
        told = await self.tell(connection, decision, origin, words)
        if decision.card is None:
            return [*told, show(number)]
        language = self._directory.community.community.language
        text = "№ {number} could not come into the room. Its card shows more."
        return [*told, show(number), announce(say(language, text, number=number))]

    async def tell(
        self, connection: Connection, decision: Decision, origin: Origin, words: Words
    ) -> list[Task]:
        """Tell the author, as an answer to what they objected last."""
        objection = await talks.latest(connection, decision.id, Part.OBJECTION)
        return tell(origin, decision.id, words, objection.message if objection else None)

    async def tell_of_waiting(
        self,
        connection: Connection,
        decision: Decision,
        origin: Origin,
        words: Words,
        until: int | None = None,
    ) -> list[Task]:
        """The same for what waits, or did: it was removed when it began to, or is to be still.

        `until` as in `remove`.
        """
        if isinstance(origin, InChat) and not (origin.removed or origin.is_edit):
            return remove(origin, decision.id, _reason(decision), words, until=until)
        return await self.tell(connection, decision, origin, words)

    def said(self, decision: Decision, origin: Origin, occasion: str, answer: str) -> Words:
        """Words about the post that are the same in every place."""
        return said(self.post_of(decision, origin), occasion, answer)

    def post_of(self, decision: Decision, origin: Origin) -> Post:
        """The post as it was judged, as far as the decision has kept it."""
        room = self._directory.room_by_key(decision.room)
        place = self._directory.place(room) if room else Place(decision.room, "group")
        language = self._directory.language(decision.author)
        return Post(
            id=decision.post_id,
            author=Author(decision.author, decision.author_name, frozenset(origin.roles), language),
            place=place,
            written_at=moment(decision.written_at),
            kind=kind_of(origin),
            text=decision.text,
            is_edit=origin.is_edit,
            media=media_of_origin(origin),
            reply_to=answered_by(origin),
        )

    async def _appear(
        self, connection: Connection, decision: Decision, origin: Origin, now: int
    ) -> list[Task]:
        if (
            isinstance(origin, InRoom)
            and origin.event_id
            and decision.state is State.ASKED
            and not await is_edit_of_nothing(connection, origin)
        ):
            # It has stood in the room all the time; now the other chats see it, too.
            return await self._hand_on(connection, origin.event_id)
        origin = await _where_it_is_now(connection, decision, origin)
        origin, tasks = await self._made_right(connection, decision, origin)
        when = when_written(decision.written_at, now, self._directory.community.community)
        name, author = decision.author_name, decision.author
        return [publish(origin, decision.id, name, author, when, turn=now), *tasks]

    async def _made_right(
        self, connection: Connection, decision: Decision, origin: Origin
    ) -> tuple[Origin, list[Task]]:
        """What changes a message that never appeared appears in its place."""
        edit = unpacked(dict(origin.happening)) if isinstance(origin, InChat) else None
        if not isinstance(origin, InChat) or not isinstance(edit, IncomingEdit):
            return origin, []
        message, tasks = await self._changes.mended(connection, origin.network, edit)
        if isinstance(message, IncomingEdit):
            return origin, tasks
        changes = {"happening": packed(message), "is_edit": False}
        await decisions.change_origin(connection, decision.id, **changes)
        return origin.model_copy(update=changes), tasks

    async def _hand_on(self, connection: Connection, event_id: str) -> list[Task]:
        event = await events.get(connection, event_id)
        if event is None or await is_outdated(connection, event):
            return []
        if (reworded := await self._changes.reworded(connection, event)) is not None:
            return reworded
        words = await last_allowed_edit(connection, event)
        return [
            task
            for task in hand_on(event, self._directory, words)
            if not await crossings.of_event(
                connection, event_id, task.payload["network"], task.payload["chat"]
            )
        ]


def _reason(decision: Decision) -> str:
    return f"{decision.clause} {decision.clause_text}"


async def _where_it_is_now(connection: Connection, decision: Decision, origin: Origin) -> Origin:
    """The room may have been upgraded, or made anew, while the post waited."""
    room = await rooms.standing(connection, origin.room, decision.room)
    if room is None or room.room_id == origin.room:
        return origin
    await decisions.change_origin(connection, decision.id, room=room.room_id)
    return origin.model_copy(update={"room": room.room_id})
