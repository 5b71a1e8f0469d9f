"""What is right in a regulation that has mistakes, so that it can be compared all the same."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from policies.regulation import NUMBERED_TWICE, Regulation, numbered_twice
from rooms.files.yaml_file import FileProblem, Mistake, mistakes, tree_of, validated
from rooms.files.yaml_tree import Location, Tree

_SPARED = frozenset({"roles", "except"})
"""Lists of a clause that lose a wrong entry, and leave a clause about the others."""


@dataclass(frozen=True, slots=True)
class Told:
    """A mistake, and the number of the clause that it is in."""

    mistake: Mistake
    clause: str | None


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The regulation without its mistakes, the places of what is left, and the mistakes."""

    regulation: Regulation
    tree: Tree
    told: tuple[Told, ...]


def salvaged(text: str, path: Path) -> Salvaged:
    """What can be used in the text of a regulation.

    A role that nobody knows is left out of its list, where there are others; else the clause is
    that has a mistake, and of two of one number the second. Raises FileProblem where it is no text
    with keys at all.
    """
    tree = tree_of(text, path)
    told = {}
    broken = set()  # the clauses that go in the end, when all their mistakes are known
    for mistake in _numbers_taken(tree):
        told[mistake.place, str(mistake.problem)] = _told(tree, mistake)
        broken.add(tree.place(mistake.location[:2]))
    while True:
        try:
            regulation = validated(tree, path, Regulation)
        except ValidationError as wrong:
            found = mistakes(tree, wrong)
            for mistake in found:
                told.setdefault((mistake.place, str(mistake.problem)), _told(tree, mistake))
                if mistake.of_key and (clause := _clause(mistake.location)):
                    broken.add(tree.place(clause))
            gone = _gone(tree, found)
            if () in gone:
                raise FileProblem(path, *found[0].place, found[0].problem) from None
            tree = tree.without(gone)
            continue
        places = [("clauses", index) for index in range(len(regulation.clauses))]
        gone = {place for place in places if tree.place(place) in broken}
        if not gone:
            return Salvaged(regulation, tree, tuple(told.values()))
        tree = tree.without(gone)


def _gone(tree: Tree, found: list[Mistake]) -> set[Location]:
    """What has to go for these mistakes. Where there are keys that nobody knows, only these: they
    hide what else is wrong beside them."""
    hidden = {_clause(each.location) for each in found if each.of_key}
    entries = Counter(each.location[:3] for each in found)
    return {
        each.location if each.of_key else _useless(tree, each.location, entries)
        for each in found
        if each.of_key or _clause(each.location) not in hidden or not _clause(each.location)
    }


def _useless(tree: Tree, location: Location, entries: Counter[Location]) -> Location:
    clause = _clause(location)
    if clause is None:  # an entry of a list beside the clauses, or all of what is under the key
        return location[:2] if tree.has(location[:2]) else location[:1]
    if len(location) == 4 and location[2] in _SPARED:
        entry = tree.content["clauses"][clause[1]][location[2]]
        if len(entry) > entries[location[:3]]:
            return location
    return clause


def _clause(location: Location) -> Location | None:
    return location[:2] if location[:1] == ("clauses",) and len(location) > 1 else None


def _numbers_taken(tree: Tree) -> Iterator[Mistake]:
    """Also of clauses that have other mistakes, which the model does not compare."""
    clauses = tree.content.get("clauses")
    count = len(clauses) if isinstance(clauses, list) else 0
    numbers = [_number(tree, ("clauses", index)) for index in range(count)]
    for index in numbered_twice(numbers):
        at = ("clauses", index, "id")
        problem = (NUMBERED_TWICE, {"id": numbers[index]})
        yield Mistake(at, tree.place(at), problem, of_key=False, is_written=True)


def _told(tree: Tree, mistake: Mistake) -> Told:
    clause = _clause(mistake.location)
    return Told(mistake, _number(tree, clause) if clause else None)


def _number(tree: Tree, clause: Location) -> str | None:
    """The number of a clause, as far as it has one."""
    written = tree.content["clauses"][clause[1]]
    number = written.get("id") if isinstance(written, dict) else None
    number = tree.written((*clause, "id")) or number
    return number.strip() or None if isinstance(number, str) else None
