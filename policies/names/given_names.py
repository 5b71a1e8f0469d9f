"""Given names, their short forms, and the diminutives that people make of them."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from policies.text.morphology import plain
from policies.text.table import Table

_NO_SHORT_FORM = "-"


class Given(NamedTuple):
    """A full name, whether a girl's, and its short forms, the usual one first (None: none is)."""

    full: str
    feminine: bool
    usual: str | None
    short: tuple[str, ...]


@cache
def given_names() -> tuple[Given, ...]:
    """All names of given_names.txt, as written there."""
    lines = files(__package__).joinpath("given_names.txt").read_text("utf-8").splitlines()
    return tuple(_given(line) for line in lines if line and not line.startswith("#"))


@cache
def genders() -> Table[frozenset[bool]]:
    """Of every name, short form and diminutive (lower case, ё as е), whether it is a girl's: True,
    False, or both (Саша)."""
    found: dict[str, frozenset[bool]] = {}
    for given in given_names():
        for name in (given.full.lower(), *(short.lower() for short in given.short)):
            for each in (name, *diminutives(name)):
                key = plain(each)
                found[key] = found.get(key, frozenset()) | {given.feminine}
    return Table(found)


def _given(line: str) -> Given:
    full, gender, usual, *short = line.split()
    if usual == _NO_SHORT_FORM:
        return Given(full, gender == "ж", None, tuple(short))
    return Given(full, gender == "ж", usual, (usual, *short))


def diminutives(name: str) -> Iterator[str]:
    """Regular diminutives of a name or a short form (lower case): Мишка, Сонечка, Глебушка."""
    stem, last = name[:-1], name[-1:]
    if name.endswith("ия") or len(name) < 3:
        return
    if last == "а":
        yield stem + "ка"
        if stem[-1] in "жшчщ":
            yield stem + "енька"
        elif stem[-1] not in "гкх":
            yield stem + "очка"
        yield from (stem + ending for ending in ("уля", "уня", "уся"))
    elif last == "я" and stem[-1] in "аеиоуыэюй":
        yield from (stem + ending for ending in ("ечка", "йка"))
    elif last == "я" and stem[-1] != "ь":
        yield from (stem + ending for ending in ("ька", "ечка", "енька", "юша"))
    elif last not in "йьеёиоуыэюя":
        yield from (name + ending for ending in ("ка", "ик", "чик", "ушка"))
