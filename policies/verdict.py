"""What the regulation says of a post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Evidence = Mapping[str, str | int]
"""Why a rule fired; JSON-ready, without secrets."""


class Action(StrEnum):
    """What is done with a post, mildest first."""

    ALLOW = "allow"
    FLAG = "flag"
    REFUSE = "refuse"

    @property
    def severity(self) -> int:
        """Its place in the order: the higher, the more severe."""
        return _SEVERITY[self]


_SEVERITY = {action: place for place, action in enumerate(Action)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause that fires on a post, and why."""

    clause: str
    text: str
    rule: str
    action: Action
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Verdict:
    """The action, the finding that calls for it (None: simply allowed), and all findings."""

    action: Action
    decisive: Finding | None = None
    findings: tuple[Finding, ...] = field(default=())

    @property
    def lets_through(self) -> bool:
        """Whether the post may appear."""
        return self.action is not Action.REFUSE


ALLOWED = Verdict(Action.ALLOW)
