"""Advertising: fires on offers of goods, services, paid classes, earnings and journeys.

An offer is told by what comes together: somebody does or sells something, what it is, what it
costs, how it is praised and to whom to write. Asking for advice and news of the kindergarten
weigh against it.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.rules.money import asked_for
from policies.rules.rule import Detector, Rule
from policies.text.addresses import addresses
from policies.text.reading import Reading
from policies.text.sums import sums_of_money
from policies.text.vocabulary import Hit, Vocabulary
from policies.verdict import Evidence
from policies.words import words_of

_WEIGHTS: Mapping[str, int] = {
    "sells": 4, "sold": 2, "lets": 3, "orders": 3, "recruits": 3, "crafts": 3, "does": 1,
    "relation": 1, "goods": 1, "services": 1, "price": 1, "promotion": 1, "call": 1,
    "earnings": 2, "finance": 3, "travel": 2, "english": 2, "discount": 2,
    "advice": -4, "told": -2, "collects": -4, "chain": -3, "kindergarten": -2,
}  # fmt: skip
"""How much a section of words weighs for an offer."""

_TWICE = frozenset({"promotion", "call", "earnings", "travel", "english"})
"""The sections that weigh twice when two of their words are found; so do goods with services."""

_SUM, _CONTACT, _ASKED = 2, 1, 4
_TELEPHONE = re.compile(
    r"(?<!\d)(?:\+7|8)?[ (-]{0,2}9\d{2}[ ).-]{0,2}\d{3}[ .-]?\d{2}[ .-]?\d{2}(?!\d)"
)


class Advertising(FileModel):
    """`threshold` is how much has to come together before it is an offer: the higher, the fewer
    offers are found, and the fewer posts are taken for one."""

    threshold: Annotated[int, Field(ge=1, le=20)] = 4


def detector(parameters: Advertising) -> Detector:
    """Evidence: the words that offer (`found`) and how much came together (`weight`)."""
    vocabulary = _vocabulary()

    def findings(reading: Reading, context: Context) -> Evidence | None:
        hits = vocabulary.find(reading)
        offers = [hit for hit in hits if _WEIGHTS[hit.tag] > 0]
        if not offers:
            return None
        weight = _weight(hits)
        if weight + _SUM + _CONTACT < parameters.threshold:
            return None
        weight += _SUM * bool(sums_of_money(reading)) + _CONTACT * _names_a_contact(reading)
        if weight < parameters.threshold:
            return None
        if weight < parameters.threshold + _ASKED and asked_for(reading) is not None:
            return None  # who collects money for the group sells nothing
        strongest = max(offers, key=lambda hit: _WEIGHTS[hit.tag])
        return {"found": _quote(reading, strongest), "weight": weight}

    return findings


def _weight(hits: tuple[Hit, ...]) -> int:
    """How much the words weigh, each section once or twice."""
    covered = {
        at
        for hit in hits
        if _WEIGHTS[hit.tag] > 0 and hit.last > hit.first
        for at in range(hit.first, hit.last + 1)
    }
    places: dict[str, set[int]] = {}
    for hit in hits:
        if _WEIGHTS[hit.tag] > 0 or hit.first not in covered:  # «ищем» in «ищем сотрудников»
            places.setdefault(hit.tag, set()).add(hit.first)
    offered = places.pop("goods", set()) | places.pop("services", set())
    return min(2, len(offered)) + sum(
        _WEIGHTS[tag] * (min(2, len(found)) if tag in _TWICE else 1)
        for tag, found in places.items()
    )


def _names_a_contact(reading: Reading) -> bool:
    if _TELEPHONE.search(reading.lower):
        return True
    return next(addresses(reading), None) is not None


def _quote(reading: Reading, hit: Hit) -> str:
    """The words with what is said next."""
    return reading.quote(hit.first, min(len(reading.words) - 1, hit.last + 6))[:100]


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(words_of("advertising"))


RULE = Rule("advertising", Advertising, detector, heuristic=True)
