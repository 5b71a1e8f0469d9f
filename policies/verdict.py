"""What the regulation says of a post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Evidence = Mapping[str, str | int]
"""Why a rule fired; JSON-ready, without secrets."""


class Action(StrEnum):
    """What is done with a post, mildest first.

    ``allow``: it appears; ``flag``: it appears and is noted; ``hold``: it waits for the allowed
    hour; ``ask``: it waits until a person decides; ``refuse``: it does not appear; ``withdraw``:
    it is removed from the messenger it was written in, too.
    """

    ALLOW = "allow"
    FLAG = "flag"
    HOLD = "hold"
    ASK = "ask"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"

    @property
    def severity(self) -> int:
        """Its place in the order: the higher, the more severe."""
        return _SEVERITY[self]

    @property
    def lets_through(self) -> bool:
        """Whether the post may appear at once."""
        return self in {Action.ALLOW, Action.FLAG}


_SEVERITY = {action: place for place, action in enumerate(Action)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause that fires on a post, and why; `rehearsed`: it is noted and not enforced."""

    clause: str
    text: str
    rule: str
    action: Action
    evidence: Evidence
    rehearsed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The action, the finding that calls for it (None: simply allowed), and all findings."""

    action: Action
    decisive: Finding | None = None
    findings: tuple[Finding, ...] = field(default=())

    @property
    def lets_through(self) -> bool:
        """Whether the post may appear at once."""
        return self.action.lets_through


ALLOWED = Verdict(Action.ALLOW)
