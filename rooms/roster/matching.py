"""Which child of the stored roster is which child of a file, and which guardian is which person."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence

from rooms.roster.model import Child, Guardian
from rooms.storage.roster import StoredChild

Pair = tuple[StoredChild, Child]
Key = Callable[[Child], Hashable | None]
"""What makes two the same child; None: this cannot be told of the child."""


def normal(words: str) -> str:
    """A name as it is compared: without case, dots over ё and odd spaces."""
    return " ".join(words.casefold().replace("ё", "е").replace("-", " ").split())


def pairs(
    stored: Sequence[StoredChild], read: Sequence[Child], groups: Collection[str]
) -> list[Pair]:
    """Who is the same in both; `groups` are those of which the file speaks.

    The surest signs go first; a sign counts only where it points to one child on either side.
    Those who are here go before those who left.
    """
    here = {one.id: one for one in stored if one.left_at is None}
    gone = {one.id: one for one in stored if one.left_at is not None}
    unread = dict(enumerate(read))
    found: list[Pair] = []
    for known in (here, gone):
        for key in (_all, _whole_name_and_birth, _name_and_birth, _in_group, _surname_changed):
            found += _paired_off(known, unread, key)
        # Without a birth date a namesake in a group of which the file does not speak is another.
        absent = {number: one for number, one in known.items() if one.child.group in groups}
        found += _paired_off(absent, unread, _namesake)
    return found


def _paired_off(stored: dict[int, StoredChild], read: dict[int, Child], key: Key) -> Iterator[Pair]:
    """Those who have the same key, taken out of both."""
    numbers: defaultdict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, one in stored.items():
        numbers[key(one.child)][0].append(number)
    for index, child in read.items():
        numbers[key(child)][1].append(index)
    for sign, (known, new) in numbers.items():
        alike = len(known) == len(new) and (len(known) == 1 or key is _all)
        if sign is not None and alike:
            for number, index in zip(known, new, strict=True):
                yield stored.pop(number), read.pop(index)


def _all(child: Child) -> Hashable:
    return (child.group, _whole_name(child), child.birth_date)


def _whole_name_and_birth(child: Child) -> Hashable | None:
    return child.birth_date and (_whole_name(child), child.birth_date)


def _name_and_birth(child: Child) -> Hashable | None:
    return child.birth_date and (normal(child.surname), normal(child.name), child.birth_date)


def _in_group(child: Child) -> Hashable:
    return (child.group, normal(child.surname), normal(child.name))


def _surname_changed(child: Child) -> Hashable | None:
    named = (child.group, normal(child.name), normal(child.patronymic))
    return child.birth_date and (named, child.birth_date)


def _namesake(child: Child) -> Hashable | None:
    return None if child.birth_date else _whole_name(child)


def _whole_name(child: Child) -> tuple[str, str, str]:
    return normal(child.surname), normal(child.name), normal(child.patronymic)


def same_at_child(known: Guardian, listed: Guardian) -> bool:
    """Whether two entries at one child are the same person."""
    if normal(known.name) == normal(listed.name) and (known.name or _share_phone(known, listed)):
        return True
    if known.relation == listed.relation and _share_phone(known, listed):
        return True
    named = bool(known.name and listed.name)
    return named and known.relation == listed.relation and _names_agree(known, listed)


def same_anywhere(known: Guardian, listed: Guardian) -> bool:
    """Whether two entries at different children are the same person."""
    return _share_phone(known, listed) and _names_agree(known, listed)


def _share_phone(one: Guardian, other: Guardian) -> bool:
    return not set(one.phones).isdisjoint(other.phones)


def _names_agree(one: Guardian, other: Guardian) -> bool:
    """Whether they can be one name: the same, or one of them only a part or not known."""
    first, second = set(normal(one.name).split()), set(normal(other.name).split())
    return first <= second or second <= first
