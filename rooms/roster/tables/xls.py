"""XLS (Excel 97 to 2003), read with xlrd."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlrd

from rooms.roster.tables.refusal import Unreadable, damaged, protected, too_large
from rooms.roster.tables.table import (
    ERROR,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Table,
    filled_rows,
    put_downwards,
    text_cell,
)

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""The stream of a protected XLSX, which is an OLE file (MS-OFFCRYPTO 2.3.4.4)."""
_WORD_DOCUMENT = "WordDocument".encode("utf-16-le")


def read_xls(content: bytes) -> tuple[Table, ...]:
    """Every worksheet of the file; raises Unreadable."""
    if _ENCRYPTED_PACKAGE in content:
        raise protected()
    if _WORD_DOCUMENT in content:
        raise Unreadable("This is a text document. A spreadsheet is expected.")
    workbook = _load(content)
    day = date(1904, 1, 1) if workbook.datemode else date(1899, 12, 30)
    return tuple(_table(sheet, workbook.datemode, day) for sheet in workbook.sheets())


def _load(content: bytes) -> Any:
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        try:
            return xlrd.open_workbook(
                file_contents=content, formatting_info=True, ragged_rows=True, logfile=nowhere
            )
        except xlrd.XLRDError as wrong:
            raise protected() if "encrypted" in str(wrong) else damaged() from wrong
        except Exception as wrong:  # xlrd stumbles over damage with whatever error comes
            raise damaged() from wrong


def _table(sheet: Any, datemode: int, first_day: date) -> Table:
    cells: dict[int, dict[int, Cell]] = {}
    count = 0
    for row in range(sheet.nrows):
        for column in range(min(sheet.row_len(row), MOST_COLUMNS)):
            read = _cell(sheet.cell(row, column), row + 1, column + 1, datemode)
            if read.is_blank:
                continue
            count += 1
            if row >= MOST_ROWS or count > MOST_CELLS:
                raise too_large()
            cells.setdefault(row + 1, {})[column + 1] = read
    for top, bottom, left, _ in sheet.merged_cells:  # the first from 0, the last exclusive
        put_downwards(cells, top + 1, bottom, left + 1)
    return Table(sheet.name, filled_rows(cells), sheet.visibility != 0, first_day)


def _cell(cell: Any, row: int, column: int, datemode: int) -> Cell:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return text_cell(cell.value, row, column)
        case xlrd.XL_CELL_NUMBER:
            return Cell(cell.value, row, column)
        case xlrd.XL_CELL_DATE:
            return Cell(_date(cell.value, datemode), row, column)
        case xlrd.XL_CELL_BOOLEAN:
            return Cell(bool(cell.value), row, column)
        case xlrd.XL_CELL_ERROR:
            return Cell(None, row, column, ERROR)
        case _:
            return Cell(None, row, column)


def _date(number: float, datemode: int) -> datetime | float:
    try:
        moment: datetime = xlrd.xldate_as_datetime(number, datemode)
    except (ValueError, OverflowError):
        return number
    return moment
