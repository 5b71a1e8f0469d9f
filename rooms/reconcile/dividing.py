"""Sorting out a plan: what is done, by whom, and what is left: pure."""

from dataclasses import dataclass

from rooms.reconcile.changes import (
    Change,
    ChatChange,
    MakeAccount,
    PlumbChat,
    RoomChange,
    UnplumbChat,
)
from rooms.reconcile.changes_entering import ComeIn, TakePower
from rooms.reconcile.changes_leaving import CloseRoom, RemoveMember
from rooms.reconcile.plan import Plan
from rooms.reconcile.scope import Scope


@dataclass(frozen=True, slots=True)
class Todo:
    """What to do, by kind, and what to leave: for want of leave, or because it is spared."""

    accounts: tuple[MakeAccount, ...]
    of_rooms: tuple[RoomChange, ...]
    chats: tuple[ChatChange, ...]
    closings: tuple[CloseRoom, ...]
    waiting: tuple[Change, ...]
    spared: tuple[Change, ...]

    @property
    def count(self) -> int:
        """How many changes there are to make."""
        return len(self.accounts) + len(self.of_rooms) + len(self.chats) + len(self.closings)


def divide(plan: Plan, scope: Scope) -> Todo:
    """What of a plan is carried out."""
    intruders = [change for change in plan.waiting if _is_intruder(change, scope)]
    spared: list[Change] = []
    without_hold: set[str] = set()
    doing: list[Change] = []
    for change in (*plan.changes, *intruders):
        if scope.spares(change):
            spared.append(change)
            if isinstance(change, ComeIn | TakePower):
                without_hold.add(change.room.key)
        else:
            doing.append(change)
    return Todo(
        accounts=tuple(change for change in doing if isinstance(change, MakeAccount)),
        of_rooms=tuple(
            change
            for change in doing
            if isinstance(change, RoomChange) and change.room.key not in without_hold
        ),
        chats=tuple(change for change in doing if isinstance(change, PlumbChat | UnplumbChat)),
        closings=tuple(change for change in doing if isinstance(change, CloseRoom)),
        waiting=tuple(change for change in plan.waiting if change not in intruders),
        spared=tuple(spared),
    )


def _is_intruder(change: Change, scope: Scope) -> bool:
    return isinstance(change, RemoveMember) and (change.room.key, change.user_id) in scope.intruders
