"""How far an apply goes."""

from collections.abc import Callable
from dataclasses import dataclass

from rooms.reconcile.changes import Change
from rooms.reconcile.homeserver import UserId


def _spares_nothing(change: Change) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Scope:
    """What an apply is about; by default everything that does no harm.

    `allow_removals`: who is not in the file leaves its rooms, and rooms that are not in it are
    closed. `only` are the keys of the rooms to look at, None all of them. `spares` tells of a
    change that it is not to be made; nothing else is then made in a room that the bot has no hold
    of. `intruders` are people, by the key of the room, who were invited there a moment ago and may
    have come in since.
    """

    allow_removals: bool = False
    only: frozenset[str] | None = None
    spares: Callable[[Change], bool] = _spares_nothing
    intruders: frozenset[tuple[str, UserId]] = frozenset()

    def covers(self, key: str) -> bool:
        """Whether a room is looked at."""
        return self.only is None or key in self.only


WHOLE = Scope()
