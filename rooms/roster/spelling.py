"""How words are written and compared: spaces, case, ё, and Latin letters that look Cyrillic."""

import re
import unicodedata
from functools import lru_cache

_LATIN = "ABCEHKMOPTXYaceopxy"
_CYRILLIC = "АВСЕНКМОРТХУасеорху"
_LOOK_ALIKE = str.maketrans(_LATIN, _CYRILLIC)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def tidy(text: str) -> str:
    """One line without odd spaces and invisible characters."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A text as it is compared: tidy, in small letters, е for ё, one kind of dash."""
    return _DASHES.sub("-", cyrillic(tidy(text)).casefold().replace("ё", "е"))


def cyrillic(text: str) -> str:
    """Latin letters among Cyrillic ones, as typed by mistake, made Cyrillic: «Cергей»."""
    return " ".join(
        word.translate(_LOOK_ALIKE) if _CYRILLIC_LETTER.search(word) else word
        for word in text.split(" ")
    )


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, folded, without punctuation."""
    return re.findall(r"[^\W_]+", fold(text))


NOTHING = frozenset(
    {"", "-", "--", "---", "нет", "нету", "н/д", "n/a", "no", "none", "отсутствует"}
)
"""What people write, folded, into a cell that has nothing to say."""


def says_nothing(text: str) -> bool:
    """Whether the text is empty, a dash or a “no”."""
    return fold(text).strip(" .") in NOTHING
