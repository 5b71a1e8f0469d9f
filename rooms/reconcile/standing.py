"""Who is in a room, and how powerful they are there: pure, from the room's state.

Source: Client-Server API, m.room.power_levels (levels that are left out have these defaults).
"""

from collections.abc import Mapping

from rooms.reconcile.found import content_of
from rooms.reconcile.homeserver import RoomState, UserId

POWERS = ("m.room.power_levels", "")


def membership_of(state: RoomState, user_id: str) -> str:
    """``join``, ``invite``, ``leave``, ``ban`` or ``knock``; who was never there has left."""
    return str(content_of(state, ("m.room.member", user_id)).get("membership", "leave"))


def members_with(state: RoomState, membership: str) -> list[UserId]:
    """Everybody of this membership."""
    return [
        UserId(user_id)
        for (kind, user_id), event in state.items()
        if kind == "m.room.member" and event.content.get("membership") == membership
    ]


def power_of(state: RoomState, user_id: str) -> int:
    """Somebody's power level; in a room without levels only its creator has power."""
    if POWERS not in state:
        creation = state.get(("m.room.create", ""))
        return 100 if creation is not None and creation.sender == user_id else 0
    powers = content_of(state, POWERS)
    users = powers.get("users")
    level = users.get(user_id) if isinstance(users, Mapping) else None
    return _level(level if level is not None else powers.get("users_default"), 0)


def power_for_state(state: RoomState, kind: str) -> int:
    """The level that it takes to set state events of a kind."""
    powers = content_of(state, POWERS)
    events = powers.get("events")
    level = events.get(kind) if isinstance(events, Mapping) else None
    return _level(level if level is not None else powers.get("state_default"), 50)


def power_for(state: RoomState, what: str) -> int:
    """The level that it takes to ``invite``, ``kick`` or ``ban``."""
    return _level(content_of(state, POWERS).get(what), 0 if what == "invite" else 50)


def _level(value: object, default: int) -> int:
    """A level as older rooms may have written it."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return default
    try:
        return int(value)
    except ValueError:
        return default
