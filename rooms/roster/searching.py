"""Looking for somebody in the roster by a part of a name or of a phone."""

import re
from collections.abc import Iterable

from rooms.roster.model import Child

FEWEST_DIGITS = 4
"""With fewer digits a phone is not meant."""


def found(children: Iterable[Child], text: str) -> list[Child]:
    """The children in whose names, or their guardians' names or phones, all words are."""
    words = _folded(text).split()
    digits = re.sub(r"\D", "", text)
    if len(digits) >= FEWEST_DIGITS and not re.search(r"[^\W\d_]", text):
        return [child for child in children if _has_phone(child, digits)]
    return [child for child in children if words and _has_words(child, words)]


def _has_words(child: Child, words: list[str]) -> bool:
    names = [f"{child.surname} {child.name} {child.patronymic}"]
    names += [guardian.name for guardian in child.guardians]
    return any(all(word in _folded(name) for word in words) for name in names)


def _has_phone(child: Child, digits: str) -> bool:
    # 8 916… is how +7 916… is written at home.
    parts = {digits, digits[1:]} if digits.startswith("8") and len(digits) == 11 else {digits}
    phones = [phone for guardian in child.guardians for phone in guardian.phones]
    return any(part in phone for phone in phones for part in parts)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
