"""Who of the roster can be reached through a messenger, and who cannot yet. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rooms.roster.comparing import by_group_and_name
from rooms.roster.model import Child, Guardian
from rooms.storage.roster import StoredChild


@dataclass(frozen=True, slots=True)
class Entry:
    """A guardian of a child."""

    guardian_id: int
    guardian: Guardian
    child: Child


@dataclass(frozen=True, slots=True)
class GroupReach:
    """How far a group is reached.

    `children_reached` have at least one guardian with an account; `guardians` counts the persons
    whom no custody block keeps from their child, `reached` those of them with an account,
    `unreached` lists the others; `blocked` lists who gets nothing about a child, `alone` the
    children without any guardian in the roster.
    """

    group: str
    children: int
    children_reached: int
    guardians: int
    reached: int
    unreached: tuple[Entry, ...]
    blocked: tuple[Entry, ...]
    alone: tuple[Child, ...]


def reach(
    children: Iterable[StoredChild], linked: Collection[int], groups: Sequence[str]
) -> list[GroupReach]:
    """The reach of each group with children, those of `groups` first, in that order.

    `linked` are the guardians who have an account.
    """
    here = sorted(
        (one for one in children if one.left_at is None),
        key=lambda one: by_group_and_name(one.child),
    )
    order = [*groups, *sorted({one.child.group for one in here} - set(groups))]
    by_group = {group: [one for one in here if one.child.group == group] for group in order}
    return [_reach(group, members, linked) for group, members in by_group.items() if members]


def _reach(group: str, members: Sequence[StoredChild], linked: Collection[int]) -> GroupReach:
    entries = [
        Entry(who, guardian, one.child)
        for one in members
        for who, guardian in zip(one.guardian_ids, one.child.guardians, strict=True)
    ]
    open_to = [entry for entry in entries if not entry.guardian.blocked]
    persons = {entry.guardian_id for entry in open_to}
    reached = persons & set(linked)
    children_reached = sum(
        any(
            who in reached and not guardian.blocked
            for who, guardian in zip(one.guardian_ids, one.child.guardians, strict=True)
        )
        for one in members
    )
    return GroupReach(
        group=group,
        children=len(members),
        children_reached=children_reached,
        guardians=len(persons),
        reached=len(reached),
        unreached=tuple(entry for entry in open_to if entry.guardian_id not in reached),
        blocked=tuple(entry for entry in entries if entry.guardian.blocked),
        alone=tuple(one.child for one in members if not one.child.guardians),
    )
