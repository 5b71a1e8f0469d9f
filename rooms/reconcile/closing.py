"""Closing a room that is in the file no more: it is only read, and never deleted."""

from collections.abc import Mapping

from rooms.language import say
from rooms.reconcile.found import Found, FoundRoom, content_of
from rooms.reconcile.homeserver import Homeserver, RoomId
from rooms.reconcile.standing import POWERS
from rooms.storage.rooms import KnownRoom
from rooms.wanted.powers import BOT_POWER

CLOSED = "closed"
"""The kind of a room in the database that was closed."""
NOTICE = "ru.teremok.closed"
"""What marks the notice in such a room."""

FAREWELL = "This room is closed: it can be read, but nobody writes here any more."


async def close_room(
    homeserver: Homeserver, known: KnownRoom, spaces: Mapping[str, Found], language: str
) -> None:
    """Let nobody write there any more, tell them so, and take it out of its spaces.

    May be interrupted and begun again. Raises HomeserverProblem.
    """
    room_id = RoomId(known.room_id)
    state = await homeserver.read_state(room_id)
    powers = content_of(state, POWERS)
    quiet = {**powers, "events_default": BOT_POWER, "invite": BOT_POWER}
    if powers != quiet:
        await homeserver.put_state(room_id, POWERS, quiet)
    if await homeserver.own_message(room_id, NOTICE, known.key) is None:
        content = {"msgtype": "m.notice", "body": say(language, FAREWELL), NOTICE: known.key}
        await homeserver.send(room_id, content, f"closed-{known.key}")
    child = ("m.space.child", room_id)
    for space in spaces.values():
        if isinstance(space, FoundRoom) and content_of(space.state, child):
            await homeserver.put_state(space.room_id, child, {})
