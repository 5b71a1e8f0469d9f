"""The tables of a file: what kind of file it is shows by its content, not by its name."""

import re
import stat
from pathlib import Path
from zipfile import ZipFile

import filetype

from rooms.roster.tables.container import opened
from rooms.roster.tables.ods import read_ods
from rooms.roster.tables.refusal import RosterFileProblem, Unreadable
from rooms.roster.tables.table import Table
from rooms.roster.tables.text import read_text
from rooms.roster.tables.xls import read_xls
from rooms.roster.tables.xlsx import read_xlsx
from rooms.sentence import Sentence

LARGEST = 10 * 1024 * 1024
"""Bytes that a file may have; a roster of 1,500 children has some 300 KB."""

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")
"""How a workbook of Excel 2 to 5 begins that is no OLE file."""
_WEB_PAGE = re.compile(rb"\s*(<!doctype html|<html|<table|<meta|<head)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml|\s*<\w+:?\w*[\s>]")


def read_tables(path: Path) -> tuple[Table, ...]:
    """Every table of the file; raises RosterFileProblem, and nothing else for any content."""
    content = _read(path)
    try:
        return _tables(content)
    except Unreadable as wrong:
        raise RosterFileProblem(path, wrong.problem) from wrong


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise RosterFileProblem(path, Sentence("This is not a file."))
        if status.st_size > LARGEST:
            raise RosterFileProblem(path, _too_large(status.st_size))
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise RosterFileProblem(
            path, Sentence("There is no file {path}.", {"path": path})
        ) from None
    except OSError as wrong:
        reason = wrong.strerror or "?"
        raise RosterFileProblem(
            path, Sentence("The file cannot be read: {reason}.", {"reason": reason})
        ) from None
    if len(content) > LARGEST:
        raise RosterFileProblem(path, _too_large(len(content)))
    if not content.strip():
        raise RosterFileProblem(path, Sentence("The file is empty."))
    return content


def _too_large(size: int) -> Sentence:
    megabyte = 1024 * 1024
    values = {"size": -(-size // megabyte), "limit": LARGEST // megabyte}
    return Sentence("The file has {size} MB; a roster may have at most {limit} MB.", values)


def _tables(content: bytes) -> tuple[Table, ...]:
    if content.startswith(_ZIP):
        return _of_container(content)
    if content.startswith(_OLE) or _OLD_BIFF.match(content):
        return read_xls(content)
    if _WEB_PAGE.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise Unreadable(
            "This is a web page, whatever its name says: open it in a spreadsheet program and save"
            " it as XLSX."
        )
    if _XML.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise Unreadable("This is XML: open it in a spreadsheet program and save it as XLSX.")
    if content.startswith(b"%PDF-"):
        raise Unreadable("This is a PDF document. A spreadsheet is expected.")
    kind = filetype.guess(content)
    if kind is not None and kind.mime.startswith(("image/", "audio/", "video/")):
        raise Unreadable("This is a picture, a sound or a film. A spreadsheet is expected.")
    return (read_text(content),)


def _of_container(content: bytes) -> tuple[Table, ...]:
    with opened(content) as container:
        names = container.namelist()
        folders = {name.partition("/")[0].casefold() for name in names}
        mimetype = _mimetype(container) if "mimetype" in names else ""
    if "opendocument.spreadsheet" in mimetype:
        return read_ods(content)
    if "opendocument" in mimetype or "word" in folders:
        raise Unreadable("This is a text document. A spreadsheet is expected.")
    if "ppt" in folders:
        raise Unreadable("This is a presentation. A spreadsheet is expected.")
    if any(name.casefold() == "xl/workbook.bin" for name in names):
        raise Unreadable("This is XLSB: open it in Excel and save it as XLSX.")
    if "xl" in folders or "[Content_Types].xml" in names:
        return read_xlsx(content)
    raise Unreadable("This is an archive of files. Unpack it and take the spreadsheet in it.")


def _mimetype(container: ZipFile) -> str:
    with container.open("mimetype") as part:
        return part.read(100).decode("ascii", "replace")
