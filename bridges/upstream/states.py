"""How a bridge, an account or a chat is, and when people are told of it: pure.

Source of the words: ``status/bridgestate.go`` of mautrix-go v0.30.0. An error code says more than
the event: WhatsApp's phone that was away for days is a TRANSIENT_DISCONNECT.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bridges.upstream.answers import State
from bridges.upstream.descriptor import Descriptor
from rooms.storage.upstream import KeptState


class Condition(StrEnum):
    """How something is."""

    CONNECTED = "connected"
    CONNECTING = "connecting"
    DEGRADED = "degraded"
    PHONE = "phone"
    LOGGED_OUT = "logged_out"
    CONFIRM = "confirm"
    BANNED = "banned"
    OUTDATED = "outdated"
    DOWN = "down"
    DEAF = "deaf"
    UNPLUMBED = "unplumbed"
    LEFT_OVER = "left_over"


WELL = Condition.CONNECTED
SLOW = frozenset(
    {
        *(Condition.CONNECTING, Condition.DEGRADED, Condition.DOWN),
        *(Condition.UNPLUMBED, Condition.LEFT_OVER),
    }
)
"""What often passes by itself within a minute is told only when it lasts."""
DAY_MS = 24 * 3600 * 1000

_EVENTS = {
    "CONNECTED": Condition.CONNECTED,
    "BACKFILLING": Condition.CONNECTED,
    "STARTING": Condition.CONNECTING,
    "CONNECTING": Condition.CONNECTING,
    "UNCONFIGURED": Condition.CONNECTING,
    "RUNNING": Condition.CONNECTING,
    "TRANSIENT_DISCONNECT": Condition.DEGRADED,
    "UNKNOWN_ERROR": Condition.DEGRADED,
    "BRIDGE_UNREACHABLE": Condition.DOWN,
    "BAD_CREDENTIALS": Condition.LOGGED_OUT,
    "LOGGED_OUT": Condition.LOGGED_OUT,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one thing: `subject` as in rooms.storage.upstream."""

    network: str
    subject: str
    name: str
    condition: Condition
    detail: str = ""


def condition_of(descriptor: Descriptor, state: State) -> Condition:
    """How an account is, as its bridge says."""
    if not state.is_connected:
        if (meant := descriptor.states.get(state.error)) is not None:
            return Condition(meant)
        if "ban" in state.error.lower().split("-"):
            return Condition.BANNED
    return _EVENTS.get(state.state_event, Condition.CONNECTING)


def settled(
    kept: KeptState | None, seen: Seen, now: int, grace_ms: int
) -> tuple[KeptState, Condition | None]:
    """What to keep, and what is to be told now: each change once, a trouble again every day."""
    if kept is None:
        kept = KeptState(seen.network, seen.subject, seen.name, seen.condition, seen.detail, now)
    elif kept.state != seen.condition:
        # Who loses the connection again and again, and tries to get it back, has been without it.
        lasts = kept.state in SLOW and seen.condition in SLOW
        since = kept.since if lasts else now
        detail = kept.detail if _tries(kept, seen.condition) else ""
        kept = replace(kept, state=seen.condition, detail=detail, since=since)
    kept = replace(kept, name=seen.name or kept.name, detail=seen.detail or kept.detail)
    condition = Condition(kept.state)
    if _tries(kept, condition):
        condition = Condition(kept.told)  # until it is well again, that is what people know
    if not _is_due(kept, condition, now, grace_ms):
        return kept, None
    was_told = kept.told
    kept = replace(kept, told=condition, told_at=now)
    if condition is WELL and was_told in ("", WELL):
        return kept, None
    return kept, condition


def _tries(kept: KeptState, condition: Condition) -> bool:
    """Whether it tries to get out of what was told, which is no other trouble."""
    if condition is Condition.DEGRADED:
        return kept.told == Condition.CONNECTING
    return condition is Condition.CONNECTING and kept.told not in ("", WELL)


def _is_due(kept: KeptState, condition: Condition, now: int, grace_ms: int) -> bool:
    if kept.told == condition:
        return condition is not WELL and now - kept.told_at >= DAY_MS
    return condition not in SLOW or now - kept.since >= grace_ms
