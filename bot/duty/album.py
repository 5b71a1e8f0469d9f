"""What one card shows: the decisions on an album, or the only one on another post. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.outcomes import outcome
from bridges.enforcement.standing import can_be_decided, is_objection_open
from rooms.storage.decisions import Decision


@dataclass(frozen=True, slots=True)
class Album:
    """Its decisions: first those whose authors object, then what else is to be decided.

    Raises ValueError where there are none.
    """

    decisions: Sequence[Decision]

    def __post_init__(self) -> None:
        if not self.decisions:
            raise ValueError("an album has a decision at least")
        object.__setattr__(self, "decisions", sorted(self.decisions, key=_urgency))

    @property
    def first(self) -> Decision:
        """What the card is about; all decisions are on posts in one room, by one author."""
        return self.decisions[0]

    @property
    def alike(self) -> Sequence[int]:
        """The numbers of those that stand as the first does: a tap at the card decides them."""
        return sorted(each.id for each in self.decisions if self._is_alike(each))

    @property
    def others(self) -> Sequence[Decision]:
        """Those that stand otherwise."""
        return [each for each in self.decisions if not self._is_alike(each)]

    @property
    def is_one(self) -> bool:
        """Whether there is nothing to tell apart."""
        return len(self.decisions) == 1

    def _is_alike(self, other: Decision) -> bool:
        first = self.first
        return (can_be_decided(first), outcome(first)) == (can_be_decided(other), outcome(other))


def is_objected(decision: Decision) -> bool:
    """Whether its author objects, and somebody is to decide on that."""
    return is_objection_open(decision) and can_be_decided(decision)


def _urgency(decision: Decision) -> int:
    if is_objected(decision):
        return 0
    return 1 if can_be_decided(decision) else 2
