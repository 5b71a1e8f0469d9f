"""Who may do what in a room: power levels from the roles."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from rooms.reconcile.homeserver import Content, UserId
from rooms.wanted.by_hand import MUTED_POWER
from rooms.wanted.kinds import SPACES, Kind
from rooms.wanted.people import Person

MARKER = "ru.teremok.room"
"""The state event by which a room of ours is known."""
RULES = "ru.teremok.rules"
"""The state event that tells which pinned message has the rules of the room."""

BOT_POWER = 100
MODERATOR_POWER = 50
WRITER_POWER = 10
"""What it takes to write in a room in which not everybody writes."""

_ONLY_BOT = (
    *("name", "topic", "avatar", "canonical_alias", "power_levels", "join_rules"),
    *("history_visibility", "guest_access", "encryption", "tombstone", "server_acl"),
)


def level_of(
    roles: Collection[str], kind: Kind, told: Mapping[str, int], *, read_only: bool
) -> int:
    """The power level of somebody in a room: the highest that one of their roles gives.

    `told` is what the file says of roles in this room.
    """
    usual = {
        **dict.fromkeys(() if read_only else kind.writers or (), WRITER_POWER),
        **dict.fromkeys(kind.moderators, MODERATOR_POWER),
    }
    return max((told.get(role, usual.get(role, 0)) for role in roles), default=0)


def may_write(
    roles: Collection[str], kind: Kind, told: Mapping[str, int], *, read_only: bool
) -> bool:
    """Whether somebody with these roles has the power to write in a room."""
    level = level_of(roles, kind, told, read_only=read_only)
    return level >= _power_to_write(kind, read_only)


def power_levels(
    kind: Kind,
    bot_id: UserId,
    members: Sequence[Person],
    told: Mapping[str, int],
    muted: Iterable[UserId] = (),
    *,
    read_only: bool = False,
) -> Content:
    """The power levels of a room (specification: m.room.power_levels).

    Only the bot changes what a room is. People with the usual power of 0 are left out. Nobody
    writes in a space, moderators alone in a room that is `read_only`, and never the `muted`.
    """
    levels = {p.user_id: level_of(p.roles, kind, told, read_only=read_only) for p in members}
    levels |= dict.fromkeys(sorted(muted), MUTED_POWER)
    return {
        "users": {bot_id: BOT_POWER, **{user: level for user, level in levels.items() if level}},
        "users_default": 0,
        "events": {
            **{f"m.room.{what}": BOT_POWER for what in _ONLY_BOT},
            "m.space.child": BOT_POWER,
            "m.space.parent": BOT_POWER,
            MARKER: BOT_POWER,
            "m.room.pinned_events": MODERATOR_POWER,
        },
        "events_default": _power_to_write(kind, read_only),
        "state_default": BOT_POWER,
        "ban": MODERATOR_POWER,
        "kick": MODERATOR_POWER,
        "redact": MODERATOR_POWER,
        "invite": MODERATOR_POWER,
        "notifications": {"room": MODERATOR_POWER},
    }


def _power_to_write(kind: Kind, read_only: bool) -> int:
    if kind.word in SPACES:
        return BOT_POWER
    if read_only:
        return MODERATOR_POWER
    return 0 if kind.writers is None else WRITER_POWER
