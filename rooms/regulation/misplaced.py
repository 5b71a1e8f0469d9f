"""Where in the file the contradictions of a regulation stand."""

from dataclasses import dataclass
from pathlib import Path

from policies.lint import Contradiction, Surroundings, contradictions
from policies.regulation import Regulation
from rooms.files.yaml_file import load_text
from rooms.files.yaml_tree import read_tree


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A contradiction with its line and column, from 1; `clause` is the number of its clause."""

    contradiction: Contradiction
    clause: str | None
    line: int
    column: int


def misplaced(text: str, path: Path, surroundings: Surroundings) -> list[Misplaced]:
    """What contradicts itself in the text of a regulation, in the order of the file.

    Raises rooms.files.yaml_file.FileProblem where it cannot be read at all.
    """
    regulation = load_text(text, path, Regulation)
    tree = read_tree(text)
    found = []
    for each in contradictions(regulation, surroundings):
        _, *within = each.place
        index = within[0] if each.place[0] == "clauses" and within else None
        clause = regulation.clauses[index].id if isinstance(index, int) else None
        found.append(Misplaced(each, clause, *tree.place(each.place)))
    return sorted(found, key=lambda each: (each.line, each.column))
