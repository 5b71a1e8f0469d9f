"""To which group the rows of a table belong: a column, a line, a title, the sheet, or as asked."""

import re

from rooms.roster.drafts import Doubts
from rooms.roster.group_names import GroupNames, announces_unknown, is_usual_sheet_name
from rooms.roster.tables.table import Cell
from rooms.sentence import Sentence


class GroupOfRows:
    """Knows the group of each row; all that is said of it must agree."""

    def __init__(
        self, names: GroupNames, asked: str | None, sheet: str | None, doubts: Doubts
    ) -> None:
        self._names = names
        self._asked = asked
        self._doubts = doubts
        self._sheet = sheet or ""
        self._context = names.find_sheet(sheet) if sheet else None
        self._unknown: Cell | None = None
        self._is_told = False

    def take_title(self, cell: Cell) -> None:
        """A cell above the column titles, which may name the group of all that follows."""
        if found := self._names.find_announced(cell.text):
            self._context, self._unknown = found, None
        elif announces_unknown(cell.text):
            self._unknown = cell

    def take_line(self, cell: Cell) -> bool:
        """A row with one text; tells whether it names the group of the rows below."""
        if found := self._names.find_announced(cell.text):
            self._context, self._unknown, self._is_told = found, None, False
        elif announces_unknown(cell.text):
            self._context, self._unknown, self._is_told = None, cell, False
            self._tell_unknown()
        else:
            return False
        return True

    def of_row(self, cell: Cell | None) -> str | None:
        """The key of the group of a row, with its cell if there is a column; None: doubtful."""
        said = None
        if cell is not None and not cell.is_blank:
            said = self._names.find(cell.text)
            if said is None:
                self._doubts.add(cell, self._names.unknown(cell.text))
                return None
            if self._context not in (None, said):
                self._contradict(cell, said, self._context or said)
                return None
        key = said or self._context
        if key is not None and self._asked not in (None, key):
            self._contradict(cell if said else None, key, self._asked or key)
            return None
        if key is None and (self._asked is None or self._unknown is not None):
            self._miss(cell)
            return None
        return key or self._asked

    def _contradict(self, cell: Cell | None, said: str, expected: str) -> None:
        names = {"said": self._names.name(said), "expected": self._names.name(expected)}
        what = Sentence("The group here is “{said}”, but “{expected}” is expected.", names)
        if cell is not None:
            self._doubts.add(cell, what)
        elif not self._is_told:
            self._is_told = True
            self._doubts.add_to_all(what)

    def _miss(self, cell: Cell | None) -> None:
        if cell is not None and self._unknown is None:
            self._doubts.add(cell, Sentence("The group of the child is missing."))
        elif not self._is_told:
            self._is_told = True
            self._tell_unknown()

    def _tell_unknown(self) -> None:
        self._is_told = True
        if self._unknown is not None:
            text = re.sub(r"^\W*(группа|гр\.?|group)\s*", "", self._unknown.text, flags=re.I)
            self._doubts.add(self._unknown, self._names.unknown(text.strip(" «»„“”\"':")))
        elif self._sheet and not is_usual_sheet_name(self._sheet):
            self._doubts.add_to_all(self._names.unknown(self._sheet))
        else:
            self._doubts.add_to_all(
                Sentence(
                    "It is not said which group these children are in: give the sheet the name of"
                    " the group, add a column «Группа», or name the group with --group."
                )
            )
