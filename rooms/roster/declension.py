"""Russian names: which word is the first name, and its genitive (OpenCorpora's dictionary)."""

from functools import cache
from itertools import pairwise
from typing import Any

from pymorphy3 import MorphAnalyzer


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


def given_name(name: str) -> str:
    """The first name in a name such as ``Смирнова Мария Ивановна``.

    A name with initials, or of words that nobody can tell apart, stays whole.
    """
    words = name.split()
    if len(words) < 2 or "." in name:
        return " ".join(words)
    for before, word in pairwise(words):
        if _is(word, "Patr"):
            return before
    first_names = [word for word in words if _is(word, "Name") and not _is(word, "Surn")]
    possible = first_names or [word for word in words if _is(word, "Name")]
    return possible[0] if possible else " ".join(words)


def genitive(name: str, patronymic: str = "") -> str | None:
    """Пети for Петя; None where the name is not Russian enough to be declined.

    The patronymic tells whether a boy or a girl is meant, where the name does not.
    """
    gender = _gender(patronymic)
    words = [_genitive_word(word, gender) for word in name.split()]
    declined = [word for word in words if word is not None]
    return " ".join(declined) if declined and len(declined) == len(words) else None


def _genitive_word(word: str, gender: str | None) -> str | None:
    singular = {"nomn", "sing", "NOUN"}
    readings = [reading for reading in _readings(word) if singular <= reading.tag.grammemes]
    readings.sort(key=lambda reading: ("Name" not in reading.tag, _differs(reading, gender)))
    for reading in readings:
        declined = reading.inflect({"gent"})
        if declined is not None:
            return _cased(declined.word, word)
    return None


def _differs(reading: Any, gender: str | None) -> bool:
    return gender is not None and gender not in reading.tag


def _gender(patronymic: str) -> str | None:
    return next(
        (reading.tag.gender for reading in _readings(patronymic) if "Patr" in reading.tag), None
    )


def _is(word: str, grammeme: str) -> bool:
    return any({grammeme, "nomn"} <= reading.tag.grammemes for reading in _readings(word))


def _readings(word: str) -> list[Any]:
    readings: list[Any] = _analyzer().parse(word) if word else []
    return readings


def _cased(declined: str, word: str) -> str:
    """With capitals where names have them, and with ё only where it was written so."""
    shown = "-".join(part[:1].upper() + part[1:] for part in declined.split("-"))
    return shown if "ё" in word.casefold() else shown.replace("ё", "е").replace("Ё", "Е")
