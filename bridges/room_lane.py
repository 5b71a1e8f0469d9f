"""Into the room: what happened in a messenger is said there by the parent's ghost."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bridges import to_matrix
from bridges.enforcement.origin import InChat
from bridges.enforcement.published import event_of, note_published, origin_of
from bridges.ghosts import Ghosts
from bridges.matrix import MARKER, Matrix
from bridges.network import (
    Durable,
    IncomingDeletion,
    IncomingEdit,
    IncomingMembership,
    IncomingMessage,
    IncomingReaction,
    Network,
    NetworkAway,
    NetworkRefused,
    Person,
    Text,
)
from bridges.payloads import unpacked
from rooms.clock import SystemClock
from rooms.directory import Directory
from rooms.language import say
from rooms.storage import crossings, decisions, events, queue, rooms, talks
from rooms.storage.crossings import Crossing
from rooms.storage.database import Connection, Store
from rooms.storage.queue import Done, Handler, Hopeless, QueuedTask, TryLater
from rooms.storage.talks import Part, Talk

TO_ROOM = "to-room"
REDACT = "redact"
SAY_IN_ROOM = "say-in-room"
FOR_UPSTREAM = "upstream"
"""In the marker of what the bot says for parents behind upstream bridges alone."""
PATIENCE, PATIENCE_SECONDS = 12, 0.25
"""How often, and how long each time, we wait for a post of ours that is answered already."""


def source_of(network: str, happening: Durable, turn: int | None = None) -> str:
    """Names a happening for good, in all networks; of what is said each `turn`, that turn."""
    source = f"{network}/{happening.chat}/{happening.key}"
    return source if turn is None else f"{source}/{turn}"


def stands_alone(task: QueuedTask) -> bool:
    """Whether a task says something new, which refers to nothing that was said before."""
    happening = task.payload.get("happening")
    return task.payload.get("alone") is True or (
        task.kind == TO_ROOM
        and isinstance(happening, Mapping)
        and happening.get("kind") == "message"
        and happening.get("reply_to") is None
    )


class RoomLane:
    """Handlers of the tasks ``to-room``, ``redact`` and ``say-in-room``."""

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

    def handlers(self) -> dict[str, Handler]:
        """The handlers by the kinds of their tasks."""
        return {TO_ROOM: self.carry, REDACT: self.redact, SAY_IN_ROOM: self.say}

    async def redact(self, task: QueuedTask, repeated: bool) -> Done:
        """Take back an event in the bot's name, as the regulation says.

        Without an `event_id` it is what stands in the room for the post of a `decision`.
        """
        payload = task.payload
        event_id = payload.get("event_id")
        if event_id is None:
            async with self._store.reading() as connection:
                event_id = await event_of(connection, payload["decision"])
        if event_id is not None:
            reason: str = payload["reason"]
            await self._matrix.redact(payload["room"], self._matrix.bot_id, event_id, reason)
        return None

    async def say(self, task: QueuedTask, repeated: bool) -> Done:
        """Say something in the room in the bot's name: payload ``{"room", "source", "content"}``.

        `post_id` is the post whose author hears it, or null, `about` its decision; `decision` the
        one by which the bot repeats a post, `type` that of the event (a message, where nothing is
        said of it).
        """
        payload, bot = task.payload, self._matrix.bot_id
        source, kind = f"say/{payload['source']}", payload.get("type", "m.room.message")
        said = None
        if repeated:
            said = await self._matrix.find(payload["room"], bot, kind, source)
        if said is None:
            said = await self._matrix.send(payload["room"], bot, kind, payload["content"], source)
        post_id, decision, about = (payload.get(key) for key in ("post_id", "decision", "about"))
        event_id, told_at = said, SystemClock().now_ms()

        async def note(connection: Connection) -> None:
            if post_id is not None:
                await decisions.mark_told(connection, post_id, told_at)
            if about is not None:
                talk = Talk(payload["room"], event_id, about, Part.TOLD)
                await talks.put(connection, talk, told_at)
            if decision is not None:
                await note_published(connection, decision, event_id)

        return note

    async def carry(self, task: QueuedTask, repeated: bool) -> Done:
        """Say in the room what happened in the chat."""
        network = self._networks.get(task.payload["network"])
        if network is None:
            raise TryLater(f"no connector for {task.payload['network']} is running")
        room_id: str = task.payload["room"]
        happening = unpacked(task.payload["happening"])
        try:
            if task.attempts < PATIENCE:
                await self._wait_for_our_post(network, happening)
            match happening:
                case IncomingMessage():
                    return await self._message(network, room_id, happening, repeated, task.payload)
                case IncomingEdit():
                    return await self._edit(network, room_id, happening, repeated, task.payload)
                case IncomingDeletion():
                    return await self._deletion(network, happening)
                case IncomingReaction():
                    return await self._reaction(network, room_id, happening, repeated)
                case IncomingMembership():
                    return await self._membership(network, room_id, happening)
        except NetworkAway as away:
            raise TryLater(str(away), away.retry_after) from away
        except NetworkRefused as refused:
            raise Hopeless(str(refused)) from refused

    async def _wait_for_our_post(self, network: Network, happening: Durable) -> None:
        """Wait where this may be about a post of ours that is not noted yet.

        A parent may answer what we posted before our own note of it is on disk; after a crash,
        long before.
        """
        about = _about(happening)
        if about is None:
            return
        async with self._store.reading() as connection:
            # In this order: the note is written together with the end of the task.
            posting = await queue.head(connection, f"chat:{network.name}:{happening.chat}", 1)
            known = await crossings.get(connection, network.name, happening.chat, about)
        if posting and known is None:
            raise TryLater("what this is about is just being posted", PATIENCE_SECONDS)

    async def _message(
        self,
        network: Network,
        room_id: str,
        message: IncomingMessage,
        repeated: bool,
        payload: Mapping[str, Any],
    ) -> Done:
        reply_to = None
        if message.reply_to is not None:
            answered = await self._crossing(network, message.chat, message.reply_to)
            reply_to = answered.event_id if answered else None

        waited = await self._waited(payload)

        async def content(ghost: str) -> dict[str, Any]:
            message_now, mxc = message, waited.mxc if waited else None
            if mxc is None:
                message_now, mxc = await self._with_file(network, ghost, message)
            content = to_matrix.message_content(message_now, mxc, reply_to)
            if waited and waited.removed:  # the chat that it came from gets it, too
                return {**content, MARKER: {"returned": True}}
            return content

        turn = payload.get("turn")
        is_out = waited is not None and await self._has_left(network, room_id, message.person)
        event_id = await self._send(
            network, room_id, message, message.person, content, repeated, turn=turn
        )
        if is_out:
            await self._take_out(self._ghosts.id_of(network.name, message.person.id), room_id)
        return _remember(network.name, room_id, message, event_id)

    async def _waited(self, payload: Mapping[str, Any]) -> InChat | None:
        """Of a post that appears after a decision: what has become of it in its messenger."""
        if "decision" not in payload:
            return None
        async with self._store.reading() as connection:
            origin = await origin_of(connection, payload["decision"])
        return origin if isinstance(origin, InChat) else None

    async def _with_file(
        self, network: Network, ghost: str, message: IncomingMessage
    ) -> tuple[IncomingMessage, str | None]:
        """The message and where its file is now; a file that cannot be had is said in words."""
        media = message.media
        if media is None:
            return message, None
        try:
            async with network.download(media.ref) as content:
                mxc = await self._matrix.upload(
                    ghost, content, media.mimetype, media.filename, media.size
                )
            return message, mxc
        except (NetworkRefused, Hopeless):
            language = self._directory.community.community.language
            words = say(language, "[file {name} could not be taken over]", name=media.filename)
            plain = "\n".join(filter(None, [message.text.plain, words]))
            return replace(message, text=Text(plain), media=None), None

    async def _edit(
        self,
        network: Network,
        room_id: str,
        edit: IncomingEdit,
        repeated: bool,
        payload: Mapping[str, Any],
    ) -> Done:
        edited = await self._crossing(network, edit.chat, edit.message)
        if edited is None or edited.event_id is None:
            return None
        target = edited.event_id
        async with self._store.reading() as connection:
            original = await events.get(connection, target)
        shown = original.content if original and original.media else None

        async def content(_ghost: str) -> dict[str, Any]:
            return to_matrix.edit_content(edit.text, target, shown)

        turn = payload.get("turn")
        event_id = await self._send(
            network, room_id, edit, edit.person, content, repeated, turn=turn
        )
        return _remember(network.name, room_id, edit, event_id)

    async def _deletion(self, network: Network, deletion: IncomingDeletion) -> Done:
        deleted = await self._crossing(network, deletion.chat, deletion.message)
        if deleted is None:
            return None
        by_author = deletion.person is not None and deletion.person.id == deleted.author
        author = deleted.author if by_author else None
        await self._redact_for(network, deletion, author, deleted)
        return None

    async def _redact_for(
        self, network: Network, happening: Durable, author: str | None, gone: Crossing
    ) -> None:
        """Redact in the name of an author's ghost, else of the bot, in the room where it was said:
        the chat may have another one by now."""
        if gone.event_id is None:
            return
        room_id, event_id = gone.room_id, gone.event_id
        mark = _mark(network, happening)
        if author is not None:
            ghost = self._ghosts.id_of(network.name, author)
            # Where the ghost is in the room no more, its words must go all the same.
            with suppress(Hopeless):
                await self._matrix.redact(room_id, ghost, event_id, "", mark)
                return
        await self._matrix.redact(room_id, self._matrix.bot_id, event_id, "", mark)

    async def _reaction(
        self, network: Network, room_id: str, reaction: IncomingReaction, repeated: bool
    ) -> Done:
        if reaction.removed:
            return await self._reaction_removed(network, reaction)
        target = await self._crossing(network, reaction.chat, reaction.message)
        if target is None or target.event_id is None:
            return None
        event_id = target.event_id

        async def content(_ghost: str) -> dict[str, Any]:
            return to_matrix.reaction_content(reaction.emoji, event_id)

        try:
            sent = await self._send(
                network, room_id, reaction, reaction.person, content, repeated, "m.reaction"
            )
        except Hopeless as refused:
            if "M_DUPLICATE_ANNOTATION" in str(refused):
                return None
            raise
        return _remember(network.name, room_id, reaction, sent)

    async def _reaction_removed(self, network: Network, reaction: IncomingReaction) -> Done:
        async with self._store.reading() as connection:
            put = await crossings.reaction(
                connection,
                network.name,
                reaction.chat,
                reaction.message,
                reaction.person.id,
                reaction.emoji,
            )
        if put is not None:
            await self._redact_for(network, reaction, reaction.person.id, put)
        return None

    async def _membership(self, network: Network, room_id: str, change: IncomingMembership) -> Done:
        if change.joined:
            await self._ghosts.bring(network, change.person, room_id)
            return None
        ghost = self._ghosts.id_of(network.name, change.person.id)
        if self._ghosts.name_of(ghost) is not None:
            await self._take_out(ghost, room_id)
        return None

    async def _take_out(self, ghost: str, room_id: str) -> None:
        try:
            await self._matrix.leave(room_id, ghost)
        except Hopeless as refused:
            if not str(refused).startswith("403"):  # it is not in the room anyway
                raise
        self._ghosts.forget(ghost, room_id)

    async def _has_left(self, network: Network, room_id: str, person: Person) -> bool:
        """Whether somebody went, or was put out, while their post waited."""
        ghost = self._ghosts.id_of(network.name, person.id)
        async with self._store.reading() as connection:
            return await rooms.membership(connection, room_id, ghost) == "leave"

    async def _send(
        self,
        network: Network,
        room_id: str,
        happening: IncomingMessage | IncomingEdit | IncomingReaction,
        person: Person,
        content: Any,
        repeated: bool,
        event_type: str = "m.room.message",
        turn: int | None = None,
    ) -> str:
        """Send as the person's ghost, once, or once each `turn`; gives the event's id.

        `content` makes the content when it is needed, given the ghost's id.
        """
        ghost = self._ghosts.id_of(network.name, person.id)
        source = source_of(network.name, happening, turn)
        at = int(happening.at.timestamp() * 1000)
        if repeated:  # before it is brought in, which would end a ban since
            with suppress(Hopeless):  # who cannot look, the bot neither, does not come in now
                if found := await self._matrix.find(room_id, ghost, event_type, source):
                    return found
        await self._ghosts.bring(network, person, room_id)
        body = await content(ghost)
        body |= {MARKER: {**body.get(MARKER, {}), **_mark(network, happening)}}
        try:
            return await self._matrix.send(room_id, ghost, event_type, body, source, at)
        except Hopeless as refused:
            if not str(refused).startswith("403"):
                raise
        # The ghost was taken out of the room behind our back.
        await self._ghosts.bring_back(ghost, room_id)
        return await self._matrix.send(room_id, ghost, event_type, body, source, at)

    async def _crossing(self, network: Network, chat: str, remote_id: str) -> Crossing | None:
        async with self._store.reading() as connection:
            return await crossings.get(connection, network.name, chat, remote_id)


def _about(happening: Durable) -> str | None:
    match happening:
        case IncomingMessage(reply_to=about):
            return about
        case IncomingEdit(message=about) | IncomingDeletion(message=about):
            return about
        case IncomingReaction(message=about):
            return about
    return None


def _mark(network: Network, happening: Durable) -> dict[str, str]:
    """Names the chat from which it comes, so that it is never carried back there."""
    return {"network": network.name, "chat": happening.chat}


def _remember(network: str, room_id: str, happening: Durable, event_id: str) -> Done:
    async def write(connection: Connection) -> None:
        where = (network, happening.chat, happening.key)
        await crossings.set_event(connection, *where, event_id, room_id)

    return write
