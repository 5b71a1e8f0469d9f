"""The rows with people in them: a child with its guardians, or more guardians of the last one."""

from datetime import date

from rooms.roster.child_cells import name_cells, read_birth_date, read_name, read_photo_consent
from rooms.roster.columns import Columns
from rooms.roster.drafts import ChildDraft, Doubts
from rooms.roster.group_cells import GroupOfRows
from rooms.roster.guardian_cells import read_guardians
from rooms.roster.headers import Attribute
from rooms.roster.merging import Children
from rooms.roster.tables.table import Cell, Row, Table
from rooms.sentence import Sentence


class ChildRows:
    """Takes the rows of a table one by one; a row with a doubt makes its child doubtful."""

    def __init__(
        self, table: Table, group: GroupOfRows, children: Children, doubts: Doubts, today: date
    ) -> None:
        self._table = table
        self._group = group
        self._children = children
        self._doubts = doubts
        self._today = today
        self._last: ChildDraft | None = None
        self._last_is_lost = False

    def interrupt(self) -> None:
        """What follows does not belong to the child above: a title or a footer stands between."""
        self._last, self._last_is_lost = None, False

    def take(self, row: Row, columns: Columns) -> None:
        """Read a row."""
        before = len(self._doubts.problems)
        for column in sorted(columns.all):
            cell = row.cell(column)
            if cell.flaw is not None:
                self._doubts.add(cell, cell.flaw)
        has_flaw = len(self._doubts.problems) > before
        names = name_cells(row, columns)
        if names:
            self._last = None if has_flaw else self._child(row, columns, names, before)
            self._last_is_lost = self._last is None
        elif not has_flaw:
            self._go_on(row, columns, before)
        elif self._last is not None:
            self._last.is_doubtful = True

    def _child(
        self, row: Row, columns: Columns, names: list[Cell], before: int
    ) -> ChildDraft | None:
        places = columns.child.places
        group_cell = row.cell(places[Attribute.GROUP]) if Attribute.GROUP in places else None
        name = read_name(row, columns, self._doubts)
        born = read_birth_date(row, columns, self._table.first_day, self._today, self._doubts)
        group = self._group.of_row(group_cell)
        guardians = read_guardians(row, columns, self._doubts)
        photo = read_photo_consent(row, columns, self._doubts)
        if name is None or group is None:
            return None
        birth_at = places.get(Attribute.BIRTH_DATE)
        draft = ChildDraft(
            cell=names[0],
            birth_cell=names[0] if birth_at is None else row.cell(birth_at),
            group_cell=group_cell or names[0],
            place=self._place(row),
            surname=name.surname,
            name=name.name,
            patronymic=name.patronymic,
            birth_date=born,
            group=group,
            is_doubtful=len(self._doubts.problems) > before,
            guardians=guardians,
            photo=photo,
        )
        goes_on = all(cell.row != row.number for cell in names)  # merged with the row above
        return self._children.add(draft, self._doubts, goes_on)

    def _go_on(self, row: Row, columns: Columns, before: int) -> None:
        """A row without a name of a child: further guardians of the child above."""
        guardians = read_guardians(row, columns, self._doubts)
        photo = read_photo_consent(row, columns, self._doubts)
        has_doubt = len(self._doubts.problems) > before
        birth_at = columns.child.places.get(Attribute.BIRTH_DATE)
        if self._last is not None:
            self._last.is_doubtful |= has_doubt
            self._children.add_guardians(self._last, guardians, self._doubts, goes_on=True)
            self._children.add_photo(self._last, photo, self._doubts)
        elif not self._last_is_lost and (guardians or (birth_at and birth_at in row.cells)):
            cell = row.cell(min(columns.child.columns))
            self._doubts.add(cell, Sentence("The name of the child is missing."))

    def _place(self, row: Row) -> str:
        sheet = self._table.sheet
        return str(row.number) if sheet is None else f"{row.number} («{sheet}»)"
