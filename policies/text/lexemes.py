"""Which words of the word lists a form belongs to: all forms of all lists in one table.

The lists have some ten thousand words of a dozen forms and more. As dictionaries and sets of
strings they take a quarter of the daemon's memory, and hardly a look-up finds its entry in the
processor's cache. So each word (lexeme) has a number, a trie tells the numbers of a form, and what
is compiled speaks of numbers only.
"""

from collections.abc import Callable, Iterable
from itertools import count
from operator import add
from threading import RLock
from typing import TypeVar

from policies.text.morphology import forms, plain
from policies.text.table import Table

T = TypeVar("T")

Lexemes = tuple[int, ...]
"""The numbers of words, in their order."""

_LONGEST = 64
"""Letters of the longest form that is looked for."""


def numbered(words: Iterable[str]) -> dict[str, int]:
    """The number of each word, written in its dictionary form or, with ``=`` before it, as the one
    form that is meant. What belongs to it can be looked up from then on, as long as the process
    runs: a number is never given to another word."""
    with _changing:
        written = {word: plain(word) for word in words}
        others = (key for key in dict.fromkeys(written.values()) if _number(key) is None)
        if new := dict(zip(others, count(sum(map(len, _numbers))), strict=False)):
            _add(new)
        return {word: number_of(word) for word in written}


def number_of(word: str) -> int:
    """The number that a word has been given: asked without waiting for those who add others."""
    number = _number(plain(word))
    if number is None:
        raise KeyError(word)
    return number


def lexemes_of(form: str) -> Lexemes:
    """The numbers of the words that a form (as `Reading.words` spell) belongs to."""
    if len(form) > _LONGEST:
        return ()
    return tuple(number for table in _tables for number in table.get(form) or ())


def _number(key: str) -> int | None:
    said = (table.get(key) for table in _numbers)
    return next((number for number in said if number is not None), None)


def _forms(key: str) -> frozenset[str]:
    return frozenset({key[1:]}) if key.startswith("=") else forms(key)


def _add(new: dict[str, int]) -> None:
    global _tables, _numbers
    lexemes: dict[str, Lexemes] = {}
    for key, number in new.items():
        alone = (number,)
        for form in _forms(key):
            lexemes[form] = (*lexemes[form], number) if form in lexemes else alone
    _tables = _with(_tables, lexemes, add)
    _numbers = _with(_numbers, new, min)  # the same of each: none is given two


def _with(
    tables: tuple[Table[T], ...], said: dict[str, T], both: Callable[[T, T], T]
) -> tuple[Table[T], ...]:
    """Another table; those that are not much larger become one with it, so that there are few.
    `both` makes one of what an earlier one and a later one say of the same."""
    kept = list(tables)
    while kept and len(kept[-1]) < 2 * len(said):
        for form, earlier in kept.pop().items():
            said[form] = both(earlier, said[form]) if form in said else earlier
    return (*kept, Table(said))


_changing = RLock()
"""A regulation is compiled in a thread while others judge."""
_tables: tuple[Table[Lexemes], ...] = ()
_numbers: tuple[Table[int], ...] = ()
"""By the words as they are written in the lists."""
