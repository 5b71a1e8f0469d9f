"""Choosing one of several for each test, so that each module meets all of them."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

import pytest

Kind = TypeVar("Kind")
_turns: defaultdict[str, "itertools.count[int]"] = defaultdict(itertools.count)


def in_turn(metafunc: pytest.Metafunc, kinds: Sequence[Kind]) -> Kind:
    """The next of these for the module's next test."""
    return kinds[next(_turns[metafunc.module.__name__]) % len(kinds)]
