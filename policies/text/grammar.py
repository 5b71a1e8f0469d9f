"""What a single form can be in a sentence (OpenCorpora's dictionary, pymorphy3)."""

from functools import lru_cache
from typing import Literal

from policies.text.morphology import analyzer

Part = Literal[
    "nominative", "accusative", "oblique", "verb", "infinitive", "preposition", "adverb",
    "particle", "name", "patronymic",
]  # fmt: skip

_SELDOM = 0.08
"""Readings less probable than this are left aside, unless there is no other."""
_NOMINAL = frozenset({"NOUN", "ADJF", "PRTF", "NPRO", "NUMR"})
_CASES: dict[str | None, Part] = {
    "nomn": "nominative", "voct": "nominative", "accs": "accusative", None: "nominative",
}  # fmt: skip
_PARTS: dict[str, Part] = {
    "VERB": "verb", "GRND": "verb", "ADJS": "verb", "PRTS": "verb", "PRED": "verb",
    "INFN": "infinitive", "PREP": "preposition", "ADVB": "adverb", "COMP": "adverb",
    "CONJ": "particle", "PRCL": "particle", "INTJ": "particle",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def parts_of(form: str) -> frozenset[Part]:
    """All that a form (lower case) can be: nominals by their case, predicates as verbs.

    Slow when a form is new (some 0.1 ms): for rules that have left early on ordinary posts.
    """
    readings = analyzer().parse(form)
    likely = [reading for reading in readings if reading.score >= _SELDOM] or readings[:1]
    found: set[Part] = set()
    for tag in (reading.tag for reading in likely):
        if tag.POS in _NOMINAL:
            found.add(_CASES.get(tag.case, "oblique"))
        elif tag.POS is not None:
            found.add(_PARTS[tag.POS])
        if "Name" in tag or "Surn" in tag:
            found.add("name")
        if "Patr" in tag:
            found.add("patronymic")
    return frozenset(found)
