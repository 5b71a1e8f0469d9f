"""What the messengers tell us: judged, and queued for the room.

A batch, its cursor and all that follows from it are committed in one transaction; only then is
the network asked for more.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence

from bridges.acquainting import recognise, redeemed
from bridges.enforcement.author_changes import AuthorChanges
from bridges.enforcement.enforce import Enforcement
from bridges.enforcement.mending import kept_back
from bridges.enforcement.objecting import Objections, Said
from bridges.enforcement.origin import InChat
from bridges.enforcement.settle import Settlement
from bridges.enforcement.standing import STANDS
from bridges.ghosts import ghost_id
from bridges.judged_media import judged_media
from bridges.network import (
    Batch,
    Durable,
    IncomingDeletion,
    IncomingEdit,
    IncomingMessage,
    IncomingReaction,
    IncomingReceipt,
    IncomingTyping,
    Network,
    NetworkAway,
    Person,
)
from bridges.payloads import KINDS, packed
from bridges.room_lane import TO_ROOM, source_of
from policies.post import Author, Post, PostKind, Silence
from rooms.archive.words import storable_json
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.post_words import with_hidden_words
from rooms.roster.tokens import token_in
from rooms.storage import crossings, decisions, queue, rooms, settings
from rooms.storage.crossings import Crossing
from rooms.storage.database import Connection, DatabaseAway, Store
from rooms.storage.decisions import State
from rooms.storage.queue import SET_ASIDE, Task
from rooms.storage.rooms import KnownRoom
from rooms.traces import trace

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 10.0
"""Seconds between attempts to reach a network."""


class Relay:
    """Takes happenings from the networks."""

    def __init__(
        self,
        store: Store,
        directory: Directory,
        judge: Judge,
        clock: Clock,
        wake: Callable[[Iterable[str]], None],
    ) -> None:
        self._enforcement = Enforcement(judge, clock)
        self._changes = AuthorChanges(directory, clock)
        self._objections = Objections(Settlement(directory, clock), clock)
        self._store = store
        self._directory = directory
        self._judge = judge
        self._clock = clock
        self._wake = wake

    async def follow(
        self,
        network: Network,
        passing: Callable[[Network, IncomingReceipt | IncomingTyping], None],
    ) -> None:
        """Take what a network tells, for ever; `passing` gets what need not be kept."""
        pause = FIRST_PAUSE
        while True:
            try:
                async for batch in network.updates(await self._cursor(network)):
                    await self.accept(network, batch)
                    pause = FIRST_PAUSE
                    for happening in batch.happenings:
                        if isinstance(happening, IncomingReceipt | IncomingTyping):
                            passing(network, happening)
            except (NetworkAway, DatabaseAway) as away:
                log.info("%s: away, asking again in %.1f s", network.name, pause)
                await asyncio.sleep(getattr(away, "retry_after", None) or pause)
            except Exception as error:
                log.error("%s: updates failed, asking again: %s", network.name, trace(error))
                await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def accept(self, network: Network, batch: Batch) -> None:
        """Commit a batch and what follows from it. Raises DatabaseAway."""
        durable = [
            happening
            for happening in batch.happenings
            if not isinstance(happening, IncomingReceipt | IncomingTyping)
        ]
        try:
            await self._accept_together(network, durable, batch.cursor)
        except DatabaseAway:
            raise
        except Exception:
            # One of them is more than we can take. The network would tell them all again, and
            # nothing else before them: for ever.
            for happening in durable:
                await self._accept_alone(network, happening)
            await self._accept_together(network, [], batch.cursor)

    async def _accept_together(
        self, network: Network, happenings: Sequence[Durable], cursor: str | None
    ) -> None:
        tasks: list[Task] = []
        if await self._directory.is_behind(self._store):
            # A chat may have been plumbed, or its author silenced, a moment ago.
            await self._directory.refresh(self._store)
        async with self._store.transaction() as connection:
            for happening in happenings:
                tasks += await self._accept_one(connection, network, happening)
            await queue.add_many(connection, tasks, self._clock.now_ms())
            if cursor is not None:
                await settings.put(connection, _cursor_name(network), cursor)
        self._wake({task.lane for task in tasks})

    async def _accept_alone(self, network: Network, happening: Durable) -> None:
        """Accept it, or set it aside for people to see."""
        try:
            await self._accept_together(network, [happening], None)
        except DatabaseAway:
            raise
        except Exception as error:
            log.error("%s: a happening is set aside: %s", network.name, trace(error))
            payload = {"happening": storable_json(packed(happening))}
            aside = Task(f"{SET_ASIDE}relay:{network.name}", TO_ROOM, payload)
            async with self._store.transaction() as connection:
                await queue.add(connection, aside, self._clock.now_ms())

    async def _cursor(self, network: Network) -> str | None:
        async with self._store.reading() as connection:
            return await settings.get(connection, _cursor_name(network))

    async def _accept_one(
        self, connection: Connection, network: Network, happening: Durable
    ) -> list[Task]:
        room = self._directory.room_of_chat(network.name, happening.chat)
        if token := _token_of(happening):
            language, now = self._directory.community.community.language, self._clock.now_ms()
            return await redeemed(connection, network.name, *token, language, now)
        if room is None:
            return []
        # What is refused below has crossed, too, if not far: told again, it is judged no more.
        if not await crossings.add(connection, self._crossing(network, room, happening)):
            return []  # told twice
        await recognise(connection, network.name, happening.person, self._clock.now_ms())
        follows: list[Task] = []
        if isinstance(happening, IncomingMessage | IncomingEdit):
            objected = await self._objections.take(connection, _said(network, happening))
            if objected is not None:
                return objected
            follows, stands = await self._enforced(connection, network, room, happening)
            if not stands:
                return follows
            if isinstance(happening, IncomingEdit):
                happening, shown = await self._changes.mended(connection, network.name, happening)
                follows += shown
        elif isinstance(happening, IncomingDeletion):
            follows = await self._edits_taken_back(connection, network, happening)
            taken_back = await self._taken_back(connection, network, happening)
            if taken_back is not None:
                return [*taken_back, *follows]
        elif isinstance(happening, IncomingReaction):
            if await self._silence(connection, network, room, happening.person):
                return []  # the homeserver would not take it from them
        elif await rooms.is_banned(
            connection, room.room_id, self._ghost(network, happening.person)
        ):
            return []  # coming in, they would be let in again
        payload = {
            "network": network.name,
            "room": room.room_id,
            "happening": packed(happening),
        }
        return [Task(f"room:{room.room_id}", TO_ROOM, payload), *follows]

    async def _taken_back(
        self, connection: Connection, network: Network, deletion: IncomingDeletion
    ) -> list[Task] | None:
        """What follows where a decision was made about the deleted message.

        A waiting post that its author deleted is let go of; what was removed by us, or is not in
        the room anyway, changes nothing there. None where the deletion goes on to the room.
        """
        post_id = f"{network.name}/{deletion.chat}/{deletion.message}"
        self._judge.recent.forget(post_id)
        decision = await decisions.of_post(connection, post_id)
        if decision is None:
            return None
        # Other words may stand in place of what was let go of.
        stands = decision.state in STANDS or decision.state is State.CANCELLED
        person = f"{network.name}/{deletion.person.id}" if deletion.person else None
        if decision.author == person:
            cancelled = await self._changes.cancel(connection, decision)
            return None if stands else cancelled or []
        was_removed = bool(decision.origin.get("removed"))
        return None if stands and not was_removed else []

    async def _edits_taken_back(
        self, connection: Connection, network: Network, deletion: IncomingDeletion
    ) -> list[Task]:
        """What follows for changes of the deleted message that wait still."""
        if deletion.person is None:
            return []  # perhaps it was us
        person = f"{network.name}/{deletion.person.id}"
        post_id = f"{network.name}/{deletion.chat}/{deletion.message}"
        return await self._changes.cancel_edits(connection, person, post_id)

    async def _enforced(
        self,
        connection: Connection,
        network: Network,
        room: KnownRoom,
        happening: IncomingMessage | IncomingEdit,
    ) -> tuple[list[Task], bool]:
        """What follows from the regulation, and whether the post goes on to the room."""
        said = happening
        if isinstance(happening, IncomingEdit):
            kept = await kept_back(connection, network.name, happening)
            said = kept[1] if kept else happening
        silence = await self._silence(connection, network, room, happening.person)
        post = self._post(network, room, happening, said, silence)
        verdict = self._enforcement.judge(post)
        origin = InChat(
            network=network.name,
            chat=happening.chat,
            room=room.room_id,
            happening=packed(happening),
            message=_message_of(happening),
            is_edit=post.is_edit,
        )
        tasks = await self._enforcement.enforce(connection, post, verdict, origin)
        return tasks, verdict.lets_through

    def _post(
        self,
        network: Network,
        room: KnownRoom,
        happening: IncomingMessage | IncomingEdit,
        said: IncomingMessage | IncomingEdit,
        silence: Silence | None,
    ) -> Post:
        """The post as it is judged; `said` is what would appear of it."""
        person = happening.person
        author = Author(
            id=f"{network.name}/{person.id}",
            name=person.name,
            roles=frozenset({"parent"}),
            language=self._directory.community.community.language,
            silence=silence,
        )
        kind = PostKind.TEXT
        if isinstance(said, IncomingMessage):
            if said.media:
                kind = PostKind(said.media.kind.value)
            elif said.location:
                kind = PostKind.LOCATION
        return Post(
            id=source_of(network.name, happening),
            author=author,
            place=self._directory.place(room),
            written_at=happening.at,
            kind=kind,
            text=_words(said),
            is_edit=isinstance(happening, IncomingEdit),
            media=judged_media(said),
            reply_to=said.reply_to if isinstance(said, IncomingMessage) else None,
        )

    async def _silence(
        self, connection: Connection, network: Network, room: KnownRoom, person: Person
    ) -> Silence | None:
        """Whether people have taken somebody's word in the room, or have banned them there: their
        ghost would be let in again for the sake of what it says."""
        ghost = self._ghost(network, person)
        silence = self._directory.silence(room.room_id, ghost)
        if silence is None and await rooms.is_banned(connection, room.room_id, ghost):
            return Silence()
        return silence

    def _ghost(self, network: Network, person: Person) -> str:
        return ghost_id(network.name, person.id, self._directory.server_name)

    def _crossing(self, network: Network, room: KnownRoom, happening: Durable) -> Crossing:
        person = happening.person
        return Crossing(
            network=network.name,
            chat=happening.chat,
            remote_id=happening.key,
            kind=_kind_of(happening),
            target=_target_of(happening),
            author=person.id if person else "",
            detail=happening.emoji if isinstance(happening, IncomingReaction) else None,
            room_id=room.room_id,
            at=int(happening.at.timestamp() * 1000),
        )


def _cursor_name(network: Network) -> str:
    return f"cursor {network.name}"


def _token_of(happening: Durable) -> tuple[IncomingMessage, str] | None:
    """The message that is nothing but a personal token, and the token."""
    if not isinstance(happening, IncomingMessage) or happening.media or happening.location:
        return None
    token = token_in(happening.text.plain)
    return (happening, token) if token else None


def _said(network: Network, happening: IncomingMessage | IncomingEdit) -> Said:
    is_edit = isinstance(happening, IncomingEdit)
    words = happening.text.plain
    if isinstance(happening, IncomingMessage) and happening.media:
        words = " ".join(filter(None, [words, f"[{happening.media.filename}]"]))
    return Said(
        place=f"{network.name}/{happening.chat}",
        message=happening.key,
        author=f"{network.name}/{happening.person.id}",
        words=words,
        answers=happening.message if isinstance(happening, IncomingEdit) else happening.reply_to,
        is_edit=is_edit,
    )


def _words(happening: IncomingMessage | IncomingEdit) -> str:
    """Everything that is to be read, with what a place is called."""
    text = with_hidden_words(happening.text.plain, happening.text.html or "")
    place = happening.location if isinstance(happening, IncomingMessage) else None
    return "\n".join(filter(None, [text, place.title])) if place else text


def _message_of(happening: IncomingMessage | IncomingEdit) -> str:
    return happening.id if isinstance(happening, IncomingMessage) else happening.message


def _kind_of(happening: Durable) -> str:
    # Apart from the reaction itself, which is looked up when the next one takes it off.
    if isinstance(happening, IncomingReaction) and happening.removed:
        return "reaction-removed"
    return KINDS[type(happening)]


def _target_of(happening: Durable) -> str | None:
    if isinstance(happening, IncomingEdit | IncomingReaction | IncomingDeletion):
        return happening.message
    return None
