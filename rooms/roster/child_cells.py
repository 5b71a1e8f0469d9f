"""The cells of a row that are about the child: its name and its date of birth."""

import re
from datetime import date

from rooms.roster.columns import Columns
from rooms.roster.dates import birth_date, split_date
from rooms.roster.drafts import Doubts, PhotoDraft
from rooms.roster.headers import Attribute
from rooms.roster.names import FullName, name_problem, split_given, split_name, tidy_name
from rooms.roster.photo_consents import photo_consent
from rooms.roster.tables.table import Cell, Row, Value
from rooms.sentence import Sentence

_NAME_COLUMNS = (Attribute.FULL_NAME, Attribute.SURNAME, Attribute.NAME, Attribute.PATRONYMIC)
_NUMBERING = re.compile(r"^\s*\d{1,3}\s*[.)]\s*")


def name_cells(row: Row, columns: Columns) -> list[Cell]:
    """The filled cells in which the child's name stands."""
    places = columns.child.places
    cells = [row.cell(places[part]) for part in _NAME_COLUMNS if part in places]
    return [cell for cell in cells if not cell.is_blank]


def read_name(row: Row, columns: Columns, doubts: Doubts) -> FullName | None:
    """The child's name from one cell or from several; None: it is doubtful."""
    places = columns.child.places
    if Attribute.FULL_NAME in places:
        return _from_one_cell(row, columns, doubts)
    parts = {
        part: tidy_name(row.cell(places[part]).text) if part in places else ""
        for part in _NAME_COLUMNS[1:]
    }
    missing = {
        Attribute.SURNAME: Sentence("The surname of the child is missing."),
        Attribute.NAME: Sentence("The name of the child is missing."),
    }
    is_good = True
    for part, text in parts.items():
        problem = name_problem(text) if text else missing.get(part)
        if problem is not None:
            doubts.add(row.cell(places[part]), problem)
            is_good = False
    if not is_good:
        return None
    name, patronymic = split_given(parts[Attribute.NAME])
    return FullName(parts[Attribute.SURNAME], name, parts[Attribute.PATRONYMIC] or patronymic)


def read_birth_date(
    row: Row, columns: Columns, first_day: date, today: date, doubts: Doubts
) -> date | None:
    """The date of birth; None: there is none, or it is doubtful."""
    places = columns.child.places
    if Attribute.BIRTH_DATE in places:
        cell = row.cell(places[Attribute.BIRTH_DATE])
        value: Value = cell.value
        if Attribute.FULL_NAME in places and cell.column == places[Attribute.FULL_NAME]:
            value = split_date(cell.text)[1]
    elif Attribute.FULL_NAME in places:  # «Иванов Пётр 05.03.2020» in the one column there is
        cell = row.cell(places[Attribute.FULL_NAME])
        value = split_date(cell.text)[1]
    else:
        return None
    found = birth_date(value, first_day, today)
    if isinstance(found, Sentence):
        doubts.add(cell, found)
        return None
    return found


def read_photo_consent(row: Row, columns: Columns, doubts: Doubts) -> PhotoDraft | None:
    """Whether the child may be shown in pictures; None: there is no column for it. Of several
    columns, such as for photos and for videos, each has to say so."""
    cells = [row.cell(column) for column in columns.child.photos]
    if not cells:
        return None
    said: list[bool | None] = []
    for cell in cells:
        found = photo_consent(cell.text)
        if isinstance(found, Sentence):
            doubts.add(cell, found)
        else:
            said.append(found)
    consent = False if False in said else None if None in said or not said else True
    return PhotoDraft(cells[0], consent)


def _from_one_cell(row: Row, columns: Columns, doubts: Doubts) -> FullName | None:
    places = columns.child.places
    cell = row.cell(places[Attribute.FULL_NAME])
    text = _NUMBERING.sub("", cell.text)
    if places.get(Attribute.BIRTH_DATE, cell.column) == cell.column:
        text = split_date(text)[0]
        text = re.sub(r"[\s,]*\b(д\.?\s?р|г\.?\s?р|род)\.?\s*$", "", text, flags=re.IGNORECASE)
    found = split_name(tidy_name(text), columns.given_first and not re.search("[а-яё]", text))
    if isinstance(found, Sentence):
        doubts.add(cell, found)
        return None
    if Attribute.PATRONYMIC in places and not found.patronymic:
        patronymic = tidy_name(row.cell(places[Attribute.PATRONYMIC]).text)
        return FullName(found.surname, found.name, patronymic)
    return found
