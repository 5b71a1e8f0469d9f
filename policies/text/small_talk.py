"""Whether the words of a post say nothing beside thanks, congratulations or agreement.

What is known for sure comes from word lists; what stands in between, such as the festival that
somebody is thanked for, is followed by its grammar: a noun in the right case goes on with the
thanks, a verb says something new; except what somebody feels (“we cried for joy”), what people
have done that are thanked (“for having put up with us”) and what may come true.
"""

import re
from collections.abc import Callable, Collection, Sequence
from enum import Enum, auto

from policies.text.grammar import Part, parts_of
from policies.text.reading import Reading, Word
from policies.text.vocabulary import Hit

SAID = "said"
"""The tag of what somebody does who is agreed with: «всё верно сказала»."""

INFORMATION = "moment"
"""The tag of words that are information wherever they stand."""

PLUS_NUMBERS = frozenset({"1", "100", "1000", "100500"})
"""What follows a plus that only agrees; ``+2`` is how many will come."""

_STOP = re.compile(r"[.!?…\n]")
_PAUSE = re.compile(r"[,;:()/|—–\u203c-\U0001faff]|\s-+\s")
_QUOTED = re.compile(r"[«\"“„][^«»\"“”„]{1,60}[»\"”“]")
_WITH = ("соглас", "солидар", "присоедин", "поддерж", "плюсую")


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
    DEED = auto()
    """What the thanked have done."""


_BEGIN = {
    "thanks": _Course.TO, "congratulation": _Course.WISH, "wish": _Course.WISH,
    "growing": _Course.WISH, "may": _Course.MAY, "deed": _Course.FOR,
}  # fmt: skip
_LINKS = {
    _Course.TO: frozenset({"от", "с", "со", "ко", "к", "из"}),
    _Course.WITH: frozenset({"с", "со", "к", "ко"}),
}
_CASES = frozenset({"accusative", "oblique"})
_SOMEBODY = frozenset({"вам", "всем", "тебе", "ему", "ей", "им", "детям", "ребятам", "деткам"})
"""To whom something is wished; else “we wish to change” is what somebody wants."""
_LATER_LINKS = frozenset({"за", "к", "ко", "о", "об", "с", "со", "от", "для"})
_MAY = frozenset({"пусть", "пускай", "чтоб", "чтобы"})
_WHO = frozenset({"кто", "кому", "которые", "которая", "который"})
_WHAT_FOR = frozenset({"что", "как"}) | _WHO
_OURS = frozenset({"наши", "мои", "наша", "моя", "наш", "мой", "вы", "вас"})
_PRAISED = frozenset({"вы", "ты"})
_ADDRESS_LINKS = frozenset({"по", "из"})
_THANKED = frozenset({_Course.TO, _Course.FOR, _Course.DEED})
_SAYS = frozenset({"verb", "infinitive", "adverb"})
_PLANS = frozenset({"request", "promise"})
_TOGETHER = frozenset({"с", "со"})
_PLUS = PLUS_NUMBERS | {"плюс", "плюсую", "плюсик"}
_RIGHT = frozenset({"прав", "права"})
_WORDS_OF = frozenset(
    {"словом", "словами", "слову", "словам", "слова", "позицию", "мнение", "мнением", "мнению"}
)
_SAYING = frozenset({"говорит", "пишет"})
_FAR_AGREED = 5
"""So many words from a name to the verdict on what was said."""
_DONE = ("л", "лся", "ек", "ес")
_NEAR = 6
"""So many words beside a feeling tell of it."""


def says_nothing_else(
    reading: Reading, hits: Sequence[Hit], tags: Collection[str], names: Callable[[str], bool]
) -> bool:
    """Whether every word belongs to what was found (`tags`: those of `hits`), or goes on with it.

    `names`: whether somebody is called so; the dictionary knows no Артёмка.

    At most some dozens of words should be asked about: unknown ones are looked up one by one.
    """
    return _Talk(reading, hits, tags, names).is_small()


