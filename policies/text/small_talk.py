"""Whether the words of a post say nothing beside thanks, congratulations or agreement.

What is known for sure comes from word lists; what stands in between, such as the festival that
somebody is thanked for, is followed by its grammar: a noun in the right case goes on with the
thanks, a verb says something new.
"""

import re
from collections.abc import Collection, Sequence
from enum import Enum, auto

from policies.text.grammar import parts_of
from policies.text.reading import Reading
from policies.text.vocabulary import Hit

INFORMATION = "moment"
"""The tag of words that are information wherever they stand."""

PLUS_NUMBERS = frozenset({"1", "100", "1000", "100500"})
"""What follows a plus that only agrees; ``+2`` is how many will come."""

_STOP = re.compile(r"[.!?…\n]")
_PAUSE = re.compile(r"[,;:()/|—–\u203c-\U0001faff]|\s-+\s")
_QUOTED = re.compile(r"[«\"“„][^«»\"“”„]{1,60}[»\"”“]")
_WITH = ("соглас", "солидар", "присоедин", "поддерж")


class _Course(Enum):
    """What the sentence is at."""

    NOTHING = auto()
    TO = auto()
    """Whom it is for."""
    FOR = auto()
    """What it is for."""
    WISH = auto()
    MAY = auto()
    """How things may turn out: anything."""
    WITH = auto()
    """Whom somebody agrees with."""


_BEGIN = {
    "thanks": _Course.TO, "congratulation": _Course.WISH, "wish": _Course.WISH,
    "growing": _Course.WISH, "deed": _Course.FOR,
}  # fmt: skip
_LINKS = {
    _Course.TO: frozenset({"от", "с", "со", "ко", "к"}),
    _Course.WITH: frozenset({"с", "со", "к", "ко"}),
}
_CASES = frozenset({"accusative", "oblique"})
_SOMEBODY = frozenset({"вам", "всем", "тебе", "ему", "ей", "им", "детям", "ребятам", "деткам"})
"""To whom something is wished; else “we wish to change” is what somebody wants."""
_LATER_LINKS = frozenset({"за", "к", "ко", "о", "об", "с", "со", "от", "для"})


def says_nothing_else(reading: Reading, hits: Sequence[Hit], tags: Collection[str]) -> bool:
    """Whether every word belongs to what was found (`tags`: those of `hits`), or goes on with it.

    At most some dozens of words should be asked about: unknown ones are looked up one by one.
    """
    return _Talk(reading, hits, tags).is_small()


class _Talk:
    def __init__(self, reading: Reading, hits: Sequence[Hit], tags: Collection[str]) -> None:
        self._reading = reading
        self._known = _known(hits)
        self._thanks = "thanks" in tags
        self._wishes = "congratulation" in tags or "wish" in tags
        self._warm = self._thanks or self._wishes or "welcome" in tags
        self._quoted = [found.span() for found in _QUOTED.finditer(reading.text)]
        self._course = _Course.NOTHING
        self._listing = False
        self._before = 0

    def is_small(self) -> bool:
        return all(self._goes_on(index) for index in range(len(self._reading.words)))

    def _goes_on(self, index: int) -> bool:
        word = self._reading.words[index]
        between = self._reading.text[self._before : word.start]
        self._before = word.end
        if _STOP.search(between):
            self._course, self._listing = _Course.NOTHING, False
        elif _PAUSE.search(between):
            self._listing = True
        tag = self._known.get(index)
        if tag is not None:
            begins = _BEGIN.get(tag)
            if begins is not None:
                self._course, self._listing = begins, False
            elif word.form.startswith(_WITH):
                self._course = _Course.WITH
            return tag != INFORMATION
        if word.form[0].isdigit():
            return between.endswith("+") and word.form in PLUS_NUMBERS
        if self._turns(word.form):
            return True
        if self._warm and any(first < word.start < last for first, last in self._quoted):
            return True
        return self._is_name(index) or self._is_congratulated(index) or self._fits(word.form)

    def _turns(self, form: str) -> bool:
        if form == "за" and self._thanks:
            self._course, self._listing = _Course.FOR, False
            return True
        if form in ("пусть", "пускай", "чтоб", "чтобы") and self._wishes:
            self._course = _Course.MAY
            return True
        return False

    def _is_name(self, index: int) -> bool:
        """A name that is called, thanked or agreed with, not one that something is told of."""
        parts = parts_of(self._reading.words[index].form)
        if "patronymic" in parts:
            return True
        if "name" not in parts:
            return False
        after = index + 1
        if after < len(self._reading.words):
            follows = self._reading.words[after].form
            if "patronymic" in (following := parts_of(follows)):
                return True
            told_of = after not in self._known and "name" not in following and follows != "за"
            if told_of and parts.isdisjoint(_CASES) and not self._pause_after(index):
                return False
            if follows in ("прав", "права"):
                return True
        if self._warm:
            return True
        if self._course is _Course.WITH:
            return not parts.isdisjoint(_CASES)
        return len(self._reading.words) > 1 and self._stands_apart(index)

    def _is_congratulated(self, index: int) -> bool:
        """Whoever stands right before the congratulation: “Кирюшу с днём рождения”."""
        if not self._wishes or self._known.get(index + 1) != "congratulation":
            return False
        return not parts_of(self._reading.words[index].form).isdisjoint(_CASES)

    def _stands_apart(self, index: int) -> bool:
        before = index == 0 or self._pause_after(index - 1)
        after = index == len(self._reading.words) - 1 or self._pause_after(index)
        return before and after

    def _pause_after(self, index: int) -> bool:
        words = self._reading.words
        between = self._reading.text[words[index].end : words[index + 1].start]
        return bool(_PAUSE.search(between) or _STOP.search(between))

    def _fits(self, form: str) -> bool:
        course = self._course
        if course is _Course.NOTHING or form == "у":
            return False
        if course is _Course.MAY:
            return True
        parts = parts_of(form)
        in_case = not parts.isdisjoint(_CASES)
        if course in _LINKS:
            firm = in_case and "nominative" not in parts and "verb" not in parts
            return firm or form in _LINKS[course]
        if "preposition" in parts:
            return not self._listing or form in _LATER_LINKS
        if "verb" in parts:
            return False
        if course is _Course.WISH and self._listing and in_case:
            return "oblique" in parts
        if "infinitive" in parts:
            return course is _Course.FOR or not _SOMEBODY.isdisjoint(self._reading.forms)
        return in_case or "particle" in parts


def _known(hits: Sequence[Hit]) -> dict[int, str]:
    """The tag of each word that was found; that of the longest find counts."""
    known: dict[int, str] = {}
    for hit in sorted(hits, key=lambda each: (each.last - each.first, each.tag in _BEGIN)):
        known.update((index, hit.tag) for index in range(hit.first, hit.last + 1))
    return known
