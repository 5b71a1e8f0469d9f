"""What authors make of their posts themselves: they take them back, or change them."""

from collections.abc import Collection

from bridges.enforcement.mending import CAN_APPEAR, TAKEN_OUT, edited_by, kept_back, taken_out
from bridges.enforcement.on_behalf import when_written
from bridges.enforcement.once import settle_once
from bridges.enforcement.origin import unpacked_origin
from bridges.enforcement.reworded import still_asked_about
from bridges.enforcement.standing import BY_AUTHOR
from bridges.enforcement.tasks import say_mended, show_anew
from bridges.handing_on import hand_on
from bridges.network import IncomingEdit, IncomingMessage
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.storage import decisions
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task


class AuthorChanges:
    """Settles what waits as its author wants it; as `Settlement`, each method gives what is to be
    done then, in the transaction in which it was called."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock

    async def cancel(
        self,
        connection: Connection,
        decision: Decision,
        states: Collection[State] = frozenset({State.WAITING, State.ASKED}),
    ) -> list[Task] | None:
        """Its author has taken it back, or changed it, before it appeared."""
        now = self._clock.now_ms()
        if not await settle_once(connection, decision, states, State.CANCELLED, BY_AUTHOR, now):
            return None
        return show_anew(decision)

    async def mended(
        self, connection: Connection, network: str, edit: IncomingEdit
    ) -> tuple[IncomingMessage | IncomingEdit, list[Task]]:
        """The message with its new words, where the old ones were kept from appearing."""
        kept = await kept_back(connection, network, edit)
        if kept is None:
            return edit, []
        decision, message = kept
        cancelled = await self.cancel(connection, decision, CAN_APPEAR)
        return (edit, []) if cancelled is None else (message, cancelled)

    async def as_mended(
        self, connection: Connection, network: str, edit: IncomingEdit
    ) -> IncomingMessage | IncomingEdit:
        """What an edit would let appear: all of the message, its file, too, where it did not."""
        kept = await kept_back(connection, network, edit)
        return edit if kept is None else kept[1]

    async def reworded(self, connection: Connection, edit: ArchivedEvent) -> list[Task] | None:
        """Hand on a message of the room with the words of an edit that is allowed.

        None where it is no edit, or of nothing that the other chats have not got for being asked
        about still.
        """
        asked = await still_asked_about(connection, edit) if edit.kind == "edit" else None
        if asked is None:
            return None
        decision, message = asked
        cancelled = await self.cancel(connection, decision)
        if cancelled is None:
            return None
        return [*hand_on(message, self._directory, edit.event_id), *cancelled]

    async def made_right_in_room(
        self, connection: Connection, edit: ArchivedEvent
    ) -> list[Task] | None:
        """Have the bot say the allowed words of what was taken out of the room: a bridge changes
        a message of its ghost that is there no more. None where it is."""
        gone = await taken_out(connection, edit)
        cancelled = [await self.cancel(connection, each, TAKEN_OUT) for each in gone]
        if all(shown is None for shown in cancelled):
            return None
        house, now = self._directory.community.community, self._clock.now_ms()
        return [
            say_mended(edit, gone[0].author_name, when_written(edit.sent_at, now, house)),
            *(task for shown in cancelled for task in shown or []),
        ]

    async def cancel_edits(self, connection: Connection, author: str, edited: str) -> list[Task]:
        """The author has taken back a post that appeared: changes of it that wait are not wanted.

        `edited` is the post, an event's id or ``network/chat/message``.
        """
        tasks: list[Task] = []
        for decision in await decisions.open_of(connection, author):
            origin = unpacked_origin(decision.origin)
            if origin and decision.post_id != edited and edited_by(origin) == edited:
                tasks += await self.cancel(connection, decision) or []
        return tasks
