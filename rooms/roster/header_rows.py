"""The header of a table: one row, or up to three under each other."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rooms.roster.columns import Columns, SameMeaning, columns_of
from rooms.roster.headers import Attribute, Meaning, Subject, meaning_of
from rooms.roster.spelling import fold, tidy
from rooms.roster.tables.table import Cell, Row

_MOST_ROWS = 3
_OF_NAME = frozenset({Attribute.FULL_NAME, Attribute.SURNAME, Attribute.NAME})
_SAYS_NAME = re.compile(r"фио|ф\W{1,2}и\W{1,2}о|фамил|name")

_NEAR = re.compile(
    r"ф\W{0,2}и\W{0,2}о\b|фам|имя|им[её]н|реб[её]н|дет(и|ей)|воспит|обуч|учен|малыш"
    r"|name|child|kid|pupil|student",
    re.IGNORECASE,
)
"""Without any of these no header names a child."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header: the rows that it takes, its texts, and what its columns mean."""

    rows: int
    texts: Mapping[int, str]
    columns: Columns | SameMeaning
    cells: Mapping[int, Cell]


def header_at(rows: Sequence[Row], index: int) -> Header | None:
    """The header that begins in this row; None: none does."""
    near = rows[index : index + _MOST_ROWS]
    if not any(_NEAR.search(cell.text) for row in near for cell in row.cells.values()):
        return None  # as with nearly all rows; what follows takes its time
    found = _deepest(rows, index)
    if found is None or found.rows == 1:
        return found
    texts = {fold(cell.text) for cell in rows[index].cells.values()}
    below = _deepest(rows, index + 1) if len(texts) == 1 else None
    if below is not None and isinstance(below.columns, Columns):
        return None  # one text above a header that needs no more: the title of the list
    return found


def _deepest(rows: Sequence[Row], index: int) -> Header | None:
    """The header that begins here and takes as many rows as belong to it."""
    best = None
    for depth in range(1, _MOST_ROWS + 1):
        taken = rows[index : index + depth]
        if len(taken) < depth or (depth > 1 and not _goes_on(taken[-1])):
            break
        texts = _texts(taken)
        meanings = _meanings(texts)
        if not _is_header(texts, meanings):
            continue
        columns = columns_of(meanings)
        if columns is not None:
            cells = {column: taken[-1].cell(column) for column in texts}
            best = Header(depth, texts, columns, cells)
    return best


def repeats(header: Header, row: Row) -> bool:
    """Whether a row says the header's last row again, as at the top of every printed page."""
    texts = {column: fold(cell.text) for column, cell in row.cells.items()}
    return texts.items() <= {column: fold(text) for column, text in header.texts.items()}.items()


def is_numbering(row: Row) -> bool:
    """Whether a row counts the columns: 1, 2, 3, 4 …, as official forms have it."""
    texts = [cell.text.strip() for _, cell in sorted(row.cells.items())]
    if len(texts) < 3 or not all(text.isdecimal() and len(text) < 4 for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _goes_on(row: Row) -> bool:
    """Whether a row under a header's first one belongs to it: titles, and no people in it."""
    texts = [cell.text for cell in row.cells.values() if cell.row == row.number]
    if not texts or any(re.search(r"\d{3}", text) for text in texts):
        return False
    known = [text for text in texts if meaning_of(text) is not None]
    return len(known) * 2 >= len(texts) and (len(known) > 1 or len(texts) == 1)


def _texts(rows: Sequence[Row]) -> dict[int, str]:
    """The text of each column; what stands above several columns holds for all of them."""
    together: dict[int, list[str]] = {}
    for depth, row in enumerate(rows):
        below = [column for other in rows[depth + 1 :] for column in other.cells]
        above = ""
        for column in range(1, max([*row.cells, *below]) + 1):
            cell = row.cells.get(column)
            if cell is not None:
                above = tidy(cell.text)
            elif column not in below:
                above = ""
            said = together.setdefault(column, [])
            if above and above not in said:
                said.append(above)
    return {column: " ".join(said) for column, said in together.items() if said}


def _meanings(texts: Mapping[int, str]) -> dict[int, Meaning]:
    found = {column: meaning_of(text) for column, text in texts.items()}
    return {column: meaning for column, meaning in found.items() if meaning is not None}


def _is_header(texts: Mapping[int, str], meanings: Mapping[int, Meaning]) -> bool:
    """Whether these texts name a child and something more, or are plainly «ФИО ребёнка»."""
    of_child = {
        column
        for column, meaning in meanings.items()
        if meaning.subject in (None, Subject.CHILD) and meaning.attributes & _OF_NAME
    }
    if not of_child:
        return False
    if len(meanings) > 1:
        return len(set(texts.values())) > 1
    return all(_SAYS_NAME.search(fold(texts[column])) for column in of_child)
