"""From the bytes of a kindergarten's spreadsheet to children, guardians and problems."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rooms.roster.child_rows import ChildRows
from rooms.roster.drafts import Doubts
from rooms.roster.group_cells import GroupOfRows
from rooms.roster.group_names import GroupNames, NamedGroup
from rooms.roster.merging import Children
from rooms.roster.model import ReadRoster
from rooms.roster.sheets import Sheet
from rooms.roster.tables.file import read_tables
from rooms.roster.tables.refusal import RosterFileProblem
from rooms.roster.tables.table import Table
from rooms.sentence import Sentence

_NO_TITLES = Sentence(
    "There are no column titles: a row such as «ФИО ребёнка», «Дата рождения», «Мама», «Телефон"
    " мамы» is expected above the children."
)

__all__ = ["RosterFileProblem", "read_roster"]


def read_roster(
    path: Path, groups: Sequence[NamedGroup], group: str | None = None, today: date | None = None
) -> ReadRoster:
    """The children in a CSV, TSV, XLSX, ODS or XLS file, and a problem for each doubtful place.

    `group` is the key or the name of the group that all the children are in; None: the file says
    it. `today` is the day by which dates of birth are judged; None: this one. A child of which
    any row is doubtful is not among the children. Raises RosterFileProblem for what is no
    spreadsheet that can be read, and for a group that does not exist.
    """
    names = GroupNames(groups)
    asked = names.find(group) if group is not None else None
    if group is not None and asked is None:
        raise RosterFileProblem(path, names.unknown(group))
    tables = read_tables(path)
    if not any(table.rows or table.flaws for table in tables):
        raise RosterFileProblem(path, Sentence("Nothing is written in the file."))
    children = Children()
    all_doubts = []
    without_titles = []
    for table in tables:
        doubts = Doubts(table)
        all_doubts.append(doubts)
        of_rows = GroupOfRows(names, asked, table.sheet, doubts)
        people = ChildRows(table, of_rows, children, doubts, today or date.today())  # noqa: DTZ011
        if not Sheet(table, of_rows, people, doubts).read() and table.rows:
            without_titles.append((table, doubts))
    is_all = len(without_titles) == sum(bool(table.rows) for table in tables)
    for table, doubts in without_titles:
        if is_all or not _is_beside_the_point(table):
            doubts.add_to_all(_NO_TITLES)
    problems = [problem for doubts in all_doubts for problem in doubts.problems]
    return ReadRoster(children.finished(), tuple(problems))


def _is_beside_the_point(table: Table) -> bool:
    """Whether a sheet beside the lists is none: an instruction, or the hidden words of a menu."""
    return table.is_hidden or all(len(row.cells) == 1 for row in table.rows)
