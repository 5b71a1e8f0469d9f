"""XLSX, read with openpyxl after a look through it: openpyxl itself knows no limits."""

import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from xml.etree.ElementTree import Element

import openpyxl
from openpyxl.cell.cell import Cell as AnyCell
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rooms.roster.tables.container import elements, is_xml, local, opened
from rooms.roster.tables.refusal import damaged, too_large
from rooms.roster.tables.table import (
    ERROR,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    UNCOMPUTED,
    Cell,
    Table,
    filled_rows,
    put_downwards,
    text_cell,
)

_STRINGS = "xl/sharedStrings.xml"


@dataclass
class _Contents:
    """What the look through a file has found."""

    cells: int = 0
    others: int = 0
    has_uncomputed: bool = False


def read_xlsx(content: bytes) -> tuple[Table, ...]:
    """Every worksheet of the file; raises Unreadable."""
    with opened(content) as container:
        contents = _look_through(container)
        content = _with_usual_names(container, content)
    values = _load(content, computed=True)
    formulas = _load(content, computed=False) if contents.has_uncomputed else None
    return tuple(
        _table(sheet, formulas[sheet.title] if formulas else None, _first_day(values))
        for sheet in values.worksheets
    )


def _look_through(container: zipfile.ZipFile) -> _Contents:
    """Count cells, texts and styles, and refuse XML with entities; raises Unreadable."""
    found = _Contents()
    for name in filter(is_xml, container.namelist()):
        for element in elements(container, name):
            match local(element):
                case "c":
                    found.cells += 1
                    found.has_uncomputed |= _is_uncomputed(element)
                case "mergeCell":
                    found.cells += _area(element.get("ref", ""))
                case "si" | "xf":
                    found.others += 1
                    element.clear()
                case "row":
                    element.clear()
            if max(found.cells, found.others) > MOST_CELLS:
                raise too_large()
    return found


def _area(merged: str) -> int:
    """Cells of a range such as ``A1:C7``: openpyxl makes an object for each of them."""
    left, top, right, bottom = range_boundaries(merged)
    if left is None or top is None or right is None or bottom is None:
        raise damaged()
    return (right - left + 1) * (bottom - top + 1)


def _is_uncomputed(cell: Element) -> bool:
    """A formula without a value; the empty text, which is one, has a type of its own."""
    texts = {local(part): part.text for part in cell}
    return "f" in texts and not texts.get("v") and cell.get("t") != "str"


def _with_usual_names(container: zipfile.ZipFile, content: bytes) -> bytes:
    """1C writes SharedStrings.xml but says sharedStrings.xml; Excel takes that, openpyxl not."""
    odd = [
        name
        for name in container.namelist()
        if name != _STRINGS and name.casefold() == _STRINGS.casefold()
    ]
    if not odd or _STRINGS in container.namelist():
        return content
    renamed = BytesIO()
    with zipfile.ZipFile(renamed, "w") as target:
        for name in filter(is_xml, container.namelist()):
            target.writestr(_STRINGS if name in odd else name, container.read(name))
    return renamed.getvalue()


def _load(content: bytes, computed: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it does not keep when it writes a file
        try:
            return openpyxl.load_workbook(BytesIO(content), data_only=computed, keep_links=False)
        except Exception as wrong:  # openpyxl raises whatever its parts raise
            raise damaged() from wrong


def _first_day(workbook: Workbook) -> date:
    if workbook.epoch == CALENDAR_MAC_1904:
        return date(1904, 1, 1)
    return date(1899, 12, 30)


def _table(sheet: Worksheet, formulas: Worksheet | None, first_day: date) -> Table:
    cells: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sheet._cells.items():
        if column > MOST_COLUMNS or isinstance(cell, MergedCell):
            continue
        read = _cell(cell, row, column, formulas)
        if not read.is_blank:
            if row > MOST_ROWS:
                raise too_large()
            cells.setdefault(row, {})[column] = read
    for merged in sheet.merged_cells.ranges:
        put_downwards(cells, merged.min_row, merged.max_row, merged.min_col)
    return Table(sheet.title, filled_rows(cells), sheet.sheet_state != "visible", first_day)


def _cell(cell: AnyCell, row: int, column: int, formulas: Worksheet | None) -> Cell:
    if cell.value is None:
        formula = formulas._cells.get((row, column)) if formulas else None
        flaw = UNCOMPUTED if formula is not None and formula.data_type == "f" else None
        return Cell(None, row, column, flaw)
    if cell.data_type == "e":
        return Cell(None, row, column, ERROR)
    match cell.value:
        case str() as text:
            return text_cell(text, row, column)
        case bool() | int() | float() | datetime() | date() | time() as value:
            return Cell(value, row, column)
        case other:
            return Cell(str(other), row, column)
