"""Spreadsheets for tests, made by openpyxl or by LibreOffice."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.office import convert

Rows = list[list[Any]]
Finish = Callable[[Worksheet], None]


def workbook(path: Path, sheets: dict[str, Rows], finish: Finish | None = None) -> Path:
    """An XLSX made by openpyxl, which computes no formulas."""
    book = openpyxl.Workbook()
    assert book.active
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet: Worksheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if finish:
            finish(sheet)
    book.save(path)
    return path


def by_libreoffice(
    target: Path, kind: str, sheets: dict[str, Rows], finish: Finish | None = None
) -> None:
    """The same, opened, computed and saved by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        convert(workbook(Path(folder) / "source.xlsx", sheets, finish), kind, target)
