"""ODS, read from its XML (OpenDocument 1.3, part 3): the libraries for it tell nothing of merged
cells, errors and formulas without a value, and unpack repeated cells without a limit."""

import re
import zipfile
from datetime import date, datetime
from xml.etree.ElementTree import Element

from rooms.roster.tables.container import elements, local, opened
from rooms.roster.tables.refusal import damaged, protected, too_large
from rooms.roster.tables.table import (
    ERROR,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    UNCOMPUTED,
    Cell,
    Table,
    Value,
    filled_rows,
    put_downwards,
    text_cell,
)

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_MANIFEST = "META-INF/manifest.xml"
_ONE_CELL = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}


def read_ods(content: bytes) -> tuple[Table, ...]:
    """Every sheet of the file; raises Unreadable."""
    with opened(content) as container:
        names = container.namelist()
        if _MANIFEST in names and _is_encrypted(container):
            raise protected()
        if "content.xml" not in names:
            raise damaged()
        return _Sheets().read(container)


def _is_encrypted(container: zipfile.ZipFile) -> bool:
    return any(local(element) == "encryption-data" for element in elements(container, _MANIFEST))


class _Sheets:
    """The sheets of a document, read row by row as its XML comes."""

    def __init__(self) -> None:
        self._tables: list[Table] = []
        self._hidden_styles: set[str] = set()
        self._cells: dict[int, dict[int, Cell]] = {}
        self._merged: list[tuple[int, int, int]] = []
        self._row = 1
        self._count = 0
        self._first_day = date(1899, 12, 30)

    def read(self, container: zipfile.ZipFile) -> tuple[Table, ...]:
        for element in elements(container, "content.xml"):
            match element.tag:
                case tag if tag == f"{_STYLE}style":
                    self._take_style(element)
                case tag if tag == f"{_TABLE}null-date":
                    self._first_day = date.fromisoformat(
                        element.get(f"{_TABLE}date-value", "1899-12-30")
                    )
                case tag if tag == f"{_TABLE}table-row":
                    self._take_row(element)
                    element.clear()
                case tag if tag == f"{_TABLE}table":
                    self._take_table(element)
                    element.clear()
        return tuple(self._tables)

    def _take_style(self, style: Element) -> None:
        for properties in style.iter(f"{_STYLE}table-properties"):
            if properties.get(f"{_TABLE}display") == "false":
                self._hidden_styles.add(style.get(f"{_STYLE}name", ""))

    def _take_row(self, row: Element) -> None:
        column = 1
        cells: dict[int, Cell] = {}
        for element in row:
            if element.tag not in _ONE_CELL:
                continue
            repeated = _number(element, "number-columns-repeated")
            read = _cell(element, self._row, column)
            if not read.is_blank:
                for offset in range(max(0, min(repeated, MOST_COLUMNS + 1 - column))):
                    cells[column + offset] = Cell(read.value, self._row, column + offset, read.flaw)
                spanned = _number(element, "number-rows-spanned")
                if spanned > 1:
                    self._merged.append((self._row, self._row + spanned - 1, column))
            column += repeated
        repeated = _number(row, "number-rows-repeated")
        if cells:
            self._keep(cells, repeated)
        self._row += repeated

    def _keep(self, cells: dict[int, Cell], repeated: int) -> None:
        self._count += len(cells) * repeated
        if self._row + repeated - 1 > MOST_ROWS or self._count > MOST_CELLS:
            raise too_large()
        for number in range(self._row, self._row + repeated):
            self._cells[number] = {
                column: Cell(cell.value, number, column, cell.flaw)
                for column, cell in cells.items()
            }

    def _take_table(self, table: Element) -> None:
        for top, bottom, column in self._merged:
            put_downwards(self._cells, top, bottom, column)
        is_hidden = table.get(f"{_TABLE}style-name") in self._hidden_styles
        name = table.get(f"{_TABLE}name", "")
        self._tables.append(Table(name, filled_rows(self._cells), is_hidden, self._first_day))
        self._cells, self._merged, self._row = {}, [], 1


def _number(element: Element, name: str) -> int:
    return max(1, int(element.get(f"{_TABLE}{name}", "1")))


def _cell(element: Element, row: int, column: int) -> Cell:
    if element.get(f"{_CALC}value-type") == "error":
        return Cell(None, row, column, ERROR)
    kind = element.get(f"{_OFFICE}value-type")
    has_formula = element.get(f"{_TABLE}formula") is not None
    if kind is None:
        return Cell(None, row, column, UNCOMPUTED if has_formula else None)
    value = _value(element, kind)
    if isinstance(value, str):
        return text_cell(value, row, column)
    return Cell(value, row, column)


def _value(element: Element, kind: str) -> Value:
    match kind:
        case "float" | "currency" | "percentage":
            return float(element.get(f"{_OFFICE}value", "nan"))
        case "boolean":
            return element.get(f"{_OFFICE}boolean-value") == "true"
        case "date":
            return _date(element.get(f"{_OFFICE}date-value", ""))
        case "string" if (text := element.get(f"{_OFFICE}string-value")) is not None:
            return text
        case _:
            return "\n".join(_text(part) for part in element.findall(f"{_TEXT}p"))


def _date(written: str) -> datetime | str:
    """A date or a date with a time, as XML Schema writes it; a fraction of a second is dropped."""
    try:
        return datetime.fromisoformat(re.sub(r"[.,]\d+$", "", written))
    except ValueError:
        return written


def _text(paragraph: Element) -> str:
    """The text of a paragraph with its spans; ``text:s`` stands for several spaces."""
    parts = [paragraph.text or ""]
    for child in paragraph:
        match local(child):
            case "s":
                parts.append(" " * min(100, int(child.get(f"{_TEXT}c", "1"))))
            case "tab":
                parts.append(" ")
            case "line-break":
                parts.append("\n")
            case "annotation":
                pass
            case _:
                parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
