"""Into the chat: what was said in the room is posted in a messenger under its author's name."""

from collections.abc import Mapping
from typing import Any

from bridges import from_matrix
from bridges.announcing import announce
from bridges.enforcement.on_behalf import spoken_for
from bridges.enforcement.origin import InChat
from bridges.enforcement.published import origin_of
from bridges.matrix import MARKER, Matrix
from bridges.network import (
    ChangesMembers,
    ChatId,
    Deletes,
    Edits,
    MessageId,
    Network,
    NetworkAway,
    NetworkRefused,
    OpensChats,
    OutgoingMessage,
    PersonId,
    Reacts,
    Speaker,
    Text,
    Upload,
)
from bridges.wording import Wording
from rooms.archive.media import MediaAway, MediaGone
from rooms.archive.vanishing import why_not_kept
from rooms.clock import SystemClock
from rooms.directory import Directory
from rooms.language import say
from rooms.polls import numbered
from rooms.storage import crossings, decisions, events, queue, talks
from rooms.storage.crossings import Crossing
from rooms.storage.database import Connection, Store
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Done, Handler, Hopeless, QueuedTask, Task, TryLater
from rooms.storage.talks import Part, Talk

TO_CHAT = "to-chat"
ANSWER = "answer"
MEMBER = "member"


