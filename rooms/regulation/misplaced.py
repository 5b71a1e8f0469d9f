"""Where in the file the mistakes and contradictions of a regulation stand."""

from dataclasses import dataclass
from pathlib import Path

from policies.lint import Contradiction, Surroundings, contradictions
from rooms.regulation.salvaged import Told, salvaged


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A contradiction or a ``mistake``, with its line and column, from 1; `clause` is the number of
    its clause."""

    contradiction: Contradiction
    clause: str | None
    line: int
    column: int


def misplaced(text: str, path: Path, surroundings: Surroundings) -> list[Misplaced]:
    """What is wrong with the text of a regulation, and what contradicts itself in the rest of it;
    in the order of the file.

    Raises rooms.files.yaml_file.FileProblem where it is no text with keys at all.
    """
    whole = salvaged(text, path)
    regulation, tree = whole.regulation, whole.tree
    found = [_mistake(each) for each in whole.told]
    for each in contradictions(regulation, surroundings, is_whole=not whole.told):
        _, *within = each.place
        index = within[0] if each.place[0] == "clauses" and within else None
        clause = regulation.clauses[index].id if isinstance(index, int) else None
        found.append(Misplaced(each, clause, *tree.place(each.place)))
    return sorted(found, key=lambda each: (each.line, each.column))


def _mistake(told: Told) -> Misplaced:
    problem = told.mistake.problem
    text, values = (problem, {}) if isinstance(problem, str) else problem
    contradiction = Contradiction("mistake", told.mistake.location, text, values)
    return Misplaced(contradiction, told.clause, *told.mistake.place)
