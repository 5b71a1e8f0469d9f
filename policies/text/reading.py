"""A post's text, taken apart once for all rules."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import accumulate, chain, repeat
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from policies.post import Post
from policies.text.folding import may_fold, refolded, visible
from policies.text.lexemes import Lexemes
from policies.text.lexicon import Question, answers_in, lexicon
from policies.text.morphology import plain
from policies.text.veils import Chunk, spelled, veiled

_JOINS = "-'’ʼ"
_WORD = re.compile(rf"([^\W_]+(?:[{_JOINS}][^\W_]+)*)")
_STOPS = re.compile(r"[.!?…;\n]+")
_INITIAL = re.compile(r"[\s.][абвгджзклмнопрстуфхцчшщэю]")
"""The dot of an initial ends no sentence («Лёва П.», «и т. д.»)."""

_SPELLED = 3
"""So many letters in a row, each a word by itself, may be one that is spelled."""

_FIRST, _LAST = 3_200, 1_000
"""Characters of a long text whose words are looked at: all of the longest message that messengers
take (4,096)."""

_LONGEST_WORD = 40
_APART = 2
"""No sentence of the last words of a long text is one of the first, or the next to them."""
_NOT_YET: Any = object()
_LEXEMES = attrgetter("lexemes")

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
    in_order: Sequence[str]
    """The form of each of the words."""
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
        self.in_order = forms
        self.forms = frozenset(forms)
        self._made: dict[Hashable, Any] = {}
        self._known = lexicon()
        self._look_up()
        self.hyphened = tuple(each for each in self.words if "-" in each[0]) if "-" in lower else ()
        self.veiled = veiled(lower)
        self.spelled = spelled(lower) if self._may_be_spelled() else ()

    def answers(self, question: Question[T]) -> Sequence[tuple[int, T]]:
        """The words of which there is something to say, by their places (indices into `words`)."""
        said = self._answers.get(question.number)
        if said is not None:
            return said
        if question.is_seldom:
            self._renew()
            said = self._answers[question.number] = question.answers(self._entries)
            return said
        self._renew()
        return self._answers.get(question.number, ())

    def _renew(self) -> None:
        """Perhaps it is a new question."""
        if (known := lexicon()) is not self._known:
            self._known = known
            self._look_up()

    def _look_up(self) -> None:
        self._entries = [*map(self._known.__getitem__, self.in_order)]
        self._answers = answers_in(self._entries)
        self._lexemes: list[Lexemes] | None = None
        self._lexemes_there: frozenset[int] | None = None

    def once(self, view: Callable[..., T], *about: Hashable) -> T:
        """What a function makes of this reading (and of what else it is given): made once, however
        many rules ask for it."""
        key = (view, *about)
        made: T = self._made.get(key, _NOT_YET)
        if made is _NOT_YET:
            made = self._made[key] = view(self, *about)
        return made

    @property
    def lexemes(self) -> Sequence[Lexemes]:
        """For each of the words the numbers of those of the word lists that it may be; beside the
        first and the last there is none."""
        if self._lexemes is None:
            self._lexemes = [*map(_LEXEMES, self._entries), ()]
        return self._lexemes

    @property
    def lexemes_there(self) -> frozenset[int]:
        """The numbers of all words of the word lists that occur."""
        if self._lexemes_there is None:
            self._lexemes_there = frozenset(chain.from_iterable(self.lexemes))
        return self._lexemes_there

    @property
    def is_long(self) -> bool:
        """Whether there are words in between that are not among `words`."""
        return len(self.lower) > _FIRST + _LAST

    def _may_be_spelled(self) -> bool:
        """Whether there are three letters in a row, or one with a hyphen behind it."""
        if any(map(self.lower.__contains__, _JOINS)) and any(
            form[1:2] and form[1] in _JOINS for form in self.in_order
        ):
            return True
        lengths = [*map(len, self.in_order)]
        if lengths.count(1) < _SPELLED:
            return False
        places = [place for place, length in enumerate(lengths) if length == 1]
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
        return _words(lower, 0, 0)
    end = _between_words(lower, _FIRST, -1)
    begin = _between_words(lower, len(lower) - _LAST, 1)
    first = _words(lower[:end], 0, 0)
    last = _words(lower[begin:], begin, first[3][-1] + _APART if first[3] else 0)
    return first[0] + last[0], first[1] + last[1], first[2] + last[2], first[3] + last[3]


def _between_words(text: str, place: int, step: int) -> int:
    """The next place from there on where no word is cut in two, unless it is a giant one."""
    for at in range(place, place + step * _LONGEST_WORD, step):
        if not (text[at - 1].isalnum() and text[at].isalnum()):
            return at
    return place


def _words(text: str, begin: int, number: int) -> tuple[list[str], list[int], list[int], list[int]]:
    """The words of a text that begins there in the post, with the sentence of that number."""
    pieces = _WORD.split(text)  # every other one is a word
    places = [*accumulate(map(len, pieces), initial=begin)]
    words, starts, ends = pieces[1::2], places[1:-1:2], places[2::2]
    sentences: list[int] = []
    for end in _ends_of_sentences(text):
        sentences += [number] * (bisect_left(starts, begin + end) - len(sentences))
        number += 1
    sentences += [number] * (len(starts) - len(sentences))
    return words, starts, ends, sentences


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