class _Talk:
    def __init__(
        self,
        reading: Reading,
        hits: Sequence[Hit],
        tags: Collection[str],
        names: Callable[[str], bool],
    ) -> None:
        self._reading = reading
        self._names = names
        self._known = _known(hits)
        self._thanks = "thanks" in tags
        self._wishes = not {"congratulation", "wish", "may"}.isdisjoint(tags)
        self._warm = self._thanks or self._wishes or "welcome" in tags
        self._quoted = [found.span() for found in _QUOTED.finditer(reading.text)]
        self._clauses = _clauses(reading)
        self._felt = self._told_of_feelings(hits) if self._warm else frozenset[int]()
        self._addresses: dict[int, bool] = {}
        self._course = _Course.NOTHING
        self._listing = False
        self._before = 0
        self._previous = ""

    def is_small(self) -> bool:
        return all(self._goes_on(index) for index in range(len(self._reading.words)))

    def _goes_on(self, index: int) -> bool:
        word = self._reading.words[index]
        between = self._reading.text[self._before : word.start]
        self._before = word.end
        self._previous = self._reading.words[index - 1].form if index else ""
        self._pause(between)
        tag = self._known.get(index)
        if tag == SAID:
            return self._is_right(index)
        if tag is not None:
            self._take_up(tag, word.form)
            if tag == "deed":
                return self._thanks and "future" not in parts_of(word.form)
            return tag != INFORMATION
        if word.form[0].isdigit():
            return self._only_agrees(word, between)
        if self._turns(index):
            return True
        if index in self._felt:
            return not self._asks_or_promises(word.form)
        if self._warm and any(first < word.start < last for first, last in self._quoted):
            return True
        return (
            self._is_name(index)
            or self._is_congratulated(index)
            or self._fits(word.form)
            or ((self._thanks or self._wishes) and self._is_called(index))
        )

    def _pause(self, between: str) -> None:
        if _STOP.search(between):
            self._course, self._listing = _Course.NOTHING, False
        elif _PAUSE.search(between):
            self._listing = True

    def _take_up(self, tag: str, form: str) -> None:
        """What a word that is known begins."""
        begins = _BEGIN.get(tag)
        if begins is not None:
            self._course, self._listing = begins, False
        elif form.startswith(_WITH):
            self._course = _Course.WITH
        elif form in _WHAT_FOR and self._course in _THANKED:
            self._course, self._listing = _Course.DEED, False
        elif tag == "blessing" and self._wishes and "oblique" in parts_of(form):
            if self._course is not _Course.MAY:
                self._course = _Course.WISH
            self._listing = False

    def _only_agrees(self, word: Word, between: str) -> bool:
        """«+1» and «100%»; any other number is information."""
        if self._reading.text[word.end : word.end + 2].lstrip().startswith("%"):
            return len(word.form) in (3, 4) and word.form.isdecimal()
        return between.rstrip(" ").endswith("+") and word.form in PLUS_NUMBERS

    def _asks_or_promises(self, form: str) -> bool:
        return not parts_of(form).isdisjoint(_PLANS)

    def _turns(self, index: int) -> bool:
        """Whether a small word leads on to what comes next."""
        form = self._reading.words[index].form
        if form == "за" and self._thanks:
            self._course, self._listing = _Course.FOR, False
            return True
        if form in _TOGETHER and self._agrees_with(index):
            self._course = _Course.WITH
            return True
        if form == "к" and self._previous in _PLUS:
            return True
        starts = self._thanks and self._course is _Course.NOTHING
        if starts and (form == "от" or (form == "с" and self._previous == "нас")):
            self._course = _Course.TO
            return True
        if form in _MAY and self._wishes:
            self._course = _Course.MAY
            return True
        glad = form == "что" and self._known.get(index - 1) in ("praise", "feeling")
        if (form in _WHAT_FOR and self._course in _THANKED) or (glad and self._warm):
            self._course, self._listing = _Course.DEED, False
            return True
        if self._course is _Course.NOTHING and self._wishes:
            return self._is_wished(form)
        return False

    def _is_right(self, index: int) -> bool:
        """“(all) rightly said”, “rightly Julia said”, “Julia says the right thing”."""
        if self._known.get(index - 1) == "agreement":
            return True
        return (
            index > 1
            and self._is_called_so(index - 1)
            and self._known.get(index - 2) == "agreement"
        )

    def _agrees_with(self, index: int) -> bool:
        """Whether “with” begins “with Marina I agree”."""
        following = self._reading.words[index + 1 : index + _FAR_AGREED]
        agrees = any(word.form.startswith(_WITH) for word in following)
        return agrees and len(following) > 1 and self._is_called_so(index + 1)

    def _is_called_so(self, index: int) -> bool:
        """Whether a word is somebody's name, of the dictionary or short for one."""
        word = self._reading.words[index]
        if not {"name", "patronymic"}.isdisjoint(parts_of(word.form)):
            return True
        return self._reading.text[word.start].isupper() and self._names(word.form)

    def _is_agreed_with(self, index: int) -> bool:
        """“Julia is right”, “Julia rightly said”, “+1 to Julia”, “each word of Julia's”."""
        if self._previous in _WORDS_OF:
            return True
        if self._previous in _RIGHT:
            return index + 1 == len(self._reading.words) or self._pause_after(index)
        if self._previous in _PLUS or (self._previous == "к" and index > 1):
            return not parts_of(self._reading.words[index].form).isdisjoint(_CASES)
        return self._is_praised(index)

    def _is_praised(self, index: int) -> bool:
        """Whether a verdict on what somebody said follows before the next pause."""
        for place in range(index + 1, min(index + _FAR_AGREED, len(self._reading.words))):
            if self._pause_after(place - 1):
                return False
            if self._known.get(place) in (SAID, "praise"):
                return True
            if self._reading.words[place].form in _SAYING:
                return self._known.get(place) == "agreement"
        return False

    def _is_wished(self, form: str) -> bool:
        """“(I wish you) quiet nights”: a genitive that can be nothing else."""
        parts = parts_of(form)
        if "genitive" not in parts or not parts.isdisjoint({"nominative", "verb", "adverb"}):
            return False
        self._course, self._listing = _Course.WISH, False
        return True

    def _told_of_feelings(self, hits: Sequence[Hit]) -> frozenset[int]:
        """The words around feelings, up to the next pause."""
        return frozenset(
            index
            for hit in hits
            if hit.tag == "feeling"
            for index in range(hit.first - _NEAR, hit.last + _NEAR + 1)
            if 0 <= index < len(self._clauses) and self._clauses[index] == self._clauses[hit.first]
        )

    def _is_called(self, index: int) -> bool:
        """Whether the words between two pauses only say who is meant, or what they are like:
        “my dear neighbours”, “you our second mother”."""
        clause = self._clauses[index]
        if clause not in self._addresses:
            first = self._clauses.index(clause)
            last = first + self._clauses.count(clause)
            self._addresses[clause] = self._calls(range(first, last))
        return self._addresses[clause]

    def _calls(self, indices: range) -> bool:
        shapes = [(self._reading.words[each].form, self._known.get(each)) for each in indices]
        forms = [form for form, _ in shapes]
        praises = forms[0] in _PRAISED and len(forms) > 1
        meant = praises or not _OURS.isdisjoint(forms)
        for place, (form, tag) in enumerate(shapes):
            if form[0].isdigit() or form == "не" or tag == INFORMATION:
                return False
            parts = parts_of(form)
            thing = "noun" in parts and "animate" not in parts and "nominative" in parts
            if "preposition" in parts:
                if place == 0 or not (praises or form in _ADDRESS_LINKS):
                    return False
            elif tag is not None or form in _OURS:
                meant = meant or tag == "address"
            elif (thing and not praises) or not parts.isdisjoint(_SAYS):
                return False
            elif "nominative" in parts:
                meant = meant or "animate" in parts
            elif not meant:
                return False
        return meant

    def _is_name(self, index: int) -> bool:
        """A name that is called, thanked or agreed with, not one that something is told of."""
        parts = parts_of(self._reading.words[index].form)
        if "patronymic" in parts:
            return True
        if not self._is_called_so(index):
            return False
        if self._is_agreed_with(index):
            return True
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
            return not parts.isdisjoint(_CASES) or self._stands_apart(index)
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
        if course is _Course.DEED:
            return self._is_done(form, parts)
        in_case = not parts.isdisjoint(_CASES)
        if course in _LINKS:
            firm = in_case and "nominative" not in parts and "verb" not in parts
            origin = "genitive" in parts and self._previous in _LINKS[course]
            return firm or origin or form in _LINKS[course]
        if form in ("не", "ни"):
            return False
        if "preposition" in parts:
            return not self._listing or form in _LATER_LINKS
        if course is _Course.WISH and "genitive" in parts:
            return True
        if "verb" in parts:
            return False
        if course is _Course.WISH and self._listing and in_case:
            return "oblique" in parts
        if "infinitive" in parts:
            return course is _Course.FOR or not _SOMEBODY.isdisjoint(self._reading.forms)
        return in_case or "particle" in parts

    def _is_done(self, form: str, parts: frozenset[Part]) -> bool:
        """What the thanked have done; behind a comma only what one of “those who” did, too."""
        if not self._listing:
            return parts.isdisjoint({"future", "request"}) and form not in ("я", "мы", "мне", "нам")
        if "verb" in parts and form.endswith(_DONE):
            self._listing = False
            return True
        return "oblique" in parts and "nominative" not in parts


def _clauses(reading: Reading) -> list[int]:
    """The number of the clause for each word: pauses divide them."""
    numbers: list[int] = []
    before = number = 0
    for word in reading.words:
        between = reading.text[before : word.start]
        if before and (_PAUSE.search(between) or _STOP.search(between)):
            number += 1
        numbers.append(number)
        before = word.end
    return numbers


def _known(hits: Sequence[Hit]) -> dict[int, str]:
    """The tag of each word that was found; that of the longest find counts."""
    known: dict[int, str] = {}
    for hit in sorted(hits, key=lambda each: (each.last - each.first, each.tag in _BEGIN)):
        known.update((index, hit.tag) for index in range(hit.first, hit.last + 1))
    return known
