"""Groups as people write them: «Божьи коровки», "божьи коровки гр.", the key, ЁЖИКИ, ежики."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from policies.file_model import nearest
from rooms.roster.spelling import fold, tidy
from rooms.sentence import Sentence

_LONGEST_SHEET_NAME = 31
"""Characters that Excel leaves of the name of a sheet."""
_QUOTED = re.compile(r"[«“„\"'‘‚]\s*([^«»“”„\"'‘’‚]+?)\s*[»”“\"'’‘]")
_GROUP_WORD = re.compile(r"\b(?:группа|группы|группе|группу|гр|group)\b\.?", re.IGNORECASE)
_NOT_GROUPS = re.compile(r"^(лист|страница|таблица|sheet|table|page|list)[\s_-]*\d*$")


class NamedGroup(Protocol):
    """A group of the kindergarten, as far as a roster needs it."""

    @property
    def key(self) -> str:
        """Its short name in small Latin letters."""
        ...

    @property
    def name(self) -> str:
        """How people call it."""
        ...


class GroupNames:
    """All groups, by all that they may be called."""

    def __init__(self, groups: Sequence[NamedGroup]) -> None:
        self._names = {group.key: group.name for group in groups}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for group in groups:
            self._by_name[_plain(group.name)].add(group.key)
            self._by_name[_spaced(group.key)].add(group.key)

    def name(self, key: str) -> str:
        """How people call the group with this key."""
        return self._names[key]

    def find(self, text: str) -> str | None:
        """The key of the group that this text names; None: it names none, or more than one."""
        if text.strip() in self._names:
            return text.strip()
        spellings = (text, *_QUOTED.findall(text), re.sub(r"\([^()]*\)", " ", text))
        found: set[str] = set()
        for spelling in spellings:
            found |= self._by_name.get(_plain(spelling), set())
        return found.pop() if len(found) == 1 else None

    def find_sheet(self, sheet: str) -> str | None:
        """The same for the name of a sheet, of which Excel leaves only the beginning."""
        found = self.find(sheet)
        if found is None and len(sheet) >= _LONGEST_SHEET_NAME:
            start = _plain(sheet)
            longer = {
                key
                for name, keys in self._by_name.items()
                for key in keys
                if name.startswith(start)
            }
            return longer.pop() if len(longer) == 1 else None
        return found

    def find_announced(self, text: str) -> str | None:
        """The group that a title such as «Список группы "Ёжики" на 2026 год» is about."""
        whole = self._by_name.get(_plain(text), set())
        if len(whole) == 1:
            return next(iter(whole))
        word = _GROUP_WORD.search(fold(text))
        if word is None:
            return None
        return self._only_named(fold(text)[word.end() :]) or self._only_named(text)

    def _only_named(self, text: str) -> str | None:
        spaced = f" {_spaced(text)} "
        named = {
            key for name, keys in self._by_name.items() if f" {name} " in spaced for key in keys
        }
        return named.pop() if len(named) == 1 else None

    def unknown(self, text: str) -> Sentence:
        """What is said of a text that names no group."""
        known = ", ".join(f"{name} ({key})" for key, name in self._names.items())
        values = {"group": tidy(text)[:60], "known": known}
        meant = nearest(_plain(text), [name for name in self._by_name if name])
        if meant is None:
            return Sentence("There is no group “{group}”; there are: {known}.", values)
        key = next(iter(self._by_name[meant]))
        return Sentence(
            "There is no group “{group}”; is “{meant}” meant? There are: {known}.",
            values | {"meant": self._names[key]},
        )


def announces_unknown(text: str) -> bool:
    """Whether a line such as «Группа "Белочки"» is there to name the group of what follows."""
    return bool(re.match(r"(группа|гр\.?|group)\b", fold(text))) and len(text) <= 60


def is_usual_sheet_name(sheet: str) -> bool:
    """Whether a sheet is called as programs call it: Лист1, Sheet1."""
    return bool(_NOT_GROUPS.match(fold(sheet)))


def _spaced(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def _plain(text: str) -> str:
    """A name without case, quotes, punctuation and the word “group”."""
    without = _GROUP_WORD.sub(" ", fold(text))
    return _spaced(without) or _spaced(text)
