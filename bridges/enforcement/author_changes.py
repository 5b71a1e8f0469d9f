"""What authors make of their posts themselves: they take them back, or change them."""

from collections.abc import Collection
from datetime import datetime

from bridges.enforcement.mending import CAN_APPEAR, kept_back, open_edits, taken_out
from bridges.enforcement.on_behalf import when_written
from bridges.enforcement.once import settle_once
from bridges.enforcement.reworded import still_asked_about
from bridges.enforcement.standing import BY_AUTHOR
from bridges.enforcement.tasks import say_mended, show_anew
from bridges.enforcement.words import moment
from bridges.handing_on import hand_on
from bridges.network import IncomingEdit, IncomingMessage
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task

CAN_WAIT = frozenset({State.WAITING, State.ASKED})


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
        states: Collection[State] = CAN_WAIT,
    ) -> list[Task] | None:
        """Its author has taken it back, or changed it, before it appeared."""
        now = self._clock.now_ms()
        if not await settle_once(connection, decision, states, State.CANCELLED, BY_AUTHOR, now):
            return None
        return show_anew(decision)

    async def mended(
        self, connection: Connection, network: str, edit: IncomingEdit
    ) -> tuple[IncomingMessage | IncomingEdit, list[Task]]:
        """The message with its new words, where the old ones were kept from appearing; older
        changes of it that wait are not wanted any more."""
        message: IncomingMessage | IncomingEdit = edit
        shown: list[Task] | None = None
        if (kept := await kept_back(connection, network, edit)) is not None:
            shown = await self.cancel(connection, kept[0], CAN_APPEAR)
            message = edit if shown is None else kept[1]
        author, edited = f"{network}/{edit.person.id}", f"{network}/{edit.chat}/{edit.message}"
        older = await self.cancel_edits(connection, author, edited, until=edit.at)
        return message, [*(shown or []), *older]

    async def changed_in_room(self, connection: Connection, edit: ArchivedEvent) -> list[Task]:
        """What becomes of an edit that is allowed: it goes on to the chats, or, where a bridge
        changes a message of its ghost that is there no more, the bot says the words. Older changes
        that wait are not wanted any more."""
        own = await taken_out(connection, edit, self._directory.user_id("teremok"))
        # What is asked about stands in the room: should this edit go, it would be read there.
        states = CAN_WAIT if own else frozenset({State.WAITING})
        author, edited, until = edit.sender, edit.target or "", moment(edit.sent_at)
        older = await self.cancel_edits(connection, author, edited, until=until, states=states)
        if own is None:
            reworded = await self.reworded(connection, edit)
            return [*older, *(hand_on(edit, self._directory) if reworded is None else reworded)]
        shown = await self.cancel(connection, own, CAN_APPEAR) or []
        house, now = self._directory.community.community, self._clock.now_ms()
        when = when_written(edit.sent_at, now, house)
        return [say_mended(edit, own.author_name, when), *shown, *older]

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

    async def cancel_edits(
        self,
        connection: Connection,
        author: str,
        edited: str,
        *,
        until: datetime | None = None,
        states: Collection[State] = CAN_WAIT,
    ) -> list[Task]:
        """The author has taken back a post that appeared, or changed it once more: changes of it
        that wait are not wanted, of those written `until` then.

        `edited` is the post, an event's id or ``network/chat/message``.
        """
        tasks: list[Task] = []
        for decision in await open_edits(connection, author, edited):
            if until is None or moment(decision.written_at) <= until:
                tasks += await self.cancel(connection, decision, states) or []
        return tasks
