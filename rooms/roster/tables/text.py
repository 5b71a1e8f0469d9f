"""CSV, TSV and “Unicode text”, as spreadsheet programs save them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rooms.roster.tables.refusal import Unreadable, too_large
from rooms.roster.tables.table import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Row,
    Table,
    filled_rows,
    text_cell,
)
from rooms.sentence import Sentence

DELIMITERS = ";,\t|"
_OLD_ENCODINGS = ("cp1251", "cp866", "koi8-r")
"""What Windows, DOS and old Unix programs save; the first one is by far the most usual."""
_USUAL_WORDS = re.compile(
    r"фамил|имя|фио|ф\.и\.о|отчест|реб[её]н|групп|дата|рожд|тел|мам|мать|пап|отец|родител",
    re.IGNORECASE,
)
_LONGEST_CELL = 10_000
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")


def read_text(content: bytes) -> Table:
    """The table of a text file; raises Unreadable."""
    text = decode(content)
    if _is_binary(text):
        raise Unreadable(
            "This is no spreadsheet. Files saved as XLSX, ODS, XLS, CSV or TSV can be read."
        )
    start = re.match(r"sep=(.)(\r\n|\r|\n)", text)
    delimiter = start[1] if start else _delimiter(text)
    if start:  # a line of Excel's own; an empty one keeps the count of the lines
        text = text[start.end(1) :]
    return _table(text, delimiter)


def decode(content: bytes) -> str:
    """The text; its encoding shows by a byte order mark, by its bytes or by Russian words."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if content.startswith(b"\xef\xbb\xbf"):
        return _decoded(content, "utf-8-sig")
    if encoding := _unmarked_utf16(content):
        return _decoded(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        texts = [content.decode(encoding, "replace") for encoding in _OLD_ENCODINGS]
        return max(texts, key=lambda text: len(_USUAL_WORDS.findall(text)))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].decode(encoding, "replace").count("\n") + 1
        raise Unreadable(
            "The text breaks off or is damaged in line {line}: save the file again.", line=line
        ) from None


def _unmarked_utf16(content: bytes) -> str | None:
    """In UTF-16 every second byte of the delimiters, digits and line ends is zero."""
    start = content[:4000]
    if start[1::2].count(0) > len(start) // 8 and not start[0::2].count(0):
        return "utf-16-le"
    if start[0::2].count(0) > len(start) // 8 and not start[1::2].count(0):
        return "utf-16-be"
    return None


def _is_binary(text: str) -> bool:
    start = text[:20_000]
    return len(_CONTROL.findall(start)) + start.count("\0") > max(8, len(start) // 200)


def _delimiter(text: str) -> str:
    """What parts the cells: what gives the most rows of the same width, more than one cell each."""
    start = text[:50_000]
    if len(text) > len(start):
        start = start[: start.rfind("\n") + 1] or start

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = Counter(
            len(row) for row in _parsed(start, delimiter) if any(cell.strip() for cell in row)
        )
        widths.pop(1, None)
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return rows, width

    return max(DELIMITERS, key=evenness)


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def _table(text: str, delimiter: str) -> Table:
    cells: dict[int, dict[int, Cell]] = {}
    count = 0
    for number, row in _numbered(text, delimiter):
        count += len(row)
        if number > MOST_ROWS or count > MOST_CELLS:
            raise too_large()
        if any(len(written) > _LONGEST_CELL for written in row):
            raise _unclosed(number)
        read = [_cell(number, column, written) for column, written in enumerate(row, 1)]
        cells[number] = {cell.column: cell for cell in read[:MOST_COLUMNS] if not cell.is_blank}
    rows = filled_rows(cells)
    return Table(None, rows, flaws=tuple(_unclosed_quotes(text, delimiter, rows)))


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with the number of its first line; a row with quoted line breaks has several."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error:  # a cell of more than 128 KB
        raise _unclosed(line) from None


def _cell(line: int, column: int, text: str) -> Cell:
    if "\0" in text:
        flaw = Sentence(
            "There are zero bytes in column {column} of this line: the file is damaged here.",
            {"column": column},
        )
        return Cell(None, line, column, flaw)
    return text_cell(_CONTROL.sub("", text), line, column)


def _unclosed_quotes(text: str, delimiter: str, rows: Sequence[Row]) -> Iterator[Cell]:
    """The cell that swallows the rest of the file because its quotation mark is never closed."""
    if not rows:
        return
    last = rows[-1]
    column = max(last.cells)
    swallowed = last.cells[column]
    if swallowed.flaw is None and len(swallowed.text.splitlines()) < 2:
        return
    tail = "".join(text.splitlines(keepends=True)[last.number - 1 :])
    try:
        list(csv.reader(io.StringIO(tail, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as wrong:
        if "unexpected end of data" in str(wrong):
            flaw = Sentence("A quotation mark is opened in this line and never closed.")
            yield Cell(None, last.number, column, flaw)


def _unclosed(line: int) -> Unreadable:
    return Unreadable(
        "The cell that begins in line {line} is far too long: is a quotation mark never closed?",
        line=line,
    )
