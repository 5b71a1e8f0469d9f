"""The word lists of the rules: each entry stands once in its section."""

from collections import Counter
from pathlib import Path

import pytest

from policies import words
from policies.words import words_of

LISTS = sorted(path.stem for path in Path(words.__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("name", LISTS)
def test_no_section_has_an_entry_twice(name: str) -> None:
    twice = {
        f"[{tag}] {entry}"
        for tag, entries in words_of(name).items()
        for entry, often in Counter(entries).items()
        if often > 1
    }
    assert not twice
