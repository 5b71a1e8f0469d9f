"""What a bridge's bot may do in a room that is ours: pure.

With the power of 100 it would overwrite the room's name, topic, picture and powers with those of
the chat; with 50, and these at 100, it fulfils its task and changes none of them (measured with
mautrix-telegram v26.08).
"""

from collections.abc import Mapping
from typing import Any

from bridges.upstream.look import BRIDGE_EVENTS
from rooms.wanted.powers import BOT_POWER, MODERATOR_POWER

OURS = ("m.room.name", "m.room.topic", "m.room.avatar", "m.room.power_levels")
"""What a room is called and looks like is what community.yaml says, not what the chat is."""


def powers_with_bridge(powers: Mapping[str, Any], bridge_bot: str) -> dict[str, Any]:
    """The powers of a room in which the bridge's bot can do its work and nothing else."""
    users = dict(_mapping(powers.get("users")))
    users[bridge_bot] = MODERATOR_POWER
    events = dict(_mapping(powers.get("events")))
    events |= dict.fromkeys(OURS, BOT_POWER)
    events |= dict.fromkeys(BRIDGE_EVENTS, MODERATOR_POWER)
    prepared = {**powers, "users": users, "events": events}
    invite = powers.get("invite")
    if isinstance(invite, int) and invite > MODERATOR_POWER:
        prepared["invite"] = MODERATOR_POWER  # it invites the ghosts
    return prepared


def power_of(powers: Mapping[str, Any], user_id: str) -> int:
    """What somebody may do in a room with these powers."""
    power = _mapping(powers.get("users")).get(user_id, powers.get("users_default", 0))
    return power if isinstance(power, int) else 0


def with_power(powers: Mapping[str, Any], user_id: str, power: int) -> dict[str, Any]:
    """The same room with another power of one."""
    return {**powers, "users": {**_mapping(powers.get("users")), user_id: power}}


def powers_without_bridge(powers: Mapping[str, Any], bridge_bot: str) -> dict[str, Any]:
    """The same room without the bot's power."""
    users = {u: p for u, p in _mapping(powers.get("users")).items() if u != bridge_bot}
    return {**powers, "users": users}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
