"""Which words of the word lists a form belongs to: all forms of all lists in one table.

The lists have some ten thousand words of a dozen forms and more. As dictionaries and sets of
strings they take a quarter of the daemon's memory, and hardly a look-up finds its entry in the
processor's cache. So each word (lexeme) has a number, a trie tells the numbers of a form, and what
is compiled speaks of numbers only.
"""

from collections.abc import Iterable, Mapping
from itertools import count
from threading import RLock

from policies.text.morphology import forms, plain
from policies.text.table import Table

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
        others = (key for key in dict.fromkeys(written.values()) if key not in _numbers)
        if new := dict(zip(others, count(len(_numbers)), strict=False)):
            _add(new)
            _numbers.update(new)
        return {word: _numbers[key] for word, key in written.items()}


def number_of(word: str) -> int:
    """The number that a word has been given: asked without waiting for those who add others."""
    return _numbers[plain(word)]


def lexemes_of(form: str) -> Lexemes:
    """The numbers of the words that a form (as `Reading.words` spell) belongs to."""
    if len(form) > _LONGEST:
        return ()
    return tuple(number for table in _tables for number in table.get(form) or ())


def _forms(key: str) -> frozenset[str]:
    return frozenset({key[1:]}) if key.startswith("=") else forms(key)


def _add(words: Mapping[str, int]) -> None:
    """Another table; those that are not much larger become one with it, so that there are few."""
    global _tables
    numbers: dict[str, Lexemes] = {}
    for key, number in words.items():
        alone = (number,)
        for form in _forms(key):
            numbers[form] = (*numbers[form], number) if form in numbers else alone
    kept = list(_tables)
    while kept and len(kept[-1]) < 2 * len(numbers):
        for form, earlier in kept.pop().items():
            numbers[form] = earlier + numbers.get(form, ())
    _tables = (*kept, Table(numbers))


_changing = RLock()
"""A regulation is compiled in a thread while others judge."""
_numbers: dict[str, int] = {}
_tables: tuple[Table[Lexemes], ...] = ()
