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
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from policies.text.lexicon import Question
from policies.text.morphology import forms, plain
from policies.text.reading import Reading, Word

GAP = "..."
_GAP_WORDS = 3
_STEM = 3
_first = attrgetter("first")


class Hit(NamedTuple):
    """An entry that was found, its tag, and its first and last word (indices into `words`)."""

    tag: str
    entry: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class _Element:
    forms: frozenset[str]
    stem: str | None = None

    def fits(self, form: str) -> bool:
        return form.startswith(self.stem) if self.stem is not None else form in self.forms


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """An entry without the word by which it is looked for.

    `preceding` and `following` are the forms of which one must stand next to that word, and
    `needed` those of which one must stand somewhere in the text; empty: any. They only say quickly
    that most entries are not there.
    """

    tag: str
    written: str
    before: tuple[_Element | None, ...]  # None: a gap; the nearest to the anchor comes first
    rest: tuple[_Element | None, ...]
    preceding: frozenset[str]
    following: frozenset[str]
    needed: frozenset[str]

    @property
    def is_phrase(self) -> bool:
        return bool(self.before or self.rest)

    def at(self, words: Sequence[Word], anchor: int) -> Hit | None:
        """The entry where its anchor is this word."""
        first = _reach(words, self.before, anchor, -1) if self.before else anchor
        if first is None:
            return None
        last = _reach(words, self.rest, anchor, 1) if self.rest else anchor
        return None if last is None else Hit(self.tag, self.written, first, last)


@dataclass(frozen=True, slots=True, eq=False)
class _Meanings:
    """What a word may be: entries of it alone (tags, and what is written), and phrases with it."""

    alone: tuple[tuple[str, str], ...]
    phrases: tuple[_Entry, ...]


class Vocabulary:
    """Entries by tag, compiled once."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        by_form: dict[str, list[_Entry]] = {}
        by_stem: dict[str, list[_Entry]] = {}
        for tag, several in entries.items():
            for written in several:
                _add(tag, written, by_form, by_stem)
        self._by_form = Question(_shared(by_form).get)
        self._by_stem = Question(_Stems(_shared(by_stem)).of) if by_stem else None

    def find(self, reading: Reading) -> tuple[Hit, ...]:
        """All that is found, by where it begins; the same place may be found under several tags."""
        hits: list[Hit] = []
        for place, meanings in reading.answers(self._by_form):
            _take(hits, reading, place, meanings)
        if self._by_stem is not None:
            for place, several in reading.answers(self._by_stem):
                for meanings in several:
                    _take(hits, reading, place, meanings)
        if len(hits) > 1:
            hits.sort(key=_first)
        return tuple(hits)


class _Stems:
    """What words may be that begin in a certain way."""

    def __init__(self, meanings: Mapping[str, _Meanings]) -> None:
        self._meanings = meanings
        self._lengths: dict[str, list[int]] = {}
        for stem in meanings:
            lengths = self._lengths.setdefault(stem[:_STEM], [])
            if len(stem) not in lengths:
                lengths.append(len(stem))

    def of(self, form: str) -> tuple[_Meanings, ...] | None:
        """The meanings of the stems with which a form begins."""
        lengths = self._lengths.get(form[:_STEM])
        if lengths is None:
            return None
        stems = [form[:length] for length in lengths if length <= len(form)]
        return tuple(self._meanings[each] for each in stems if each in self._meanings) or None


def _add(
    tag: str, written: str, by_form: dict[str, list[_Entry]], by_stem: dict[str, list[_Entry]]
) -> None:
    parts = _parts(written)
    anchor = _anchor(parts)
    elements = [None if each == GAP else _element(each) for each in parts]
    before, rest = tuple(elements[:anchor][::-1]), tuple(elements[anchor + 1 :])
    entry = _Entry(
        tag, written, before, rest, _nearest(before), _nearest(rest), _needed(before, rest)
    )
    found_by = _element(parts[anchor])
    if found_by.stem is not None:
        by_stem.setdefault(found_by.stem, []).append(entry)
    for form in found_by.forms:
        by_form.setdefault(form, []).append(entry)


def _shared(entries: Mapping[str, Sequence[_Entry]]) -> dict[str, _Meanings]:
    """What each word may be; the forms of one word mostly are the same, and are one thing then."""
    known: dict[tuple[_Entry, ...], _Meanings] = {}
    meanings: dict[str, _Meanings] = {}
    for form, several in entries.items():
        key = tuple(several)
        if key not in known:
            known[key] = _Meanings(
                tuple((entry.tag, entry.written) for entry in several if not entry.is_phrase),
                tuple(entry for entry in several if entry.is_phrase),
            )
        meanings[form] = known[key]
    return meanings


def _take(hits: list[Hit], reading: Reading, place: int, meanings: _Meanings) -> None:
    """Add what a word is that stands at this place."""
    for tag, written in meanings.alone:
        hits.append(Hit(tag, written, place, place))
    if not meanings.phrases:
        return
    words = reading.words
    preceding = words[place - 1].form if place else ""
    following = words[place + 1].form if place + 1 < len(words) else ""
    for entry in meanings.phrases:
        if entry.following and following not in entry.following:
            continue
        if entry.preceding and preceding not in entry.preceding:
            continue
        if entry.needed and entry.needed.isdisjoint(reading.forms):
            continue
        hit = entry.at(words, place)
        if hit is not None:
            hits.append(hit)


def every_form(entries: Iterable[str]) -> frozenset[str]:
    """The forms that entries of one word stand for; phrases are left out."""
    single = (entry for entry in entries if " " not in entry)
    return frozenset(
        chain.from_iterable(
            {entry[1:]} if entry.startswith("=") else forms(entry) for entry in single
        )
    )


def _nearest(elements: Sequence[_Element | None]) -> frozenset[str]:
    """The forms of the element that comes first, where nothing else can."""
    return elements[0].forms if elements and elements[0] is not None else frozenset()


def _needed(*sides: Sequence[_Element | None]) -> frozenset[str]:
    """The forms of an element behind a gap."""
    return next(
        (
            each.forms
            for elements in sides
            if None in elements
            for each in elements[elements.index(None) :]
            if each is not None and each.forms
        ),
        frozenset(),
    )


def _parts(written: str) -> list[str]:
    if written.startswith('"') and written.endswith('"'):
        return [part if part == GAP else f"={part}" for part in written.strip('"').split()]
    return written.split()


def _anchor(parts: Sequence[str]) -> int:
    """The element by which an entry is looked for: the longest, since «на» is in every other post
    and «карту» is not."""
    fixed = [place for place, part in enumerate(parts) if part != GAP]
    return max(fixed, key=lambda place: len(parts[place].strip("=*")))


def _element(written: str) -> _Element:
    if written.endswith("*"):
        stem = plain(written[:-1])
        if len(stem) < _STEM:
            raise ValueError(f"{written}: at least {_STEM} letters are needed before the star")
        return _Element(frozenset(), stem)
    if written.startswith("="):
        return _Element(frozenset({plain(written[1:])}))
    return _Element(forms(written))


def _reach(
    words: Sequence[Word], elements: tuple[_Element | None, ...], at: int, step: int
) -> int | None:
    """The word at the far end of what stands behind word `at` (`step` 1) or before it (-1)."""
    for place, element in enumerate(elements):
        if element is None:
            for skipped in range(_GAP_WORDS + 1):
                found = _reach(words, elements[place + 1 :], at + step * skipped, step)
                if found is not None:
                    return found
            return None
        at += step
        if not 0 <= at < len(words) or not element.fits(words[at].form):
            return None
    return at
