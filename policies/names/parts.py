"""A shown name, taken apart: what belongs to the name, and what says who somebody is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from policies.names.letters import bare, looks, sounds
from policies.text.morphology import forms, is_word, plain
from policies.words import words_of

LONGEST = 120
"""Characters of a shown name that are looked at; proper names are shorter."""

MOST_PARTS = 12

_RUN = re.compile(r"[^\W_]+|[@$€|](?=\w)|(?<=\w)[@$€|]")
_CAMEL = re.compile(r"(?<=[^\W\d_])(?=[A-ZА-ЯЁ][a-zа-яё])")
_BRACKETS = re.compile(r"\([^()]*\)")
_ENDINGS = (
    ("patronymic", re.compile("(?:[оеь]вна|и?нична|[оеь]вич|[кмн]ич)$")),
    ("woman", re.compile("(?:[ое]ва|[иы]на|[цс]кая|ая)$")),
    ("man", re.compile("(?:[ое]в|[иы]н|[цс]кий|[иыо]й)$")),
)
_KINDS = ("parent", "claim", "office", "institution", "profession", "addition")
"""What the sections of ``words/impersonation.txt`` are, the most telling first."""
_LONG, _LONGER = 7, 10
"""From so many letters on a word of the list is recognised with a mistake, and with two."""
_STEM = 4
"""So many letters tell one profession from another, in whatever form."""


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a shown name: as written, what it may look like in Cyrillic letters (lower case,
    ё as е; empty: like nothing), and how it sounds, in Latin ones."""

    written: str
    looks: tuple[str, ...]
    sounds: tuple[str, ...]

    @property
    def is_initial(self) -> bool:
        """Whether it is a single letter."""
        return len(self.written) == 1 and self.written.isalpha()

    @property
    def plain(self) -> str:
        """The word as dictionaries spell it, of several the likeliest."""
        return self.looks[0] if self.looks else plain(self.written)


class ShownName:
    """A name as somebody shows it."""

    def __init__(self, shown: str) -> None:
        self.parts = tuple(_parts(shown[:LONGEST]))
        self._kinds = tuple(map(_kind, self.parts))

    @cached_property
    def own(self) -> tuple[Part, ...]:
        """The parts that are a name."""
        pairs = zip(self.parts, self._kinds, strict=True)
        return tuple(part for part, kind in pairs if kind is None)

    @property
    def is_parents(self) -> bool:
        """Whether it says that it is a parent's."""
        return "parent" in self._kinds

    @property
    def claims(self) -> bool:
        """Whether it says that it is the head's, an educator's or the administration's."""
        return "claim" in self._kinds

    @property
    def has_office(self) -> bool:
        """Whether it names an office of the institution."""
        return self.claims or "office" in self._kinds

    @property
    def is_placed(self) -> bool:
        """Whether it says what somebody is or where they work."""
        return any(kind not in {None, "addition", "parent"} for kind in self._kinds)

    @cached_property
    def professions(self) -> frozenset[str]:
        """How the professions in it begin, by their sound."""
        return frozenset(
            sound[:_STEM]
            for part, kind in zip(self.parts, self._kinds, strict=True)
            if kind == "profession"
            for word in (*part.looks, part.written)
            for sound in sounds(word)
        )


def without_brackets(shown: str) -> str:
    """A name without what stands in brackets, such as a group, unless there is nothing else."""
    outside = _BRACKETS.sub(" ", shown)
    return outside if any(map(str.isalpha, outside)) else shown


def ending(word: str) -> str | None:
    """What a word's end says that it is: patronymic, a woman's or a man's surname."""
    return next((kind for kind, pattern in _ENDINGS if pattern.search(word)), None)


def is_patronymic(word: str) -> bool:
    """Whether a word ends as patronymics do."""
    return ending(word) == "patronymic"


@cache
def sound(word: str) -> str:
    """How a Russian word sounds; whatever has no sound is itself."""
    return next(iter(sounds(word)), word)


def _parts(shown: str) -> list[Part]:
    runs = _grown_together(_RUN.findall(bare(shown)))
    pieces = [piece for run in runs for piece in _CAMEL.split(run)]
    worded = [piece for piece in pieces if piece and not piece.isdecimal()]
    return [_part(piece) for piece in worded[:MOST_PARTS]]


def _grown_together(runs: Sequence[str]) -> Sequence[str]:
    """Letters that stand apart, one by one, are one word; an initial or two stay what they are."""
    alone = sum(len(run) == 1 for run in runs)
    return ["".join(runs)] if alone >= max(4, len(runs) - 1) else runs


def _part(written: str) -> Part:
    seen = looks(written)
    numbered = written.rstrip("0123456789")
    if 1 < len(numbered) < len(written):  # somebody's second account, kindergarten 24
        seen = (*looks(numbered), *seen)
    return Part(written, seen, sounds(numbered or written))


@cache
def _words() -> dict[str, str]:
    """Words beside names, in every form, and what kind they are."""
    listed = words_of("impersonation")
    return {
        form: kind
        for kind in reversed(_KINDS)
        for word in listed[kind]
        for form in ({word} if word.isascii() else forms(word))
    }


@cache
def _sounding_words() -> dict[str, str]:
    return {sound(word): kind for word, kind in _words().items() if len(word) > _STEM}


@cache
def _long_words() -> tuple[str, ...]:
    return tuple(word for word in _words() if len(word) >= _LONG)


def _kind(part: Part) -> str | None:
    """What a word beside a name is; None: it belongs to the name."""
    if part.is_initial:
        return None
    words = _words()
    for seen in (plain(part.written), *part.looks):
        if seen in words:
            return words[seen]
    for heard in part.sounds if part.written.isascii() else ():
        if heard in _sounding_words():
            return _sounding_words()[heard]
    return _misspelled_kind(part.plain)


def _misspelled_kind(word: str) -> str | None:
    if len(word) < _LONG or ending(word) is not None or is_word(word):
        return None
    cutoff = 2 if len(word) >= _LONGER else 1
    close = process.extractOne(word, _long_words(), scorer=OSA.distance, score_cutoff=cutoff)
    return _words()[close[0]] if close else None