class ChatLane:
    """Handlers of the tasks ``to-chat``, ``answer`` and ``member``."""

    def __init__(
        self, networks: Mapping[str, Network], matrix: Matrix, directory: Directory, store: Store
    ) -> None:
        self._networks = networks
        self._matrix = matrix
        self._directory = directory
        self._store = store
        self._wording = Wording(matrix, store)
        self._opened: set[tuple[str, str]] = set()

    def handlers(self) -> dict[str, Handler]:
        """The handlers by the kinds of their tasks."""
        return {TO_CHAT: self.carry, ANSWER: self.answer, MEMBER: self.show_member}

    async def carry(self, task: QueuedTask, repeated: bool) -> Done:
        """Post an event of the room; the network posts a repeated key once."""
        if self._directory.is_driven(task.payload["network"]):
            return None  # queued before an upstream bridge took up the network
        network, chat = await self._place(task)
        async with self._store.reading() as connection:
            event = await events.get(connection, task.payload["event_id"])
        if event is None:
            raise Hopeless("the event is not in the archive")
        if event.redacted_by is not None and event.kind != "redaction":
            # Taken back before it was posted. Where it may be there all the same, only what is
            # noted can be taken back as soon as the chat hears of that; else it is not said now.
            takes = Reacts if event.kind == "reaction" else Deletes
            if not repeated or not isinstance(network, takes):
                return None
        if why_not_kept(event.content) is not None:
            event = await self._wording.in_room(event)
            if not from_matrix.carries(event):
                return None  # it has disappeared
        try:
            match event.kind:
                case "edit":
                    return await self._edit(network, chat, event)
                case "reaction":
                    return await self._reaction(network, chat, event)
                case "redaction":
                    return await self._redaction(network, chat, event)
                case _:
                    key: str = task.payload.get("words") or event.event_id
                    words = await self._wording.posted(event, key, repeated=repeated)
                    return await self._message(network, chat, event, words, key) if words else None
        except (NetworkAway, MediaAway) as away:
            raise TryLater(str(away), getattr(away, "retry_after", None)) from away
        except NetworkRefused as refused:
            raise Hopeless(str(refused), self._tell(event, str(refused))) from refused
        except MediaGone as gone:
            language = self._directory.language(self._speaker(event).id)
            reason = say(language, "the homeserver does not have its file")
            raise Hopeless(str(gone), self._tell(event, reason)) from gone

    async def answer(self, task: QueuedTask, repeated: bool) -> Done:
        """Answer a parent in the chat, in the name of Teremok, such as why a post was refused.

        Where nothing is left to answer to, it is said to whom.
        """
        network, chat = await self._place(task)
        payload = task.payload
        answers = await self._answerable(payload)
        try:
            try:
                remote_id = await network.send(chat, self._answer(payload, answers))
            except NetworkRefused:
                if answers is None:
                    raise
                remote_id = await network.send(chat, self._answer(payload, None))
        except NetworkAway as away:
            raise TryLater(str(away), away.retry_after) from away
        except NetworkRefused as refused:
            raise Hopeless(str(refused)) from refused
        post_id, decision = payload["post_id"], payload.get("decision")
        told_at = SystemClock().now_ms()

        async def note(connection: Connection) -> None:
            if post_id is not None:
                await decisions.mark_told(connection, post_id, told_at)
            if decision is not None:
                talk = Talk(f"{network.name}/{chat}", remote_id, decision, Part.TOLD)
                await talks.put(connection, talk, told_at)

        return note

    def _answer(self, payload: Mapping[str, Any], answers: str | None) -> OutgoingMessage:
        to_whom = payload.get("name") if answers is None else None
        text = payload["text"]
        return OutgoingMessage(
            key=payload["key"],
            speaker=Speaker(self._matrix.bot_id, "Теремок"),
            text=Text(f"{to_whom}: {text}" if to_whom else text),
            reply_to=MessageId(answers) if answers else None,
        )

    async def _answerable(self, payload: Mapping[str, Any]) -> str | None:
        """The message to answer to, unless it is the post and we have removed it."""
        answers: str | None = payload["reply_to"]
        if payload.get("decision") is None:
            return answers
        async with self._store.reading() as connection:
            origin = await origin_of(connection, payload["decision"])
        if isinstance(origin, InChat) and origin.removed and origin.message == answers:
            return None
        return answers

    async def show_member(self, task: QueuedTask, repeated: bool) -> Done:
        """Show in the chat that somebody of the staff came or went, or remove a parent."""
        if self._directory.is_driven(task.payload["network"]):
            return None
        network, chat = await self._place(task)
        payload = task.payload
        if not isinstance(network, ChangesMembers):
            return None
        try:
            if payload.get("person"):
                await network.remove_member(chat, PersonId(payload["person"]))
            else:
                speaker = Speaker(payload["user"], payload["name"])
                await network.show_member(chat, speaker, payload["joined"])
        except NetworkAway as away:
            raise TryLater(str(away), away.retry_after) from away
        except NetworkRefused as refused:
            raise Hopeless(str(refused)) from refused
        return None

    async def _place(self, task: QueuedTask) -> tuple[Network, ChatId]:
        """The chat, which is there by then: people write in a room from its first moment on."""
        network = self._networks.get(task.payload["network"])
        if network is None:
            raise TryLater(f"no connector for {task.payload['network']} is running")
        chat = ChatId(task.payload["chat"])
        room = self._directory.room_of_chat(network.name, chat)
        if isinstance(network, OpensChats) and room and (network.name, chat) not in self._opened:
            try:
                await network.open_chat(chat, room.name)
            except NetworkAway as away:
                raise TryLater(str(away), away.retry_after) from away
            except NetworkRefused as refused:
                raise Hopeless(str(refused)) from refused
            self._opened.add((network.name, chat))
        return network, chat

    async def _message(
        self,
        network: Network,
        chat: ChatId,
        event: ArchivedEvent,
        words: ArchivedEvent,
        key: str,
    ) -> Done:
        """Post a message in these words.

        `key` names the event whose words were to be posted: an edit may bring back what has left
        the chat, which under the key of the first time would post nothing.
        """
        media = from_matrix.media_of(event)
        reply_to = await self._remote(network, chat, event.target)

        def message(upload: Upload | None) -> OutgoingMessage:
            return OutgoingMessage(
                key=key,
                speaker=self._speaker(event),
                text=self._text(words),
                upload=upload,
                location=from_matrix.location_of(event),
                reply_to=MessageId(reply_to.remote_id) if reply_to else None,
            )

        if media is None:
            remote_id = await network.send(chat, message(None))
        else:
            async with self._matrix.download(media.ref) as content:
                remote_id = await network.send(chat, message(Upload(media, content)))
        return self._remember(network, chat, event, "message", remote_id)

    def _text(self, event: ArchivedEvent) -> Text:
        text = from_matrix.text_of(event, self._matrix.bot_id)
        if event.kind != "poll":
            return text
        return Text(numbered(text.plain, self._directory.community.community.language))

    async def _edit(self, network: Network, chat: ChatId, event: ArchivedEvent) -> Done:
        edited = await self._remote(network, chat, event.target)
        if edited is None:
            message = await self._wording.unsaid(event)
            if message is None:
                return None
            return await self._message(network, chat, message, event, event.event_id)
        if edited.author != event.sender:
            return None  # anybody may say that he edits anybody's words; nobody shows it
        text, speaker = from_matrix.text_of(event, self._matrix.bot_id), self._speaker(event)
        if isinstance(network, Edits):
            await network.edit(chat, MessageId(edited.remote_id), text, speaker)
            return None
        resent = OutgoingMessage(
            key=event.event_id,
            speaker=speaker,
            text=Text(f"✏️ {text.plain}"),
            reply_to=MessageId(edited.remote_id),
        )
        remote_id = await network.send(chat, resent)
        return self._remember(network, chat, event, "message", remote_id)

    async def _reaction(self, network: Network, chat: ChatId, event: ArchivedEvent) -> Done:
        target = await self._remote(network, chat, event.target)
        if target is None or not isinstance(network, Reacts):
            return None
        speaker = self._speaker(event)
        message = MessageId(target.remote_id)
        await network.react(chat, message, event.text, speaker, removed=False)
        return self._remember(
            network, chat, event, "reaction", f"reaction {event.event_id}", target.remote_id
        )

    async def _redaction(self, network: Network, chat: ChatId, event: ArchivedEvent) -> Done:
        gone = await self._remote(network, chat, event.target)
        if gone is None:
            return await self._edit_taken_back(network, chat, event)
        if gone.kind == "reaction" and gone.target and gone.detail:
            if isinstance(network, Reacts):
                speaker = Speaker(gone.author, self._directory.name(gone.room_id, gone.author))
                message = MessageId(gone.target)
                await network.react(chat, message, gone.detail, speaker, removed=True)
        elif gone.kind == "message" and isinstance(network, Deletes):
            await network.delete(chat, MessageId(gone.remote_id))
        return None

    async def _edit_taken_back(
        self, network: Network, chat: ChatId, redaction: ArchivedEvent
    ) -> Done:
        """Put back in the chat what stood there before an edit that was redacted.

        Where only its words were allowed, the message goes: the room shows the first ones again.
        """
        if redaction.target is None:
            return None
        async with self._store.reading() as connection:
            edit = await events.get(connection, redaction.target)
        if edit is None or edit.kind != "edit":
            return None
        edited = await self._remote(network, chat, edit.target)
        if edited is None or edited.author != edit.sender:
            return None
        message = MessageId(edited.remote_id)
        words = await self._wording.without(edit)
        if words is None:
            if not isinstance(network, Deletes):
                return None
            await network.delete(chat, message)
            return _forget(edited)
        if isinstance(network, Edits):
            text = from_matrix.text_of(words, self._matrix.bot_id)
            await network.edit(chat, message, text, self._speaker(words))
        return None

    async def _remote(
        self, network: Network, chat: ChatId, event_id: str | None
    ) -> Crossing | None:
        """What an event is in the chat; None: nothing."""
        if event_id is None:
            return None
        async with self._store.reading() as connection:
            known = await crossings.of_event(connection, event_id, network.name, chat)
            if known is not None:
                return known
            # Staff may answer what a ghost said before our own note of it is on disk; after a
            # crash, long before. The event itself says what it was.
            said = await events.get(connection, event_id)
            mark = said.content.get(MARKER) if said and self._directory.is_ghost(said.sender) else 0
            if not isinstance(mark, dict):
                return None
            prefix, source = f"{network.name}/{chat}/", str(mark.get("id"))
            if not source.startswith(prefix):
                return None
            return await crossings.get(connection, network.name, chat, source.removeprefix(prefix))

    def _speaker(self, event: ArchivedEvent) -> Speaker:
        if author := spoken_for(event, self._matrix.bot_id):
            return Speaker(*author)
        return Speaker(event.sender, event.sender_name)

    def _remember(
        self,
        network: Network,
        chat: ChatId,
        event: ArchivedEvent,
        kind: str,
        remote_id: str,
        target: str | None = None,
    ) -> Done:
        crossing = Crossing(
            network=network.name,
            chat=chat,
            remote_id=remote_id,
            kind=kind,
            target=target,
            author=event.sender,
            detail=event.text if kind == "reaction" else None,
            room_id=event.room_id,
            event_id=event.event_id,
            at=event.sent_at,
        )

        async def write(connection: Connection) -> None:
            await crossings.add(connection, crossing)

        return write

    def _tell(self, event: ArchivedEvent, reason: str) -> Done:
        """Tell the author, or else those on duty, that a post did not reach the parents."""
        if self._directory.is_ghost(event.sender):
            return None
        author = self._speaker(event).id
        language = self._directory.language(author)
        text = event.text[:300] or (event.media.filename if event.media else "")
        if author == self._matrix.bot_id or self._directory.is_ghost(author):
            words = say(
                language,
                "A message did not reach the parents' chat: {reason}\n\n> {text}",
                reason=reason,
                text=text,
            )
            task = announce(words)
        else:
            words = say(
                language,
                "Your message did not reach the parents' chat: {reason}\n\n> {text}",
                reason=reason,
                text=text,
            )
            payload = {"user": author, "text": words, "post_id": None}
            task = Task(f"tell:{author}", "tell", payload)

        async def write(connection: Connection) -> None:
            await queue.add(connection, task, event.sent_at)

        return write


def _forget(gone: Crossing) -> Done:
    async def write(connection: Connection) -> None:
        await crossings.remove(connection, gone)

    return write
