"""A table from its first row to its last: titles, headers, groups, people, footers."""

import re

from rooms.roster.child_rows import ChildRows
from rooms.roster.columns import Columns, SameMeaning
from rooms.roster.drafts import Doubts
from rooms.roster.group_cells import GroupOfRows
from rooms.roster.header_rows import Header, header_at, is_numbering, repeats
from rooms.roster.headers import Attribute
from rooms.roster.spelling import fold
from rooms.roster.tables.table import Cell, Row, Table, column_letters
from rooms.sentence import Sentence

_SUM = re.compile(r"(итого|всего|total)\b")
_FOOTER = re.compile(
    r"(подпись|воспитател[ьи]|заведующ(ая|ий)|руководитель|составил[аи]?|исполнитель|утвержда\w*"
    r"|ответственн\w+|примечани[ея]|дата|м\.\s?п\.|signature|head|educator)(\b|[:_])"
)
_FOOTER_CELLS = 3
"""Cells that the last lines under a list have at most."""
_AGAIN = re.compile(r"то же|тот же|та же|те же|[-/\s]*(?:[\"″〃“”'`»«]|//)[-\"″〃“”'`»«/\s]*")


class Sheet:
    """Reads one table; what is doubtful becomes a problem at its cell."""

    def __init__(self, table: Table, group: GroupOfRows, people: ChildRows, doubts: Doubts) -> None:
        self._table = table
        self._group = group
        self._people = people
        self._doubts = doubts
        self._above: Row | None = None

    def read(self) -> bool:
        """Everything in the table; tells whether it has column titles."""
        header: Header | None = None
        rows = self._good_rows()
        index = 0
        while index < len(rows):
            if found := header_at(rows, index):
                header = found
                index += found.rows
                self._begin(found)
            else:
                self._take(rows[index], header)
                index += 1
        return header is not None

    def _good_rows(self) -> list[Row]:
        """The rows without those that make the table doubtful, which are told."""
        for cell in self._table.flaws:
            if cell.flaw is not None:
                self._doubts.add(cell, cell.flaw)
        broken = {cell.row for cell in self._table.flaws}
        return [row for row in self._table.rows if row.number not in broken]

    def _begin(self, header: Header) -> None:
        self._interrupt()
        if isinstance(header.columns, SameMeaning):
            first = header.columns.first
            values = {"column": first if self._table.sheet is None else column_letters(first)}
            self._doubts.add(
                header.cells[header.columns.second],
                Sentence(
                    "This column says the same as column {column}: leave one of them, or say in the"
                    " titles whom each is about.",
                    values,
                ),
            )

    def _interrupt(self) -> None:
        self._people.interrupt()
        self._above = None

    def _take(self, row: Row, header: Header | None) -> None:
        if header is None:
            for cell in row.cells.values():
                self._group.take_title(cell)
        elif not isinstance(header.columns, SameMeaning):
            if self._is_line(row, header.columns) or _is_footer(row):
                self._interrupt()
            elif not is_numbering(row) and not repeats(header, row):
                row = self._written_out(row)
                self._people.take(row, header.columns)
                self._above = row

    def _is_line(self, row: Row, columns: Columns) -> bool:
        """Whether a row says nothing but the group of those below it."""
        texts = [cell for cell in row.cells.values() if not cell.text.strip().isdecimal()]
        group_at = columns.child.places.get(Attribute.GROUP)
        if len({fold(cell.text) for cell in texts}) != 1 or texts[0].column == group_at:
            return False
        return texts[0].flaw is None and self._group.take_line(texts[0])

    def _written_out(self, row: Row) -> Row:
        """Ditto marks replaced by what stands above them."""
        above = self._above.cells if self._above is not None else {}
        cells = {column: _again(cell, above.get(column)) for column, cell in row.cells.items()}
        return Row(row.number, cells)


def _again(cell: Cell, above: Cell | None) -> Cell:
    if above is None or not _AGAIN.fullmatch(fold(cell.text)):
        return cell
    return Cell(above.value, cell.row, cell.column, above.flaw)


def _is_footer(row: Row) -> bool:
    texts = [fold(cell.text) for _, cell in sorted(row.cells.items())]
    if any(_SUM.match(text) for text in texts[:2]):
        return True
    first = next((text for text in texts if not text.isdecimal()), "")
    is_short = len(texts) <= _FOOTER_CELLS
    return is_short and bool(_FOOTER.match(first) or (first and not first.strip("_- ")))
