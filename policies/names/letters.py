"""Names that are written with other letters: what they look like, and what they sound like.

``Bалeнтинa``, ``Валент1на`` and ``BAPBAPA`` look Cyrillic; ``Valentina`` sounds so.
"""

import re
import unicodedata
from functools import cache
from itertools import islice, product

from confusable_homoglyphs import utils as unicode_lists  # type: ignore[import-untyped]

from policies.text.folding import visible
from policies.text.morphology import plain

MOST_READINGS = 16
"""Of a word with many letters that may stand for several each, so many readings are looked at."""

_SHAPES = {
    "A": "а", "B": "в", "C": "с", "E": "е", "H": "н", "I": "и", "K": "к", "M": "м", "N": "нип",
    "O": "о", "P": "р", "R": "я", "S": "с", "T": "т", "U": "иц", "W": "ш", "X": "х", "Y": "у",
    "L": "л", "D": "д", "G": "г", "V": "в", "Z": "з", "F": "ф", "J": "й",
    "a": "а", "b": "ьвб", "c": "с", "d": "д", "e": "е", "f": "ф", "g": "дг", "h": "н", "i": "и",
    "j": "й", "k": "к", "l": "ли", "m": "мт", "n": "пн", "o": "о", "p": "р", "r": "гя", "s": "с",
    "t": "т", "u": "и", "v": "в", "w": "ш", "x": "х", "y": "у", "z": "з",
    "0": "о", "1": "ил", "2": "з", "3": "зе", "4": "чаи", "5": "с", "6": "б", "7": "т", "8": "в",
    "9": "дя", "і": "и", "ї": "и", "ѕ": "с", "ј": "й", "є": "е", "ґ": "г", "ђ": "н", "ћ": "н",
    "һ": "н", "ԁ": "д", "ԛ": "д", "ԝ": "ш", "ӏ": "и", "љ": "л", "њ": "н", "џ": "ц", "α": "а",
    "β": "в", "γ": "у", "ε": "е", "η": "п", "ι": "и", "κ": "к", "λ": "л", "μ": "м", "ν": "у",
    "ο": "о", "π": "п", "ρ": "р", "σ": "о", "τ": "т", "υ": "и", "φ": "ф", "χ": "х", "ω": "ш",
    "Γ": "г", "Δ": "д", "Λ": "л", "Π": "п", "Φ": "ф", "Ω": "о", "Σ": "е", "Η": "н", "Ρ": "р",
    "@": "а", "$": "с", "€": "е", "|": "и",
}  # fmt: skip
"""What a letter or sign stands for among Cyrillic letters, the likeliest first."""

_SOUNDS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "і": "i", "ї": "i", "є": "e", "ґ": "g",
}  # fmt: skip
_LETTERS = (
    ("shch", "щ"), ("sch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"),
    ("tz", "ц"), ("yu", "ю"), ("iu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"), ("yo", "е"),
    ("jo", "е"), ("ye", "е"), ("je", "е"), ("ph", "ф"), ("x", "кс"), ("a", "а"), ("b", "б"),
    ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"), ("j", "й"),
    ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("y", "ы"), ("z", "з"), ("'", "ь"),
)  # fmt: skip
_WITHIN = re.compile("[\u0027\u0060\u02b9\u02bb\u02bc\u2018\u2019]|\u2116")
"""Apostrophes, which stand for soft signs, and the sign of a number."""
_LATIN = re.compile("[a-z]+")
_CYRILLIC_ONLY = re.compile("[а-яё]+")


@cache
def _shapes() -> dict[str, str]:
    """The table, with whatever Unicode's list of confusable characters knows to look alike."""
    listed = unicode_lists.load("confusables.json")  # not kept: it takes 7 MB
    shapes: dict[str, str] = {}
    cyrillic = {letter: letter for letter in "абвгдежзийклмнопрстуфхцчшщъыьэюя"}
    capitals = {letter.upper(): letter for letter in cyrillic}
    for letter, meant in (*cyrillic.items(), *capitals.items(), *_SHAPES.items()):
        for alike in listed.get(letter, ()):
            if len(alike["c"]) == 1 and not alike["c"].isascii():
                shapes.setdefault(alike["c"], meant)
    return shapes | _SHAPES | cyrillic


def bare(text: str) -> str:
    """Without what nobody sees, marks over letters and apostrophes, in usual letters; й stays."""
    composed = unicodedata.normalize("NFKC", _WITHIN.sub("", visible(text)))
    return "".join(map(_unmarked, composed))


def _unmarked(letter: str) -> str:
    if letter.isascii() or letter in "йЙёЁ":
        return letter
    if unicodedata.category(letter).startswith("M"):
        return ""
    return unicodedata.normalize("NFD", letter)[0]


def looks(word: str) -> tuple[str, ...]:
    """The Cyrillic words (lower case, ё as е) that a word may be meant to look like; none where
    it has a letter that looks like no Cyrillic one."""
    low = plain(word)
    if _CYRILLIC_ONLY.fullmatch(low):
        return (low,)
    shapes = _shapes()
    meant = [shapes.get(letter) or shapes.get(plain(letter), "") for letter in word]
    if not all(meant):
        return ()
    return tuple("".join(letters) for letters in islice(product(*meant), MOST_READINGS))


def sounds(word: str) -> tuple[str, ...]:
    """A Russian or Latin word as it sounds, in Latin letters; whatever differs only in the way of
    transliteration is the same: ``Yuliya`` and ``Юлия``. Several where a Latin letter can be read
    in several ways; none where it has other letters."""
    low = plain(word)
    if not _LATIN.fullmatch(low):
        if not low or any(letter not in _SOUNDS for letter in low):
            return ()
        return (_alike("".join(_SOUNDS[letter] for letter in low)),)
    low = low.replace("x", "ks").replace("shch", "sch").replace("tch", "ch")
    low = low.replace("kh", "h").replace("ph", "f").replace("w", "v").replace("q", "k")
    low = re.sub("^eu", "ev", low)
    read = [re.sub("c(?![eihky])", "k", low), low]
    read += [each.replace("j", "zh") for each in read]
    return tuple(dict.fromkeys(map(_alike, read)))


def _alike(sound: str) -> str:
    sound = re.sub("t[sz]", "c", re.sub("[yj]", "i", sound))
    sound = re.sub("i+[eo]", "e", sound)
    return re.sub(r"(.)\1+", r"\1", sound)


def spelled(word: str) -> frozenset[str]:
    """The Cyrillic words (lower case, ё as е) that a word in Latin letters may stand for."""
    low = plain(word)
    if not _LATIN.fullmatch(low):
        return frozenset()
    written, at = "", 0
    while at < len(low):
        latin, letter = next(each for each in _LETTERS if low.startswith(each[0], at))
        written, at = written + letter, at + len(latin)
    with_i = re.sub("(?<=[аеиоуыэюя])[ыи]$", "й", written)
    found = {written, with_i, with_i.replace("ы", "и"), with_i.replace("ы", "й")}
    for ending in ("иа", "иия", "ыа", "иа"):
        found |= {re.sub(f"{ending}$", new, each) for each in found for new in ("ия", "ья", "я")}
    return frozenset(re.sub("(?:иы|ии|ый|ы)$", "ий", each) for each in found) | found
