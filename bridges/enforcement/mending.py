"""What changes a message that never appeared: its words are to appear in its place."""

from dataclasses import replace

from bridges.enforcement.origin import InChat, InRoom, Origin, unpacked_origin
from bridges.enforcement.standing import BY_AUTHOR
from bridges.enforcement.tasks import show
from bridges.enforcement.words import moment
from bridges.network import IncomingEdit, IncomingMessage
from bridges.payloads import packed, unpacked
from policies.post import Post
from rooms.archive.content import edited_event
from rooms.storage import decisions, events
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task

CAN_APPEAR = frozenset({State.WAITING, State.ASKED, State.REFUSED})
TAKEN_OUT = frozenset({State.WAITING, State.REFUSED})


async def kept_back(
    connection: Connection, network: str, edit: IncomingEdit
) -> tuple[Decision, IncomingMessage] | None:
    """The message that never appeared, with the words of an edit of it; not where newer words of it
    are to appear."""
    edited, author = f"{network}/{edit.chat}/{edit.message}", f"{network}/{edit.person.id}"
    own = await decisions.of_post(connection, edited)
    for decision in [*([own] if own else []), *await decisions.open_of(connection, author)]:
        origin = unpacked_origin(decision.origin)
        if not isinstance(origin, InChat) or decision.state not in CAN_APPEAR:
            continue
        if decision.post_id != edited and moment(decision.written_at) > edit.at:
            continue
        message = unpacked(dict(origin.happening))
        if edited_by(origin) == edited and isinstance(message, IncomingMessage):
            return decision, replace(message, text=edit.text)
    return None


async def open_edits(connection: Connection, author: str, edited: str | None) -> list[Decision]:
    """The decisions on an author's changes of a post that are open still."""
    found = []
    for decision in await decisions.open_of(connection, author):
        origin = unpacked_origin(decision.origin)
        if origin is not None and decision.post_id != edited == edited_by(origin):
            found.append(decision)
    return found


async def newer_waits(connection: Connection, post: Post, edit: Origin) -> bool:
    """Whether a newer edit of the same post waits: this one was told late."""
    return any(
        other.state is State.WAITING and moment(other.written_at) > post.written_at
        for other in await open_edits(connection, post.author.id, edited_by(edit))
    )


async def in_place_of_what_waits(
    connection: Connection, post: Post, edit: Origin, now: int
) -> tuple[Origin, list[Task]]:
    """Let go of the older words of a post that wait still: an edit of it is to wait alone.

    Gives what is to appear now, all of the message where it never did, and what is to be done.
    """
    origin, tasks, edited = edit, [], edited_by(edit)
    for earlier in await decisions.open_of(connection, post.author.id):
        before = unpacked_origin(earlier.origin)
        if before is None or edited not in (earlier.post_id, edited_by(before)):
            continue
        if earlier.state is not State.WAITING or moment(earlier.written_at) > post.written_at:
            continue
        if earlier.post_id == post.id:  # judged twice
            continue
        if await decisions.settle(connection, earlier, State.CANCELLED, BY_AUTHOR, now):
            origin = _reworded(before, origin)
            tasks += [show(earlier.id)] if earlier.card else []
    return origin, tasks


async def taken_out(connection: Connection, edit: ArchivedEvent, bot: str) -> Decision | None:
    """The decision on what a bridge's ghost changes, where that is not in the room any more: `bot`,
    ours, took it out, or is about to."""
    own = await decisions.of_post(connection, edit.target or "") if edit.kind == "edit" else None
    origin = unpacked_origin(own.origin) if own else None
    if own is None or own.author != edit.sender:
        return None
    if not isinstance(origin, InRoom) or not origin.by_ghost:
        return None
    if own.state in TAKEN_OUT:
        return own
    message = await events.get(connection, own.post_id)
    if message is not None and message.redacted_by is not None:
        redaction = await events.get(connection, message.redacted_by)
        return own if redaction is not None and redaction.sender == bot else None
    # A change that waits in its place: it is just being taken out.
    changes = await open_edits(connection, own.author, own.post_id)
    waits = any(change.state is State.WAITING for change in changes)
    return own if own.state is State.CANCELLED and waits else None


def _reworded(before: Origin, edit: Origin) -> Origin:
    if not isinstance(before, InChat) or not isinstance(edit, InChat):
        return edit
    message, change = (unpacked(dict(origin.happening)) for origin in (before, edit))
    if not isinstance(message, IncomingMessage) or not isinstance(change, IncomingEdit):
        return edit
    return before.model_copy(update={"happening": packed(replace(message, text=change.text))})


def edited_by(origin: Origin) -> str | None:
    """The post that is, or was changed to become, what came from there: an id of posts."""
    if isinstance(origin, InRoom):
        return edited_event(origin.content)
    return f"{origin.network}/{origin.chat}/{origin.message}"
