"""How the guardians of a child differ between the roster and a file. Pure."""

from dataclasses import dataclass
from typing import Literal

from rooms.roster.matching import same_at_child
from rooms.roster.model import Child, Guardian, Relation

Detail = Literal["new", "gone", "name", "relation", "phones", "language", "custody block"]


@dataclass(frozen=True, slots=True)
class GuardianChange:
    """What is different with one guardian; `relation` is the one of the file, where they are in it.

    Nothing here tells who it is.
    """

    relation: Relation
    details: tuple[Detail, ...]


def guardian_changes(before: Child, after: Child) -> tuple[GuardianChange, ...]:
    """Those who are different, new ones and gone ones, in the order of the file."""
    gone = list(before.guardians)
    changes = []
    for listed in after.guardians:
        known = _same(listed, gone)
        if known is None:
            changes.append(GuardianChange(listed.relation, ("new",)))
            continue
        gone.remove(known)
        if details := _details(known, listed):
            changes.append(GuardianChange(listed.relation, details))
    return (*changes, *(GuardianChange(one.relation, ("gone",)) for one in gone))


def _same(listed: Guardian, known: list[Guardian]) -> Guardian | None:
    if listed in known:
        return listed
    return next((one for one in known if same_at_child(one, listed)), None)


def _details(known: Guardian, listed: Guardian) -> tuple[Detail, ...]:
    differ: dict[Detail, bool] = {
        "name": known.name != listed.name,
        "relation": known.relation != listed.relation,
        "phones": known.phones != listed.phones,
        "language": known.language != listed.language,
        "custody block": known.blocked != listed.blocked,
    }
    return tuple(detail for detail, different in differ.items() if different)
