"""One answer an evening is enough for an author whose posts wait for the same hour."""

from bridges.enforcement.origin import InChat, Origin, unpacked_origin
from rooms.storage import decisions
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State

_LATELY_MS = 12 * 3600 * 1000
"""So long people remember that what they write waits, too: the answer has said so."""


async def told_this_evening(connection: Connection, number: int, origin: Origin) -> int | None:
    """When the author was told already that this post waits, and until when; None: never.

    `number` is the decision on the post. What is said in a chat everybody there has to read, so of
    what an author writes there until the hour comes, only the first has an answer. In private each
    has one, with the author's text. Where the messenger lets us remove nothing, each is asked for.
    """
    own = await decisions.get(connection, number)
    if own is None or own.state is not State.WAITING or origin.is_edit:
        return None
    for other in await decisions.open_of(connection, own.author):
        if other.told_at is not None and _waits_beside(own, other, origin):
            return other.told_at
    return None


def _waits_beside(own: Decision, other: Decision, origin: Origin) -> bool:
    if (own.room, own.state, own.due_at) != (other.room, other.state, other.due_at):
        return False
    if own.id == other.id or own.at - other.at > _LATELY_MS:
        return False
    before = unpacked_origin(other.origin)
    if before is None or before.is_edit:
        return False
    if isinstance(origin, InChat) and isinstance(before, InChat):
        return before.removed and (before.network, before.chat) == (origin.network, origin.chat)
    return False
