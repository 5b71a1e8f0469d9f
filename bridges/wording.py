"""What a message of the room says in a chat by now: its author may have edited it, or taken back
an edit, while the words before it were never allowed."""

from bridges.enforcement.reworded import allowed_wording
from bridges.matrix import Matrix
from rooms.archive.event import archived_event
from rooms.archive.vanishing import why_not_kept
from rooms.storage import decisions, events
from rooms.storage.database import Store
from rooms.storage.decisions import State
from rooms.storage.events import ArchivedEvent


class Wording:
    """Looks up words in the archive, and in the room what the archive does not keep."""

    def __init__(self, matrix: Matrix, store: Store) -> None:
        self._matrix = matrix
        self._store = store

    async def posted(
        self, event: ArchivedEvent, words_id: str, *, repeated: bool
    ) -> ArchivedEvent | None:
        """In which words a message is posted: its own or those of an edit, as `words_id` says;
        where an edit was taken back, what stands then, None: nothing.

        Where they may have been posted already (`repeated`), they are it all the same: only what
        is noted can be changed or deleted as soon as the chat hears that they were taken back.
        """
        if words_id == event.event_id:
            return event
        async with self._store.reading() as connection:
            words = await events.get(connection, words_id)
            if words is None or (words.redacted_by is not None and not repeated):
                words = await allowed_wording(connection, event.event_id)
        return await self._legible(words)

    async def without(self, edit: ArchivedEvent) -> ArchivedEvent | None:
        """What the message says that was changed by an edit which is taken back; None: nothing."""
        async with self._store.reading() as connection:
            words = await allowed_wording(connection, edit.target or "")
        return await self._legible(words)

    async def unsaid(self, edit: ArchivedEvent) -> ArchivedEvent | None:
        """The message that an edit changes, where none of its words were allowed until now."""
        async with self._store.reading() as connection:
            decision = await decisions.of_post(connection, edit.target or "")
            message = await events.get(connection, edit.target or "")
        if decision is None or decision.state is not State.CANCELLED or message is None:
            return None
        return message if message.sender == edit.sender and not message.redacted_by else None

    async def in_room(self, event: ArchivedEvent) -> ArchivedEvent:
        """What the archive does not keep, as it stands in the room."""
        raw = await self._matrix.event(event.room_id, self._matrix.bot_id, event.event_id)
        return archived_event(raw, event.sender_name)

    async def _legible(self, words: ArchivedEvent | None) -> ArchivedEvent | None:
        if words is None or why_not_kept(words.content) is None:
            return words
        return await self.in_room(words)
