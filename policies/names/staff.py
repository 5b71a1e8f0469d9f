"""The names of the staff, compiled so that an imitation of one of them is recognised.

A name has parts (first name, patronymic, surname) in any order. Somebody imitates a member of the
staff who shows two of their parts and none of somebody else: each either the same, whatever
letters it is written with, or with a mistake that does not make another name of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations, product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from policies.names.letters import sounds, spelled
from policies.names.mistakes import (
    MOST_MISTAKES,
    folded,
    is_another_name,
    is_same,
    is_slip,
    mistakes,
    simple,
)
from policies.names.parts import Part, ShownName, is_patronymic, sound, without_brackets
from policies.text.morphology import is_name

_MOST_JOINED = 16
"""Of names with many letters that may stand for several each, so many readings are looked at."""
_MOST_ORDERS = 4
"""Parts of a staff member's name, at most, that are expected in any order without a space."""
_LETTERS_A_MISTAKE = 6
_RIGHT_TO_LEFT = "\u202e"


@dataclass(frozen=True, slots=True)
class _Known:
    """A member of the staff: the name as shown, its parts, all its words with those in brackets,
    and how their profession begins."""

    name: str
    parts: tuple[str, ...]
    words: frozenset[str]
    professions: frozenset[str]


_Near = dict[str, int]
"""Which parts of staff names a part may be, and with how many mistakes."""


class StaffNames:
    """The staff's names, compiled once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_part: dict[str, list[_Known]] = {}
        self._joined: dict[str, _Known] = {}
        self._sounding: dict[str, _Known] = {}
        for name in names:
            self._add(name)
        self._parts = {part: part for part in self._by_part}
        self._folded: dict[str, list[str]] = {}
        for part in self._parts:
            self._folded.setdefault(folded(part), []).append(part)
        self._sounds = {part: sound(part) for part in self._parts}

    def _add(self, name: str) -> None:
        shown = ShownName(name)
        parts = tuple(part.plain for part in ShownName(without_brackets(name)).own)
        words = frozenset(part.plain for part in shown.parts)
        known = _Known(name, parts, words, shown.professions)
        for part in parts:
            self._by_part.setdefault(part, []).append(known)
        full = [part for part in parts if len(part) > 1][:_MOST_ORDERS]
        for count in range(2, len(full) + 1):
            for chosen in permutations(full, count):
                self._join(chosen, known)
        self._join([part.plain for part in shown.parts], known)

    def _join(self, parts: Sequence[str], known: _Known) -> None:
        if len(parts) > 1:
            together = "".join(parts)
            self._joined.setdefault(simple(together), known)
            self._sounding.setdefault(sound(together), known)

    def imitated(self, shown: str) -> str | None:
        """The name of the member of the staff that a name imitates; empty: it claims an office
        without anybody's name. None: it imitates nobody."""
        if _RIGHT_TO_LEFT in shown:  # it is shown from its end
            backwards = self._imitated(ShownName(shown.replace(_RIGHT_TO_LEFT, "")[::-1]))
            if backwards is not None:
                return backwards
        return self._imitated(ShownName(shown))

    def _imitated(self, shown: ShownName) -> str | None:
        if shown.is_parents:
            return None
        known = self._whole(shown.own) or self._whole(shown.parts) or self._by_parts(shown)
        if known is not None:
            return known.name
        return "" if shown.claims else None

    def _whole(self, parts: Sequence[Part]) -> _Known | None:
        """Whose name it is when all is written together, or torn apart."""
        for letters in islice(product(*(part.looks or ("",) for part in parts)), _MOST_JOINED):
            if known := self._joined.get(simple("".join(letters))):
                return known
        together = "".join(part.written for part in parts)
        if not together.isascii():
            return None
        heard = (each for each in sounds(together) if each in self._sounding)
        return next((self._sounding[each] for each in heard), None)

    def _by_parts(self, shown: ShownName) -> _Known | None:
        near = [self._near(part) for part in shown.own]
        found = {part for each in near for part in each}
        candidates = {id(known): known for part in found for known in self._by_part[part]}
        return next((known for known in candidates.values() if _imitates(known, shown, near)), None)

    def _near(self, part: Part) -> _Near:
        near: _Near = {}
        if part.is_initial:
            return near
        for look in part.looks:
            alike = (each for each in self._folded.get(folded(look), ()) if is_same(look, each))
            near.update(dict.fromkeys(alike, 0))
        if not part.written.isascii():
            for look in part.looks:
                for known in _close(look, self._parts, MOST_MISTAKES):
                    _note(near, known, mistakes(look, known))
            return near
        for heard in part.sounds:  # what is Latin throughout looks like the name, or else is read
            for known in _close(heard, self._sounds, 1):
                same = heard == self._sounds[known]
                if same or is_slip(part, known):
                    _note(near, known, int(not same))
        return near


def _note(near: _Near, known: str, count: int | None) -> None:
    if count is not None:
        near[known] = min(count, near.get(known, count))


def _close(word: str, among: Mapping[str, str], most: int) -> list[str]:
    """The keys of those values from which a word differs by so many letters at most."""
    found = process.extract(word, among, scorer=OSA.distance, score_cutoff=most, limit=None)
    return [str(key) for _, _, key in found]


def _imitates(known: _Known, shown: ShownName, near: Sequence[_Near]) -> bool:
    free = list(known.parts)
    matched: list[str] = []
    wrong = 0
    initials: list[Part] = []
    others: list[Part] = []
    for part, found in zip(shown.own, near, strict=True):
        fitting = [each for each in free if each in found]
        if fitting:
            best = min(fitting, key=lambda each: found[each])
            matched.append(best)
            wrong += found[best]
            free.remove(best)
        else:
            (initials if part.is_initial else others).append(part)
    if not matched or wrong > max(2, sum(map(len, matched)) // _LETTERS_A_MISTAKE):
        return False
    for initial in initials:
        meant = next((each for each in free if _begins(each, initial)), None)
        if meant is None:
            return False
        free.remove(meant)
    if others and (wrong or not _adds_nothing(known, others, free, placed=shown.is_placed)):
        return False
    if len(matched) > 1:
        return True
    only = matched[0]
    if shown.has_office or shown.professions & known.professions:
        return not initials and not others and (not wrong or len(only) > 5)
    if is_patronymic(only):  # А. Сергеевна: parents are not called so
        return bool(initials) and not others
    return len(initials) > 1 and not is_name(only)


def _begins(part: str, initial: Part) -> bool:
    heard = sound(part)
    return part[0] in initial.looks or any(heard.startswith(each) for each in initial.sounds)


def _adds_nothing(
    known: _Known, others: Sequence[Part], free: Sequence[str], *, placed: bool
) -> bool:
    """Whether further words make nobody else of the member of the staff; `placed`: the name says
    what somebody is or where they work, and other words may belong to that."""
    by_patronymic = any(map(is_patronymic, known.parts))
    for other in others:
        seen = other.looks or tuple(spelled(other.written))
        if not known.words.isdisjoint(seen):
            continue
        if any(OSA.distance(look, part) <= 2 for look in seen for part in free if len(part) > 4):
            continue
        if any(map(is_patronymic, seen)):
            if by_patronymic:
                return False
        elif free or any(map(is_another_name, seen)):
            return False
        elif by_patronymic and len(known.parts) == 2 and not placed:
            return False  # whatever it is, it may be a surname
    return True
