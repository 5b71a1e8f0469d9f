"""Words and phrases that a rule looks for, in all their forms, found in one pass over a text.

An entry is made of one or several elements with spaces between them:

| element | finds |
|---|---|
| ``продать`` | any form of the word whose dictionary form this is |
| ``=продам`` | this form only |
| ``скид*`` | every word that begins so (three letters at least) |
| ``...`` | up to three words, of which nothing is known, or none |

In quotation marks all words of an entry are meant in this form only: ``"пошла вон"``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from policies.text.lexemes import Lexemes, number_of, numbered
from policies.text.lexicon import Question
from policies.text.morphology import forms, plain
from policies.text.packed import Groups, Strings
from policies.text.reading import Reading

GAP = "..."
_GAP_WORDS = 3
_MOST_FORMS = 8_192
"""Forms of which it is kept what they are in a vocabulary that is seldom asked."""
_STEM = 3
_first = attrgetter("first")
_made = tuple.__new__  # without a call of Python's: hits are many

_Element = int | str | None
"""The number of a word, how a word begins, or a gap."""


class Hit(NamedTuple):
    """An entry that was found, its tag, and its first and last word (indices into `words`)."""

    tag: str
    entry: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """An entry without the word by which it is looked for.

    `preceding` and `following` must stand next to that word, and `needed` somewhere in the text;
    None: any. They only say quickly that most entries are not there.
    """

    tag: str
    written: str
    before: tuple[_Element, ...]  # the nearest to the anchor comes first
    rest: tuple[_Element, ...]
    preceding: int | None
    following: int | None
    needed: int | None

    @property
    def is_phrase(self) -> bool:
        return bool(self.before or self.rest)

    def at(self, reading: Reading, anchor: int) -> Hit | None:
        """The entry where its anchor is this word."""
        first = _reach(reading, self.before, anchor, -1) if self.before else anchor
        if first is None:
            return None
        last = _reach(reading, self.rest, anchor, 1) if self.rest else anchor
        return None if last is None else _made(Hit, (self.tag, self.written, first, last))


class _Meanings(NamedTuple):
    """What a word may be: entries of it alone (tags, and what is written), and phrases with it.

    No phrase is there unless a word of `beside` stands next to this one, or one of `anywhere` in
    the text (None: there may be one all the same).
    """

    alone: tuple[tuple[str, str], ...]
    phrases: tuple[_Entry, ...]
    beside: frozenset[int]
    anywhere: frozenset[int] | None


class Vocabulary:
    """Entries by tag, compiled once. Those that are `seldom` looked for, beside others that have
    been found, cost nothing where they are not."""

    def __init__(self, entries: Mapping[str, Iterable[str]], *, seldom: bool = False) -> None:
        index = _Index(entries)
        self._meant = Question(
            lru_cache(_MOST_FORMS)(index.of) if seldom else index.of, seldom=seldom
        )

    def find(self, reading: Reading) -> tuple[Hit, ...]:
        """All that is found, by where it begins; the same place may be found under several tags."""
        hits: list[Hit] = []
        for place, (alone, phrases, beside, anywhere) in reading.answers(self._meant):
            for tag, written in alone:
                hits.append(_made(Hit, (tag, written, place, place)))
            if not phrases:
                continue
            lexemes = reading.lexemes
            preceding, following = lexemes[place - 1], lexemes[place + 1]
            if (
                (following and not beside.isdisjoint(following))
                or (preceding and not beside.isdisjoint(preceding))
                or anywhere is None
                or (anywhere and not anywhere.isdisjoint(reading.lexemes_there))
            ):
                _take_phrases(hits, reading, place, phrases)
        if len(hits) > 1:
            hits.sort(key=_first)
        return tuple(hits)


class _Index:
    """The entries of a vocabulary by the words that they are looked for by.

    Most of them are never looked for, so only their places are kept until then.
    """

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        listed = [(tag, each) for tag, several in entries.items() for each in several]
        self._tags = [tag for tag, _ in listed]
        written = [each for _, each in listed]
        self._written = Strings(written)
        numbered(part for each in written for part in _parts(each) if not _is_open(part))
        by_word: list[tuple[int, int]] = []
        self._by_stem: dict[str, Sequence[int]] = {}
        for place, several in enumerate(map(_parts, written)):
            found_by = [*map(_element, several)][_anchor(several)]
            if isinstance(found_by, int):
                by_word.append((found_by, place))
            elif found_by is not None:
                self._by_stem[found_by] = (*self._by_stem.get(found_by, ()), place)
        self._by_word = Groups(by_word)
        self._lengths: dict[str, list[int]] = {}
        for stem in self._by_stem:
            self._lengths.setdefault(stem[:_STEM], []).append(len(stem))
        self._known: dict[tuple[_Element, ...], _Meanings] = {}

    def of(self, form: str, lexemes: Lexemes) -> _Meanings | None:
        """What a form may be. Those of one word mostly are the same, and are one thing then."""
        key: tuple[_Element, ...] = ()
        if lexemes:
            key = tuple(each for each in lexemes if each in self._by_word)
        if lengths := self._lengths.get(form[:_STEM]):
            stems = (form[:length] for length in lengths if length <= len(form))
            key += tuple(each for each in stems if each in self._by_stem)
        if not key:
            return None
        meanings = self._known.get(key)
        if meanings is None:
            meanings = self._known[key] = self._meanings(key)
        return meanings

    def _meanings(self, key: tuple[_Element, ...]) -> _Meanings:
        words = chain.from_iterable(self._by_word[each] for each in key if isinstance(each, int))
        stems = chain.from_iterable(self._by_stem[each] for each in key if isinstance(each, str))
        entries = [self._entry(place) for place in (*sorted(words), *stems)]
        phrases = tuple(entry for entry in entries if entry.is_phrase)
        near = [each.preceding if each.following is None else each.following for each in phrases]
        apart = [
            entry.needed for entry, next_to in zip(phrases, near, strict=True) if next_to is None
        ]
        return _Meanings(
            tuple((entry.tag, entry.written) for entry in entries if not entry.is_phrase),
            phrases,
            frozenset(each for each in near if each is not None),
            None if None in apart else frozenset(each for each in apart if each is not None),
        )

    def _entry(self, place: int) -> _Entry:
        written = self._written[place]
        parts = _parts(written)
        elements, anchor = [*map(_element, parts)], _anchor(parts)
        before, rest = elements[:anchor][::-1], elements[anchor + 1 :]
        needed = _needed(before)
        return _Entry(
            self._tags[place],
            written,
            tuple(before),
            tuple(rest),
            _nearest(before),
            _nearest(rest),
            _needed(rest) if needed is None else needed,
        )


def _take_phrases(hits: list[Hit], reading: Reading, place: int, phrases: Iterable[_Entry]) -> None:
    """Add the phrases whose word at this place is the one that they are looked for by."""
    preceding, following = reading.lexemes[place - 1], reading.lexemes[place + 1]
    for entry in phrases:
        if entry.following is not None and entry.following not in following:
            continue
        if entry.preceding is not None and entry.preceding not in preceding:
            continue
        if entry.needed is not None and entry.needed not in reading.lexemes_there:
            continue
        hit = entry.at(reading, place)
        if hit is not None:
            hits.append(hit)


def check(written: str) -> None:
    """Raises ValueError for an entry that can be found in no post."""
    parts = _parts(written)
    _anchor(parts)
    for part in filter(_is_open, parts):
        _element(part)


def every_form(entries: Iterable[str]) -> frozenset[str]:
    """The forms that entries of one word stand for; phrases are left out."""
    single = (entry for entry in entries if " " not in entry)
    return frozenset(
        chain.from_iterable(
            {entry[1:]} if entry.startswith("=") else forms(entry) for entry in single
        )
    )


def _nearest(elements: Sequence[_Element]) -> int | None:
    """The word that comes first, where nothing else can."""
    first = elements[0] if elements else None
    return first if isinstance(first, int) else None


def _needed(elements: Sequence[_Element]) -> int | None:
    """A word behind a gap."""
    if None not in elements:
        return None
    behind = elements[elements.index(None) :]
    return next((each for each in behind if isinstance(each, int)), None)


def _parts(written: str) -> list[str]:
    if written.startswith('"') and written.endswith('"'):
        return [part if part == GAP else f"={part}" for part in written.strip('"').split()]
    return written.split()


def _anchor(parts: Sequence[str]) -> int:
    """The element by which an entry is looked for: the longest, since «на» is in every other post
    and «карту» is not."""
    fixed = [place for place, part in enumerate(parts) if part != GAP]
    return max(fixed, key=lambda place: len(parts[place].strip("=*")))


def _is_open(part: str) -> bool:
    """Whether it is a gap or the beginning of a word."""
    return part == GAP or part.endswith("*")


def _element(part: str) -> _Element:
    if part == GAP:
        return None
    if not part.endswith("*"):
        return number_of(part)
    stem = plain(part[:-1])
    if len(stem) < _STEM:
        raise ValueError(f"{part}: at least {_STEM} letters are needed before the star")
    return stem


def _reach(reading: Reading, elements: tuple[_Element, ...], at: int, step: int) -> int | None:
    """The word at the far end of what stands behind word `at` (`step` 1) or before it (-1)."""
    for place, element in enumerate(elements):
        if element is None:
            for skipped in range(_GAP_WORDS + 1):
                found = _reach(reading, elements[place + 1 :], at + step * skipped, step)
                if found is not None:
                    return found
            return None
        at += step
        if not 0 <= at < len(reading.words):
            return None
        if isinstance(element, int):
            if element not in reading.lexemes[at]:
                return None
        elif not reading.in_order[at].startswith(element):
            return None
    return at
