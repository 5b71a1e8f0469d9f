"""What makes the powers in a room right: pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from rooms.reconcile.changed_by import changed_by
from rooms.reconcile.changes import Aspect, SetState
from rooms.reconcile.changes_entering import StepDown
from rooms.reconcile.found import FoundRoom, content_of
from rooms.reconcile.homeserver import Content, UserId
from rooms.reconcile.standing import POWERS, power_of
from rooms.reconcile.strangers import belongs_to_house
from rooms.wanted.by_hand import MUTED_POWER
from rooms.wanted.powers import BOT_POWER
from rooms.wanted.room import WantedRoom


def power_changes(room: WantedRoom, found: FoundRoom, bot_id: str) -> Iterator[StepDown | SetState]:
    """First those step down who are as powerful as the bot; then the bot sets the rest right."""
    current = content_of(found.state, POWERS)
    if power_of(found.state, bot_id) < BOT_POWER:  # which it takes back before
        current = {**current, "users": {**_users(current), bot_id: BOT_POWER}}
    right = corrected_powers(current, room)
    by = changed_by(found, POWERS, bot_id, room.powers)
    for user_id, level in _users(current).items():
        at_home = user_id.endswith(f":{room.server_name}")
        if user_id != bot_id and at_home and _is_as_strong(level):
            wanted = {k: v for k, v in right["users"].items() if k == user_id}
            others = {k: v for k, v in _users(current).items() if k != user_id}
            if wanted.get(user_id, 0) < BOT_POWER:
                current = {**current, "users": {**others, **wanted}}
                yield StepDown(room, UserId(user_id), current, by)
    if current != right:
        yield SetState(room, Aspect.POWERS, POWERS, right, by=by)


def corrected_powers(current: Content, room: WantedRoom) -> Content:
    """The powers with all that the file decides set.

    Nobody else has any, except ghosts and the bridge, who may write again when nobody mutes them;
    what else there is stays as it is.
    """
    powers: dict[str, Any] = {**current}
    for name, value in room.powers.items():
        if isinstance(value, Mapping):
            present = current.get(name)
            powers[name] = {**(present if isinstance(present, Mapping) else {}), **value}
        else:
            powers[name] = value
    wanted = room.powers["users"]
    powers["users"] = {
        user_id: level
        for user_id, level in powers["users"].items()
        if user_id in wanted or (belongs_to_house(user_id, "", room) and level != MUTED_POWER)
    }
    return powers


def _users(powers: Content) -> Mapping[str, object]:
    users = powers.get("users")
    return users if isinstance(users, Mapping) else {}


def _is_as_strong(level: object) -> bool:
    return isinstance(level, int) and level >= BOT_POWER
