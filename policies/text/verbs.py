"""Whose verb a form is: what tells subjects from each other."""

from collections.abc import Iterable
from enum import Enum, auto

from policies.text.morphology import plain, readings_of
from policies.text.table import Table


class Number(Enum):
    """What of a word tells who may be its subject."""

    SINGULAR = auto()
    """The third person, or a past tense."""
    PLURAL = auto()
    """They, and past tenses of several."""
    SPOKEN = auto()
    """I, you, and what somebody is told to do."""
    NONE = auto()
    """Infinitives, and all that is no verb."""


def numbers(entries: Iterable[str]) -> Table[Number]:
    """The number of every form of the verbs in entries of a vocabulary."""
    known: dict[str, Number] = {}
    for verb in {element for entry in entries for element in entry.split()}:
        if verb.startswith(("=", ".")) or verb.endswith("*"):
            form = verb.strip("=*.")
            if verb.startswith("="):
                _add(known, form, readings_of(form)[:1])
            continue
        readings = [each for each in readings_of(verb) if each.tag.POS == "INFN"]
        for reading in readings:
            for form in reading.lexeme:
                _add(known, form.word, [form])
    return Table(known)


def _add(known: dict[str, Number], form: str, readings: Iterable[object]) -> None:
    for reading in readings:
        number = _number(reading.tag)  # type: ignore[attr-defined]
        if number is not None:
            known.setdefault(plain(form), number)


def _number(tag: object) -> Number | None:
    grammemes = tag.grammemes  # type: ignore[attr-defined]
    if "VERB" not in grammemes:
        return None
    if grammemes & {"1per", "2per", "impr"}:
        return Number.SPOKEN
    return Number.PLURAL if "plur" in grammemes else Number.SINGULAR
