"""Ordinal numbers in words up to ninety-nine, in any case: «пятое», «двадцать первого»."""

_TENS = {
    "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60,
    "семьдесят": 70, "восемьдесят": 80, "девяносто": 90,
}  # fmt: skip
_STEMS = {
    "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13, "четырнадцат": 14, "пятнадцат": 15,
    "шестнадцат": 16, "семнадцат": 17, "восемнадцат": 18, "девятнадцат": 19, "двадцат": 20,
    "тридцат": 30, "сороков": 40, "пятидесят": 50, "шестидесят": 60, "семидесят": 70,
    "восьмидесят": 80, "девяност": 90,
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8,
    "девят": 9, "десят": 10,
}  # fmt: skip
_ENDING = r"(?:ь?(?:ое|ого|ее|его|е|ая|ой|ую|ый|ий|ом|ем|ей|я|ю))"

ORDINAL = rf"(?:(?:{'|'.join(_TENS)})\s)?(?:{'|'.join(_STEMS)}){_ENDING}"
"""A pattern (lower case, ё as е)."""


def ordinal(written: str) -> int:
    """The number that is written so."""
    *tens, last = written.split()
    value = next(value for stem, value in _STEMS.items() if last.startswith(stem))
    return sum(_TENS[each] for each in tens) + value
