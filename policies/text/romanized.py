"""Russian written in Latin letters («privet»), read as Cyrillic."""

import re

_SOUNDS = {
    "shch": "щ", "sch": "щ", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ts": "ц", "tz": "ц",
    "ya": "я", "ja": "я", "ia": "я", "yu": "ю", "ju": "ю", "iu": "ю", "yo": "е", "jo": "е",
    "ye": "е", "je": "е", "ie": "ие", "ii": "ий", "iy": "ий", "yi": "ый", "yy": "ый", "ij": "ий",
    "a": "а", "b": "б", "c": "ц", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и",
    "j": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р",
    "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "х", "y": "ы", "z": "з", "'": "ь",
    "ay": "ай", "ey": "ей", "oy": "ой", "uy": "уй", "ai": "ай", "ei": "ей", "oi": "ой", "ui": "уй",
    "4": "ч", "6": "ш",
}  # fmt: skip
_GLIDES = ("ay", "ey", "oy", "uy", "ai", "ei", "oi", "ui")
"""No sound of their own before another vowel: «zayebis»."""
_SOUND = re.compile(
    "|".join(
        f"{sound}(?![aeou])" if sound in _GLIDES else sound
        for sound in sorted(_SOUNDS, key=len, reverse=True)
    )
)
_VOWELS = frozenset("аеиоуыэюя")


def in_cyrillic(word: str) -> tuple[str, ...]:
    """What a word of Latin letters (lower case) can be in Russian, likeliest first.

    The soft sign, which many leave out, is tried at its end.
    """
    if word.endswith("ye"):  # an adjective in the plural
        word = word[:-2] + "yе"
    read = _SOUND.sub(lambda sound: _SOUNDS[sound[0]], word)
    if read and read[-1] not in _VOWELS and read[-1] != "ь":
        return read, read + "ь"
    return (read,)
