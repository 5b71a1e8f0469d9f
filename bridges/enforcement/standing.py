"""What decided, and what can still become of it. Pure."""

from policies.verdict import Action, Finding
from rooms.storage.decisions import Decision, State

BY_TIME, BY_AUTHOR, BY_HOMESERVER = "time", "author", "homeserver"
"""Stand for the user where nobody of the staff settled a decision. The homeserver did where it has
not taken what was to be published."""
STANDS = frozenset({State.NOTED, State.PUBLISHED})
"""The post is in the room."""


def is_objection_open(decision: Decision) -> bool:
    """Whether its author has objected, and nobody has decided since."""
    if decision.appealed_at is None:
        return False
    if decision.settled_at is None or decision.settled_by in (BY_TIME, BY_AUTHOR):
        return True
    return decision.settled_at < decision.appealed_at


def was_not_taken(decision: Decision) -> bool:
    """Whether it was to be published, and the homeserver has not let it into the room."""
    return decision.state is State.REFUSED and decision.settled_by == BY_HOMESERVER


def can_be_decided(decision: Decision) -> bool:
    """Whether somebody is still to decide."""
    if decision.state is State.REFUSED:
        return is_objection_open(decision) or was_not_taken(decision)
    return decision.state in (State.NOTED, State.WAITING, State.ASKED)


def can_be_objected_to(decision: Decision) -> bool:
    """Whether an objection is looked at: one that was decided is not begun anew."""
    if decision.state is State.REFUSED:
        return decision.appealed_at is None or can_be_decided(decision)
    return decision.state in (State.WAITING, State.ASKED)


def finding_of(decision: Decision) -> Finding:
    """What decided, as it was found."""
    return Finding(
        decision.clause,
        decision.clause_text,
        decision.rule,
        Action(decision.action),
        decision.evidence,
    )
