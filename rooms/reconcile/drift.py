"""What people changed in rooms otherwise than the file says, and how often that was repaired."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from rooms.reconcile.changes import (
    AddToSpace,
    Aspect,
    Change,
    JoinMember,
    RestoreAlias,
    SetAvatar,
    SetState,
    subject,
)
from rooms.reconcile.changes_entering import ComeIn, StepDown, TakePower
from rooms.reconcile.changes_leaving import WithdrawInvitation
from rooms.reconcile.scope import Scope

MOST_REPAIRS = 2
"""So often the same thing is put right, before it is only told."""
MOST_REPAIRS_OF_POWERS = 20
"""Of powers it is more: they are what all other changes begin with, and what hurts most."""
FEUD_SECONDS = 3600.0
"""Within this time; afterwards it is put right again."""


def is_drift(change: Change) -> bool:
    """Whether a change undoes what somebody did, and not what the file now says otherwise."""
    match change:
        case SetState() | SetAvatar() | AddToSpace() | JoinMember():
            return bool(change.by)
        case ComeIn() | TakePower():
            return bool(change.by)
        case RestoreAlias() | StepDown() | WithdrawInvitation():
            return True
    return False


def leaving_drift(ours: Callable[[Change], bool]) -> Scope:
    """All but what people changed in the rooms, unless it is `ours`: that is for the daemon's watch
    to put right, to count and to tell."""
    return Scope(spares=lambda change: is_drift(change) and not ours(change))


def thing(change: Change) -> str:
    """What of which room a change is about, whatever it was changed to."""
    match change:
        case SetState():
            what = " ".join(change.key)
        case JoinMember():
            what = change.person.user_id
        case WithdrawInvitation():
            what = change.user_id
        case StepDown():
            what = change.person
        case _:
            what = ""
    return f"{subject(change)} {type(change).__name__} {what}"


def fingerprint(key: str, text: str) -> str:
    """What tells one report from others, without its words, which may be personal."""
    return f"{key} {hashlib.sha256(text.encode()).hexdigest()[:24]}"


@dataclass(slots=True)
class Feuds:
    """Remembers what was put right, so that nothing is fought about for ever."""

    _repairs: dict[str, list[float]] = field(default_factory=dict)

    def note(self, change: Change, now: float) -> None:
        """Take note of a repair; `now` in seconds."""
        self._repairs.setdefault(thing(change), []).append(now)

    def is_feud(self, change: Change, now: float) -> bool:
        """Whether this was put right so often already that it is left to people."""
        recent = [at for at in self._repairs.get(thing(change), []) if now - at < FEUD_SECONDS]
        self._repairs[thing(change)] = recent
        of_powers = isinstance(change, StepDown) or _sets_powers(change)
        return len(recent) >= (MOST_REPAIRS_OF_POWERS if of_powers else MOST_REPAIRS)


def _sets_powers(change: Change) -> bool:
    return isinstance(change, SetState) and change.aspect is Aspect.POWERS
