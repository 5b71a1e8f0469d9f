"""Letters that look or sound alike: words written with letters of two alphabets are read as
Cyrillic."""

import re
from collections.abc import Iterable

_ALIKE = str.maketrans(
    {
        "a": "а", "b": "в", "c": "с", "e": "е", "h": "н", "k": "к", "m": "м", "o": "о", "p": "р",
        "t": "т", "u": "и", "x": "х", "y": "у", "n": "п", "r": "г", "d": "д", "g": "д", "l": "л",
        "i": "и", "α": "а", "ε": "е", "ο": "о", "ρ": "р", "κ": "к", "ν": "у", "τ": "т", "χ": "х",
        "і": "и", "ї": "и", "ѕ": "с", "ј": "й", "z": "з", "s": "с", "v": "в", "f": "ф",
    }
)  # fmt: skip
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2064\u206a-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
_CYRILLIC = re.compile("[а-я]")
_FOREIGN = re.compile("[a-zα-ωіїѕј]")
_THRICE = re.compile(r"(.)\1\1")
_NOT_STRETCHED = frozenset({"ссср"})
"""Of the dictionary's words with a letter three times in a row, the one that people write and that
is something else with fewer («ср» is short for Wednesday)."""
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")


def visible(text: str) -> str:
    """Without characters that nobody sees (emoji keep their parts), and halves of ones."""
    return _INVISIBLE.sub("", text)


def may_fold(text: str) -> bool:
    """Whether there may be a word in a text (lower case) that is folded to another one."""
    if _FOREIGN.search(text) and _CYRILLIC.search(text):
        return True
    return _THRICE.search(text) is not None and _STRETCHED.search(text) is not None


def refolded(words: Iterable[str]) -> dict[str, str]:
    """Those of different words that may be folded to others, with what they are folded to.

    Most words are told at once to be none of them: no letter of theirs is there three times in a
    row, and all are of one alphabet.
    """
    return {
        word: folded(word)
        for word in words
        if (not word.isascii() and _FOREIGN.search(word)) or _THRICE.search(word)
    }


def folded(word: str) -> str:
    """A word (lower case) in Cyrillic where it mixes in letters that look or sound alike, and with
    letters that were drawn out (three and more of one) once."""
    if _FOREIGN.search(word) and _CYRILLIC.search(word):
        word = word.translate(_ALIKE)
    return word if word in _NOT_STRETCHED else _STRETCHED.sub(r"\1", word)


def as_cyrillic(word: str) -> str:
    """Every look-alike letter as the Cyrillic one, whatever the word is made of."""
    return word.translate(_ALIKE)
