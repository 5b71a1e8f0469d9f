"""What the regulation says of a post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Action(StrEnum):
    """What is done with a post, mildest first."""

    ALLOW = "allow"
    FLAG = "flag"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause that a post goes against, and why: `evidence` is JSON-ready and has no secrets."""

    clause: str
    text: str
    rule: str
    action: Action
    evidence: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decisive action, the finding that decided (None: nothing was found), and all of them."""

    action: Action
    decisive: Finding | None = None
    findings: tuple[Finding, ...] = field(default=())

    @property
    def lets_through(self) -> bool:
        """Whether the post may appear."""
        return self.action is not Action.REFUSE


ALLOWED = Verdict(Action.ALLOW)
