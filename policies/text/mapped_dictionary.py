"""The dictionary's automata, read from their files where they are needed instead of as a whole.

As they are loaded they take 15 MB of the process's own memory. Mapped, they are pages of files: the
machine shares them among processes, and takes those back that nobody reads.
"""

from collections.abc import Iterator
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from pathlib import Path
from typing import Any

from pymorphy3 import MorphAnalyzer
from pymorphy3.dawg import EXTENSION_AVAILABLE

_COUNT = 4
"""Bytes of the number of units before them, 32 bits each, and of that before the guide to them."""

_mapped: list[mmap] = []


def map_dictionary(analyzer: MorphAnalyzer) -> None:
    """Have the automata of an analyzer read from their files from now on."""
    if EXTENSION_AVAILABLE:  # they are not Python's then, and nobody else can read them
        return
    for path, automaton in _automata(analyzer):
        with path.open("rb") as file:
            mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
        _mapped.append(mapped)
        everything = memoryview(mapped)
        guide = _COUNT + 4 * len(automaton.dct._units)
        automaton.dct._units = everything[_COUNT:guide].cast("I")
        automaton.guide._units = everything[guide + _COUNT :]


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
