"""What a single form can be in a sentence (OpenCorpora's dictionary, pymorphy3)."""

from functools import lru_cache
from typing import Literal

from policies.text.morphology import readings_of

Part = Literal[
    "nominative", "accusative", "genitive", "oblique", "verb", "infinitive", "preposition",
    "adverb", "particle", "name", "patronymic", "noun", "animate", "request", "promise",
    "future",
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

    The genitive is oblique, too; a request is an imperative, a promise the future of “I” or “we”.

    Slow when a form is new (some 0.1 ms): for rules that have left early on ordinary posts.
    """
    readings = readings_of(form)
    likely = [reading for reading in readings if reading.score >= _SELDOM] or readings[:1]
    found: set[Part] = {"request"} if readings[0].tag.mood == "impr" else set()
    for tag in (reading.tag for reading in likely):
        if tag.POS in _NOMINAL:
            found.add(_CASES.get(tag.case, "oblique"))
        elif tag.POS is not None:
            found.add(_PARTS[tag.POS])
        if tag.case == "gent":
            found.add("genitive")
        if "futr" in tag:
            found.update(("future", "promise") if "1per" in tag else ("future",))
        if tag.POS == "NOUN":
            found.update(("noun", "animate") if tag.animacy == "anim" else ("noun",))
        if "Name" in tag or "Surn" in tag:
            found.add("name")
        if "Patr" in tag:
            found.add("patronymic")
    return frozenset(found)
