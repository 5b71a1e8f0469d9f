"""What a file would change in the stored roster. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rooms.roster.matching import Pair, pairs, same_at_child
from rooms.roster.model import RELATIONS, Child, Guardian
from rooms.storage.roster import StoredChild

Kind = Literal["new", "changed", "moved", "left", "returned"]
KINDS: tuple[Kind, ...] = ("new", "changed", "moved", "left", "returned")
Aspect = Literal["name", "birth date", "group", "guardians", "photo consent"]


@dataclass(frozen=True, slots=True)
class Change:
    """A child that the file has otherwise than the store.

    `before` is None for a new child, `after` for one that left. `aspects` are what is different;
    whoever moved to another group may have changed in other ways, too.
    """

    kind: Kind
    before: StoredChild | None
    after: Child | None
    aspects: tuple[Aspect, ...] = ()

    @property
    def child(self) -> Child:
        """The child as it will be, or was when it left."""
        if self.after is not None:
            return self.after
        assert self.before is not None  # noqa: S101 - one of the two is always there
        return self.before.child


def orderly(child: Child) -> Child:
    """The child with its guardians in the usual order, so that two spreadsheets are alike."""
    usual = sorted(child.guardians, key=lambda one: (RELATIONS.index(one.relation), one.name))
    return replace(child, guardians=tuple(usual))


def by_group_and_name(child: Child) -> tuple[str, ...]:
    """In which order children are shown."""
    born = child.birth_date.isoformat() if child.birth_date else ""
    names = (child.surname, child.name, child.patronymic)
    return (child.group, *(name.casefold().replace("ё", "е") for name in names), born)


def compare(
    stored: Sequence[StoredChild],
    read: Sequence[Child],
    groups: Collection[str],
    *,
    rows_skipped: bool = False,
) -> tuple[Change, ...]:
    """What taking over `read` would change, by group and name.

    `groups` are those of which the file speaks: of theirs, whoever is absent has left. Where rows
    of the file were skipped, nobody has left and no guardian is gone: they may be in these rows.
    Where the file did not ask whether a child may be shown in pictures, what is known stays.
    """
    wanted = [orderly(child) for child in read]
    found = pairs(stored, wanted, groups)
    matched = {one.id for one, _ in found}
    paired = {id(child) for _, child in found}
    changes = [Change("new", None, child) for child in wanted if id(child) not in paired]
    changes += filter(None, (_difference(pair, rows_skipped) for pair in found))
    if not rows_skipped:
        changes += _left(
            one for one in stored if one.id not in matched and one.child.group in groups
        )
    return tuple(sorted(changes, key=lambda change: by_group_and_name(change.child)))


def _left(absent: Iterable[StoredChild]) -> list[Change]:
    return [Change("left", one, None) for one in absent if one.left_at is None]


def _difference(pair: Pair, rows_skipped: bool) -> Change | None:
    before, after = pair
    if after.photo_consent is None and not after.photo_asked:
        after = replace(after, photo_consent=before.child.photo_consent)
    if rows_skipped:
        after = orderly(replace(after, guardians=after.guardians + _unread(before.child, after)))
    aspects = _aspects(orderly(before.child), after)
    if before.left_at is not None:
        return Change("returned", before, after, aspects)
    if before.child.group != after.group:
        return Change("moved", before, after, aspects)
    return Change("changed", before, after, aspects) if aspects else None


def _unread(known: Child, listed: Child) -> tuple[Guardian, ...]:
    """The guardians of whom nothing was read."""
    return tuple(
        guardian
        for guardian in known.guardians
        if not any(same_at_child(guardian, other) for other in listed.guardians)
    )


def _aspects(before: Child, after: Child) -> tuple[Aspect, ...]:
    differ: dict[Aspect, bool] = {
        "name": _names(before) != _names(after),
        "birth date": before.birth_date != after.birth_date,
        "group": before.group != after.group,
        "guardians": before.guardians != after.guardians,
        "photo consent": before.photo_consent != after.photo_consent,
    }
    return tuple(aspect for aspect, different in differ.items() if different)


def _names(child: Child) -> tuple[str, str, str]:
    return child.surname, child.name, child.patronymic
