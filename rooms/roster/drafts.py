"""What has been read so far: children and guardians that further rows may still add to."""

from dataclasses import dataclass, field
from datetime import date

from rooms.roster.model import RELATIONS, Child, Guardian, Problem, Relation
from rooms.roster.tables.table import Cell, Table, cell_name
from rooms.sentence import Sentence


@dataclass(slots=True)
class GuardianDraft:
    """Somebody of a row; `is_told`: the relation stands there and is not concluded."""

    cell: Cell
    name: str
    relation: Relation
    is_told: bool = True
    phones: tuple[str, ...] = ()
    language: str | None = None
    blocked: bool = False
    phone_cell: Cell | None = None

    def add_phones(self, phones: tuple[str, ...], cell: Cell | None = None) -> None:
        """More numbers of the same person, and the cell in which they stand."""
        self.phones = tuple(dict.fromkeys((*self.phones, *phones)))
        self.phone_cell = self.phone_cell or cell

    def finished(self) -> Guardian:
        """The guardian as the roster has them."""
        return Guardian(self.name, self.relation, self.phones, self.language, self.blocked)


@dataclass(slots=True)
class PhotoDraft:
    """What a row says of the child's consent to pictures, and in which cell."""

    cell: Cell
    consent: bool | None


@dataclass(slots=True)
class ChildDraft:
    """A child and the cells in which it stands first; `place` says where that is to people."""

    cell: Cell
    birth_cell: Cell
    group_cell: Cell
    place: str
    surname: str
    name: str
    patronymic: str
    birth_date: date | None
    group: str
    is_doubtful: bool = False
    guardians: list[GuardianDraft] = field(default_factory=list)
    photo: PhotoDraft | None = None

    def finished(self) -> Child:
        """The child as the roster has it, its guardians in the order of RELATIONS."""
        ordered = sorted(self.guardians, key=lambda one: RELATIONS.index(one.relation))
        guardians = tuple(guardian.finished() for guardian in ordered)
        return Child(
            surname=self.surname,
            name=self.name,
            patronymic=self.patronymic,
            birth_date=self.birth_date,
            group=self.group,
            guardians=guardians,
            photo_consent=self.photo.consent if self.photo else None,
            photo_asked=self.photo is not None,
        )


class Doubts:
    """The problems of a table, each at its cell."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.problems: list[Problem] = []

    def add(self, cell: Cell, what: Sentence) -> None:
        """Something is wrong in this cell, or in this line of a text file."""
        if self._table.sheet is None:
            problem = Problem(what, line=cell.row)
        else:
            problem = Problem(what, self._table.sheet, cell_name(cell.row, cell.column))
        if problem not in self.problems:
            self.problems.append(problem)

    def add_to_all(self, what: Sentence) -> None:
        """Something is wrong with the whole table."""
        self.problems.append(Problem(what, self._table.sheet))
