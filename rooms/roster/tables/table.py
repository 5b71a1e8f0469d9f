"""A table as it was read, whatever the file was: cells that know where they stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from rooms.sentence import Sentence

Value = str | int | float | bool | date | datetime | time | None
"""What a cell may hold; a date with a time is a datetime."""

MOST_ROWS = 20_000
"""Rows that a table may have."""
MOST_COLUMNS = 256
"""Columns that a table may have."""
MOST_CELLS = 200_000
"""Cells that the tables of a file may have together."""
LONGEST_TEXT = 2_000
"""Characters that a cell may have."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; row and column count from 1 and are those of the merged cell's first one.

    `row` is the line in a text file. `flaw` says why the value cannot be told although the cell
    is not empty: an error, or a formula that nobody computed.
    """

    value: Value
    row: int
    column: int
    flaw: Sentence | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written there."""
        if self.flaw is not None:
            return False
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def text(self) -> str:
        """What is written there, as text with its line breaks; a whole number without “.0”."""
        match self.value:
            case None:
                return ""
            case bool():
                return "да" if self.value else "нет"
            case float() if self.value.is_integer():
                return str(int(self.value))
            case datetime():
                return self.value.date().isoformat()
            case _:
                return str(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty: its number from 1 (the line in a text file), its filled cells."""

    number: int
    cells: Mapping[int, Cell]

    def cell(self, column: int) -> Cell:
        """The cell of that column, which may be blank."""
        return self.cells.get(column) or Cell(None, self.number, column)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or the whole of a text file (`sheet` is None).

    `first_day` is the day number 0 of its dates written as numbers. `flaws` are cells that make
    the table doubtful as a whole, such as a quotation mark that is never closed.
    """

    sheet: str | None
    rows: tuple[Row, ...]
    is_hidden: bool = False
    first_day: date = date(1899, 12, 30)
    flaws: tuple[Cell, ...] = ()


ERROR = Sentence("There is an error in this cell instead of a value.")
UNCOMPUTED = Sentence(
    "There is a formula here that nobody has computed: open the file in a spreadsheet program,"
    " save it there and take it again."
)
_ERROR_TEXT = re.compile(
    r"#(n/a|ref!|value!|name\?|div/0!|num!|null!|spill!|calc!|н/д|ссылка!|знач!|имя\?|дел/0!"
    r"|число!|пусто!)|err:\d+|#{3,}",
    re.IGNORECASE,
)


def text_cell(text: str, row: int, column: int) -> Cell:
    """A cell with this text, which may be what programs write for an error."""
    if len(text) > LONGEST_TEXT:
        return Cell(None, row, column, Sentence("There is far too much text in this cell."))
    if _ERROR_TEXT.fullmatch(text.strip()):
        return Cell(None, row, column, ERROR)
    return Cell(text, row, column)


def cell_name(row: int, column: int) -> str:
    """How spreadsheet programs call a cell: ``C7``."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """How spreadsheet programs call a column: ``C``, ``AA``."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def filled_rows(cells: Mapping[int, Mapping[int, Cell]]) -> tuple[Row, ...]:
    """The rows that have something written in them, by number."""
    return tuple(Row(number, cells[number]) for number in sorted(cells) if cells[number])


def put_downwards(cells: dict[int, dict[int, Cell]], top: int, bottom: int, column: int) -> None:
    """What is written in a merged cell holds for each of its rows that has anything else."""
    cell = cells.get(top, {}).get(column)
    if cell is None:
        return
    for number in range(top + 1, min(bottom, MOST_ROWS) + 1):
        if number in cells:
            cells[number].setdefault(column, cell)
