"""The dictionary's automata, read from their files where they are needed instead of as a whole.

This is for machines for which the extension `dawg` is not to be had, so that pymorphy3 walks them
in Python: as it loads them they take 15 MB of the process's own memory. Mapped, they are pages of
files: the machine shares them among processes, and takes those back that nobody reads.
"""

from collections.abc import Iterator, Sequence
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from pathlib import Path
from typing import Any

from dawg_python.wrapper import Dictionary
from pymorphy3 import MorphAnalyzer
from pymorphy3.dawg import EXTENSION_AVAILABLE

_COUNT = 4
"""Bytes of the number of units before them, 32 bits each, and of that before the guide to them."""

_mapped: list[mmap] = []


def map_dictionary(analyzer: MorphAnalyzer) -> None:
    """Have the automata of an analyzer read from their files from now on."""
    if EXTENSION_AVAILABLE:
        return
    for path, automaton in _automata(analyzer):
        with path.open("rb") as file:
            mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
        _mapped.append(mapped)
        everything = memoryview(mapped)
        guide = _COUNT + 4 * len(automaton.dct._units)
        automaton.dct = _Dictionary(everything[_COUNT:guide].cast("I"))
        automaton.guide._units = everything[guide + _COUNT :]


class _Dictionary(Dictionary):  # type: ignore[misc]  # the library has no types
    """Walks an automaton's units as dawg_python does, in a third of the time: no calls a letter.

    A unit has 32 bits (dawgdic): 0-7 its label, 8 whether it has a leaf, 9 how the offset to those
    behind it is counted, 10-31 that offset; bit 31 tells a leaf as well.
    """

    def __init__(self, units: Sequence[int]) -> None:
        self._units = units

    def follow_bytes(self, s: bytes, index: int) -> int | None:
        """The state behind these bytes; None: there is none."""
        units = self._units
        for label in s:
            unit = units[index]
            index ^= (unit >> 10 << ((unit & 512) >> 6)) & 0xFFFFFFFF ^ label
            if units[index] & 0x800000FF != label:
                return None
        return index

    def follow_char(self, label: int, index: int) -> int | None:
        """The state behind this byte; None: there is none."""
        unit = self._units[index]
        index ^= (unit >> 10 << ((unit & 512) >> 6)) & 0xFFFFFFFF ^ label
        return index if self._units[index] & 0x800000FF == label else None

    def has_value(self, index: int) -> bool:
        """Whether a key ends here."""
        return self._units[index] & 256 != 0


def let_pages_go() -> None:
    """Give back what was read so far: after word lists were compiled, that is most of it."""
    for mapped in _mapped:
        mapped.madvise(MADV_DONTNEED)


def _automata(analyzer: MorphAnalyzer) -> Iterator[tuple[Path, Any]]:
    """dawg_python's automata, with the files that they were loaded from."""
    dictionary = analyzer.dictionary
    folder = Path(dictionary.path)
    yield folder / "words.dawg", dictionary.words
    for number, suffixes in enumerate(dictionary.prediction_suffixes_dawgs):
        yield folder / f"prediction-suffixes-{number}.dawg", suffixes
    yield folder / "p_t_given_w.intdawg", analyzer.prob_estimator.p_t_given_w
