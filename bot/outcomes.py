"""What became of a post that was decided on, in a word or two: on cards and in lists."""

from bridges.enforcement.standing import was_not_taken
from policies.verdict import Action
from rooms.storage.decisions import Decision, State


def outcome(decision: Decision) -> str:
    """An English source text."""
    if was_not_taken(decision):
        return NOT_TAKEN
    state = state_of(decision)
    if decision.action == Action.FLAG and state in _FLAGGED:
        return _FLAGGED[state]
    return _STATES[state]


def state_of(decision: Decision) -> State:
    """How it stands; a decision from before that was kept stands as it was made."""
    if decision.state is not State.SETTLED:
        return decision.state
    return _MADE[decision.action]


NOT_TAKEN = "could not be published"
_FLAGGED = {State.PUBLISHED: "nothing is wrong with it", State.REFUSED: "removed from the room"}
_STATES = {
    State.NOTED: "noted; the post stands",
    State.WAITING: "waits",
    State.ASKED: "waits for your decision",
    State.REFUSED: "not published",
    State.PUBLISHED: "published",
    State.CANCELLED: "taken back by its author",
}
_MADE: dict[str, State] = {
    Action.ALLOW: State.PUBLISHED,
    Action.FLAG: State.NOTED,
    Action.HOLD: State.WAITING,
    Action.ASK: State.ASKED,
    Action.REFUSE: State.REFUSED,
    Action.WITHDRAW: State.REFUSED,
}
TABLES = (NOT_TAKEN, *_FLAGGED.values(), *_STATES.values())
"""Texts that are said by name."""
