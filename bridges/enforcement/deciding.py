"""A person decides, or undoes what was decided: from a card, by a command, on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bridges.enforcement.settle import Settlement
from bridges.enforcement.standing import can_be_decided, is_objection_open
from policies.verdict import Action
from rooms.sentence import Sentence
from rooms.storage import decisions
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State
from rooms.storage.queue import Task


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to be done now, or why nothing changes; and the decision as it stands then."""

    decision: Decision | None
    tasks: Sequence[Task] = ()
    problem: Sentence | None = None


async def decide(
    connection: Connection,
    settlement: Settlement,
    number: int,
    *,
    yes: bool,
    by: str,
    silent: bool = False,
) -> Ruling:
    """Let a post appear (or stand), or not, where that is still to be decided.

    Of what appears `silent` its author is not told: they are of another picture of the album.
    In one transaction with the tasks that come of it, which the caller keeps.
    """
    decision = await decisions.get(connection, number)
    if decision is None:
        return _unknown(number)
    if not can_be_decided(decision):
        return Ruling(decision, problem=_decided(decision))
    if decision.state is State.NOTED and yes:
        tasks = await settlement.clear(connection, decision, by)
    elif yes:
        tasks = await settlement.publish(connection, decision, by, silent=silent)
    elif decision.state is State.REFUSED:
        tasks = await settlement.uphold(connection, decision, by)
    else:
        tasks = await settlement.refuse(connection, decision, by)
    return await _ruling(connection, number, tasks)


async def decide_all(
    connection: Connection, settlement: Settlement, numbers: Sequence[int], *, yes: bool, by: str
) -> Ruling:
    """The same for those of an album, at least one, that are still to be decided.

    Of what appears, its author is told once, and of everything to which they have objected. Gives
    the first that could not be decided, if any, with the tasks of all.
    """
    known = [await decisions.get(connection, number) for number in numbers]
    undecided = [each for each in known if each is not None and can_be_decided(each)]
    if not undecided:
        return await decide(connection, settlement, numbers[0], yes=yes, by=by)
    rulings: list[Ruling] = []
    told = False
    for each in undecided:
        can_be_silent = each.state is State.ASKED and not is_objection_open(each)
        silent = told and can_be_silent
        ruling = await decide(connection, settlement, each.id, yes=yes, by=by, silent=silent)
        told = told or (can_be_silent and ruling.problem is None)
        rulings.append(ruling)
    shown = next((each for each in rulings if each.problem is not None), rulings[0])
    return replace(shown, tasks=[task for each in rulings for task in each.tasks])


async def undo(connection: Connection, settlement: Settlement, number: int, *, by: str) -> Ruling:
    """Turn a decision into its opposite; in a transaction as `decide`."""
    decision = await decisions.get(connection, number)
    if decision is None:
        return _unknown(number)
    match decision.state:
        case State.REFUSED | State.WAITING:
            tasks = await settlement.publish(connection, decision, by)
        case State.NOTED:
            tasks = await settlement.clear(connection, decision, by)
        case State.PUBLISHED if decision.action == Action.FLAG:
            tasks = await settlement.note_again(connection, decision, by)
        case State.PUBLISHED:
            tasks = await settlement.refuse(connection, decision, by)
        case _:
            return Ruling(decision, problem=_CANNOT_BE_UNDONE[decision.state])
    return await _ruling(connection, number, tasks)


async def _ruling(connection: Connection, number: int, tasks: Sequence[Task] | None) -> Ruling:
    decision = await decisions.get(connection, number)
    if tasks is None:
        has_origin = decision is not None and decision.origin
        faster = Sentence("Somebody else was faster.")
        return Ruling(decision, problem=faster if has_origin else _TOO_LATE)
    return Ruling(decision, tasks)


def _unknown(number: int) -> Ruling:
    return Ruling(None, problem=Sentence("There is no decision {number}.", {"number": number}))


def _decided(decision: Decision) -> Sentence:
    if decision.state is State.REFUSED and decision.settled_at is None:
        text = "The regulation did not let it appear. To publish it all the same, undo that."
        return Sentence(text)
    return _DECIDED.get(decision.state, _TOO_LATE)


_TOO_LATE = Sentence("It is from a time before this was possible: nothing can be changed any more.")
_TAKEN_BACK = Sentence("Its author took it back before it appeared; there is nothing to decide.")
_DECIDED = {
    State.PUBLISHED: Sentence("It is decided already: the post stands. This can be undone."),
    State.REFUSED: Sentence("It is decided already: the post does not appear. This can be undone."),
    State.CANCELLED: _TAKEN_BACK,
}
_CANNOT_BE_UNDONE = {
    State.ASKED: Sentence("It is not decided yet: decide it with yes or no."),
    State.CANCELLED: _TAKEN_BACK,
    State.SETTLED: _TOO_LATE,
}
