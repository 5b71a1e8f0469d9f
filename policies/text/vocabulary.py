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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from policies.text.morphology import forms, plain
from policies.text.reading import Reading, Word

GAP = "..."
_GAP_WORDS = 3
_STEM = 3


class Hit(NamedTuple):
    """An entry that was found, its tag, and its first and last word (indices into `words`)."""

    tag: str
    entry: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Element:
    forms: frozenset[str]
    stem: str | None = None

    def fits(self, form: str) -> bool:
        return form.startswith(self.stem) if self.stem is not None else form in self.forms


@dataclass(frozen=True, slots=True)
class _Entry:
    tag: str
    written: str
    before: tuple[_Element | None, ...]  # None: a gap; the nearest to the anchor comes first
    rest: tuple[_Element | None, ...]

    def at(self, words: Sequence[Word], anchor: int) -> Hit | None:
        """The entry where its anchor is this word."""
        first = _reach(words, self.before, anchor, -1) if self.before else anchor
        if first is None:
            return None
        last = _reach(words, self.rest, anchor, 1) if self.rest else anchor
        return None if last is None else Hit(self.tag, self.written, first, last)


class Vocabulary:
    """Entries by tag, compiled once."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self._by_form: dict[str, list[_Entry]] = {}
        self._by_stem: dict[str, list[tuple[str, _Entry]]] = {}
        for tag, written in chain.from_iterable(
            ((tag, entry) for entry in several) for tag, several in entries.items()
        ):
            self._add(tag, written)
        self._forms = frozenset(self._by_form)
        self._stems = frozenset(self._by_stem)

    def find(self, reading: Reading) -> tuple[Hit, ...]:
        """All that is found, by where it begins; the same place may be found under several tags."""
        exact = not self._forms.isdisjoint(reading.forms)
        stems = not self._stems.isdisjoint(reading.beginnings)
        hits: list[Hit] = []
        if exact:
            by_form, words = self._by_form, reading.words
            for place, word in enumerate(words):
                if word.form in by_form:
                    for entry in by_form[word.form]:
                        if (hit := entry.at(words, place)) is not None:
                            hits.append(hit)
        if stems:
            hits += self._begun(reading)
        hits.sort(key=_first)
        return tuple(hits)

    def _begun(self, reading: Reading) -> Iterator[Hit]:
        """What is found by how a word begins."""
        for place, word in enumerate(reading.words):
            for stem, entry in self._by_stem.get(word.form[:_STEM], ()):
                if word.form.startswith(stem):
                    hit = entry.at(reading.words, place)
                    if hit is not None:
                        yield hit

    def _add(self, tag: str, written: str) -> None:
        parts = _parts(written)
        anchor = _anchor(parts)
        elements = [None if each == GAP else _element(each) for each in parts]
        before, rest = tuple(elements[:anchor][::-1]), tuple(elements[anchor + 1 :])
        entry = _Entry(tag, written, before, rest)
        found_by = _element(parts[anchor])
        if found_by.stem is not None:
            self._by_stem.setdefault(found_by.stem[:_STEM], []).append((found_by.stem, entry))
        for form in found_by.forms:
            self._by_form.setdefault(form, []).append(entry)


def _first(hit: Hit) -> int:
    return hit.first


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
