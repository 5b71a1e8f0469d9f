"""Flats whose numbers are written in words, where somebody lives: «сорок вторая квартира»."""

import re
from collections.abc import Iterator

from policies.personal.addresses import somebody_lives
from policies.personal.found import Found
from policies.personal.spoken_numbers import NUMERALS
from policies.personal.spoken_ordinals import ORDINAL

_NUMERAL = "|".join(sorted(NUMERALS, key=len, reverse=True))
_FLAT = re.compile(
    rf"(?<![а-я])(?:{ORDINAL}\sквартир[аеуы]"
    rf"|квартир[аеуы]\s(?:(?:{_NUMERAL}|{ORDINAL})(?![а-я])\s?){{1,3}})(?![а-я])"
)
_FEW = re.compile(r"(?:перв|втор|трет)\S*\sквартир")
"""«Вторая квартира» counts flats more often than it names one."""


def spoken_flats(text: str) -> Iterator[Found]:
    """Flats in a text (lower case, ё as е) that tell where somebody lives."""
    for found in _FLAT.finditer(text):
        if not _FEW.match(found[0]) and somebody_lives(text, found):
            yield Found("address", found.start(), found.end())
