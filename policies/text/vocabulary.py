"""Words and phrases that a rule looks for, in all their forms, found in one pass over a text.

An entry is made of one or several elements with spaces between them:

| element | finds |
|---|---|
| ``продать`` | any form of the word whose dictionary form this is |
| ``=продам`` | this form only |
| ``скид*`` | every word that begins so (three letters at least) |
| ``...`` | up to three words, of which nothing is known, or none |
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from policies.text.morphology import forms, plain
from policies.text.reading import Reading

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
    rest: tuple[_Element | None, ...]  # None: a gap

    def last_of(self, reading: Reading, first: int) -> int | None:
        """The last word of the entry that begins with word `first`."""
        return _last(reading, self.rest, first)


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
        if not exact and not stems:
            return ()
        hits = []
        for first, word in enumerate(reading.words):
            entries: list[_Entry] = []
            if exact and (known := self._by_form.get(word.form)):
                entries += known
            if stems and (begun := self._by_stem.get(word.form[:_STEM])):
                entries += [entry for stem, entry in begun if word.form.startswith(stem)]
            for entry in entries:
                last = entry.last_of(reading, first) if entry.rest else first
                if last is not None:
                    hits.append(Hit(entry.tag, entry.written, first, last))
        return tuple(hits)

    def _add(self, tag: str, written: str) -> None:
        head, *rest = written.split()
        elements = tuple(None if each == GAP else _element(each) for each in rest)
        entry = _Entry(tag, written, elements)
        begins = _element(head)
        if begins.stem is not None:
            self._by_stem.setdefault(begins.stem[:_STEM], []).append((begins.stem, entry))
        for form in begins.forms:
            self._by_form.setdefault(form, []).append(entry)


def _element(written: str) -> _Element:
    if written.endswith("*"):
        stem = plain(written[:-1])
        if len(stem) < _STEM:
            raise ValueError(f"{written}: at least {_STEM} letters are needed before the star")
        return _Element(frozenset(), stem)
    if written.startswith("="):
        return _Element(frozenset({plain(written[1:])}))
    return _Element(forms(written))


def _last(reading: Reading, rest: tuple[_Element | None, ...], at: int) -> int | None:
    words = reading.words
    for place, element in enumerate(rest):
        if element is None:
            for skipped in range(_GAP_WORDS + 1):
                found = _last(reading, rest[place + 1 :], at + skipped)
                if found is not None:
                    return found
            return None
        at += 1
        if at >= len(words) or not element.fits(words[at].form):
            return None
    return at
