"""What stands in the room until it is allowed, and then goes on to the chats: the words that are
allowed may be others by then."""

from bridges.enforcement.origin import InRoom, Origin, unpacked_origin
from bridges.enforcement.standing import STANDS
from policies.verdict import Action
from rooms.archive.content import edited_event
from rooms.storage import decisions, events, history
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State
from rooms.storage.events import ArchivedEvent


async def still_asked_about(
    connection: Connection, edit: ArchivedEvent
) -> tuple[Decision, ArchivedEvent] | None:
    """The message that an edit changes, where only the words before it are being asked about.

    About a file is asked, too, which an edit that has none does not change.
    """
    decision = await decisions.of_post(connection, edit.target or "")
    origin = unpacked_origin(decision.origin) if decision else None
    if decision is None or decision.state is not State.ASKED or not isinstance(origin, InRoom):
        return None
    message = await events.get(connection, edit.target or "")
    if message is None or message.redacted_by is not None or message.sender != edit.sender:
        return None
    return None if message.media is not None and edit.media is None else (decision, message)


async def allowed_wording(connection: Connection, message_id: str) -> ArchivedEvent | None:
    """What a message of the room may say in the chats: its author's last edit that is allowed, else
    the message itself where that is. None: nothing, or it is there no more."""
    message = await events.get(connection, message_id)
    if message is None or message.redacted_by is not None:
        return None
    edit = await last_allowed_edit(connection, message)
    if edit is not None:
        return await events.get(connection, edit)
    return message if await _is_allowed(connection, message_id) else None


async def last_allowed_edit(connection: Connection, message: ArchivedEvent) -> str | None:
    """The author's last edit that stands in the room and is asked about no more."""
    for kept in reversed(await history.about(connection, [message.event_id])):
        edit = kept.event
        if edit.kind != "edit" or edit.redacted_by is not None:
            continue
        if (edit.sender, edit.room_id) != (message.sender, message.room_id):
            continue
        if await _is_allowed(connection, edit.event_id):
            return edit.event_id
    return None


async def is_outdated(connection: Connection, edit: ArchivedEvent) -> bool:
    """Whether its author has changed the message once more since, to words that are allowed."""
    message = await events.get(connection, edit.target or "") if edit.kind == "edit" else None
    if message is None:
        return False
    return await last_allowed_edit(connection, message) != edit.event_id


async def _is_allowed(connection: Connection, event_id: str) -> bool:
    decision = await decisions.of_post(connection, event_id)
    return decision is None or decision.state in STANDS


async def reworded_by(connection: Connection, origin: Origin) -> str | None:
    """The message that stands in the room for the sake of an edit alone: without it, its first
    words would be read, which nobody has allowed."""
    if not isinstance(origin, InRoom) or not origin.is_edit or origin.event_id is None:
        return None
    decision = await decisions.of_post(connection, edited_event(origin.content) or "")
    if decision is None or decision.state is not State.CANCELLED:
        return None
    return decision.post_id if decision.action == Action.ASK else None


async def is_edit_of_nothing(connection: Connection, origin: InRoom) -> bool:
    """Whether what it changes was removed meanwhile, so that nobody sees the new words."""
    edited = edited_event(origin.content) if origin.is_edit else None
    message = await events.get(connection, edited) if edited else None
    return message is not None and message.redacted_by is not None
