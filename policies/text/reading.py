"""A post's text, taken apart once for all rules."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import accumulate, repeat
from typing import Any, NamedTuple, TypeVar

from policies.post import Post
from policies.text.folding import may_fold, refolded, visible
from policies.text.lexicon import Known, Question, lexicon
from policies.text.morphology import plain
from policies.text.veils import Chunk, spelled, veiled

_JOINS = "-'’ʼ"
_WORD = re.compile(rf"([^\W_]+(?:[{_JOINS}][^\W_]+)*)")
_STOPS = re.compile(r"[.!?…;\n]+")
_INITIAL = re.compile(r"[\s.][абвгджзклмнопрстуфхцчшщэю]")
"""The dot of an initial ends no sentence («Лёва П.», «и т. д.»)."""

_LETTER = Question(lambda form: True if len(form) == 1 else False if form[1] in _JOINS else None)
"""Whether a letter is a word by itself (True) or has a hyphen behind it (False)."""

_FIRST, _LAST = 4_000, 2_000
"""Characters of a long text whose words are looked at."""

T = TypeVar("T")


class Word(NamedTuple):
    """A word: as vocabularies spell it, and where it stands in `Reading.text`."""

    form: str
    start: int
    end: int
    sentence: int


class Reading:
    """Views of a post's text."""

    text: str
    """As it was written, without invisible characters (NFC, no spaces around it)."""
    lower: str
    """The text in lower case, ё as е, position by position."""
    words: tuple[Word, ...]
    """The words in their order: letters and digits, with hyphens inside. Of a text that is longer
    than anybody reads, the first and the last ones, so that nobody can make it take long."""
    forms: frozenset[str]
    """Which words occur."""
    hyphened: tuple[Word, ...]
    """The words with a hyphen in them."""
    veiled: tuple[Chunk, ...]
    """What may be words with letters hidden («х@й», «п1здец»)."""
    spelled: tuple[Chunk, ...]
    """What may be words written letter by letter («д у р а»)."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.text = unicodedata.normalize("NFC", visible(post.text)).strip()
        self.lower = lower = _lower(self.text)
        forms, starts, ends, sentences = _taken_apart(lower)
        if may_fold(lower):
            other = refolded(set(forms))
            forms = [other.get(form, form) for form in forms]
        # Each word is made without a call of Python's: there are many, and all posts have them.
        self.words = tuple(
            map(tuple.__new__, repeat(Word), zip(forms, starts, ends, sentences, strict=True))
        )
        self.forms = frozenset(forms)
        self._made: dict[Hashable, Any] = {}
        self._known: Known | None = None
        self.hyphened = tuple(each for each in self.words if "-" in each[0]) if "-" in lower else ()
        self.veiled = veiled(lower)
        self.spelled = spelled(lower) if self._may_be_spelled() else ()

    def answers(self, question: Question[T]) -> Sequence[tuple[int, T]]:
        """The words of which there is something to say, by their places (indices into `words`)."""
        known = lexicon()
        if known is not self._known:
            self._known, self._answers = known, known.answers([word[0] for word in self.words])
        return self._answers.get(question.number, ())

    def once(self, view: Callable[..., T], *about: Hashable) -> T:
        """What a function makes of this reading (and of what else it is given): made once, however
        many rules ask for it."""
        key = (view, *about)
        if key not in self._made:
            self._made[key] = view(self, *about)
        made: T = self._made[key]
        return made

    @property
    def is_long(self) -> bool:
        """Whether there are words in between that are not among `words`."""
        return len(self.lower) > _FIRST + _LAST

    def _may_be_spelled(self) -> bool:
        """Whether there are three letters in a row, or one with a hyphen behind it."""
        letters = self.answers(_LETTER)
        places = [place for place, alone in letters if alone]
        if len(places) < len(letters):
            return True
        return any(third - first == 2 for first, third in zip(places, places[2:], strict=False))

    def adjoins(self, place: int) -> bool:
        """Whether nothing but spaces stands between a word (an index into `words`) and the next."""
        return self.text[self.words[place].end : self.words[place + 1].start].isspace()

    def quote(self, first: int, last: int) -> str:
        """What was written from one word to another (indices into `words`, both included)."""
        return self.text[self.words[first].start : self.words[last].end]


def _lower(text: str) -> str:
    low = plain(text)
    if len(low) == len(text):
        return low
    return "".join(plain(letter)[0] for letter in text)  # some letters grow, such as İ


def _taken_apart(lower: str) -> tuple[list[str], list[int], list[int], list[int]]:
    """The words, their beginnings and ends, and the number of the sentence for each of them."""
    if len(lower) <= _FIRST + _LAST:
        words, starts, ends = _words(lower, 0)
    else:
        words, starts, ends = _words(lower[:_FIRST], 0)
        last = _words(lower[-_LAST:], len(lower) - _LAST)
        words, starts, ends = words + last[0], starts + last[1], ends + last[2]
    sentences: list[int] = []
    number = 0
    for number, end in enumerate(_ends_of_sentences(lower), 1):
        sentences += [number - 1] * (bisect_left(starts, end) - len(sentences))
    sentences += [number] * (len(starts) - len(sentences))
    return words, starts, ends, sentences


def _words(text: str, begin: int) -> tuple[list[str], list[int], list[int]]:
    """The words of a text that begins there in the post, their beginnings and their ends."""
    pieces = _WORD.split(text)  # every other one is a word
    ends = [*accumulate(map(len, pieces), initial=begin)]
    return pieces[1::2], ends[1:-1:2], ends[2::2]


def _ends_of_sentences(lower: str) -> Iterator[int]:
    """Where a sentence is over, with its stops."""
    length = len(lower)
    for stops in _STOPS.finditer(lower):
        start, end = stops.span()
        goes_on = end < length and not lower[end].isspace()
        if goes_on and "\n" not in stops[0]:
            continue
        if start > 1 and _INITIAL.match(lower, start - 2):
            start += 1
        if start < end and not (goes_on and "\n" not in lower[start:end]):
            yield end
