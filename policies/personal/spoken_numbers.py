"""Phone numbers in words, wholly or in part: «восемь девятьсот три 555 сорок один ноль два»."""

import re
from collections.abc import Iterator

from policies.personal.found import Found
from policies.text.reading import Reading

_ONES = {
    "ноль": 0, "нуль": 0, "нолик": 0, "один": 1, "одна": 1, "раз": 1, "два": 2, "две": 2, "три": 3,
    "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "восем": 8, "девять": 9,
}  # fmt: skip
_TEENS = {
    "десять": 10, "одиннадцать": 11, "одинадцать": 11, "двенадцать": 12, "тринадцать": 13,
    "четырнадцать": 14, "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17,
    "восемнадцать": 18, "девятнадцать": 19,
}  # fmt: skip
_TENS = {
    "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "писят": 50, "шестьдесят": 60,
    "шисят": 60, "семьдесят": 70, "восемьдесят": 80, "девяносто": 90,
}  # fmt: skip
_HUNDREDS = {
    "сто": 100, "двести": 200, "триста": 300, "четыреста": 400, "пятьсот": 500, "пятсот": 500,
    "шестьсот": 600, "семьсот": 700, "восемьсот": 800, "девятьсот": 900,
}  # fmt: skip
_REPEATED = {
    "нуля": 0, "ноля": 0, "нулей": 0, "единицы": 1, "единички": 1, "двойки": 2, "тройки": 3,
    "четверки": 4, "пятерки": 5, "шестерки": 6, "семерки": 7, "восьмерки": 8, "девятки": 9,
}  # fmt: skip
_BETWEEN = frozenset({"плюс", "тире", "дефис", "потом", "далее", "дальше", "пробел", "скобка", "и"})
_PART = re.compile(r"\d+|[^\W\d_]+")
"""«9ноль6» is dictated as «девять ноль шесть» is."""
_FEWEST_TOKENS = 4
_MOST_WORDS = 2_000
_PHONE = re.compile(r"[78]?9\d{9}")
_COUNTING = frozenset({"9876543210"})

Token = tuple[str, int]
"""A part of a word, and which word it is of."""


def spoken_phones(reading: Reading) -> Iterator[Found]:
    """The mobile numbers of which at least a part is written in words."""
    for run in _runs(reading):
        if len(run) >= _FEWEST_TOKENS and not all(token.isdigit() for token, _ in run):
            yield from _phones_in(reading, _groups(run))


def _runs(reading: Reading) -> Iterator[list[Token]]:
    """Numbers that stand together, with nothing else between them."""
    run: list[Token] = []
    for index, word in enumerate(reading.words[:_MOST_WORDS]):
        parts = _PART.findall(word.form)
        if all(part.isdigit() or part in _NUMERALS for part in parts):
            run.extend((part, index) for part in parts)
        elif word.form not in _BETWEEN:
            yield run
            run = []
    yield run


def _groups(run: list[Token]) -> list[tuple[str, int, int]]:
    """Digits as they are dictated: «девятьсот три» is 903; each with its first and last word."""
    groups: list[tuple[str, int, int]] = []
    value, room, first, last = 0, 0, 0, 0  # room: what may still be added is below it

    def close() -> None:
        if room:
            groups.append((str(value), first, last))

    for token, index in run:
        number = _NUMERALS.get(token)
        if token in _REPEATED and room == 1 and value < 10:
            groups.append((str(_REPEATED[token]) * value, first, index))
            room = 0
        elif number is None or token in _REPEATED:
            close()
            room = 0
            digits = str(_REPEATED[token]) if token in _REPEATED else token
            groups.append((digits, index, index))
        elif 0 < number < room and room > 1:
            value, room, last = value + number, _room_after(number), index
        else:
            close()
            value, room, first, last = number, _room_after(number), index, index
    close()
    return groups


def _room_after(number: int) -> int:
    if number >= 100:
        return 100
    return 10 if number >= 20 else 1


def _phones_in(reading: Reading, groups: list[tuple[str, int, int]]) -> Iterator[Found]:
    for start, (begin, first, _) in enumerate(groups):
        if begin[0] not in "789":
            continue
        digits = ""
        for group, _, last in groups[start:]:
            digits += group
            if len(digits) > 11:
                break
            if _PHONE.fullmatch(digits) and digits not in _COUNTING:
                yield Found("phone", reading.words[first].start, reading.words[last].end)
                break


_NUMERALS = {**_ONES, **_TEENS, **_TENS, **_HUNDREDS, **_REPEATED}
NUMERALS = frozenset(_NUMERALS)
"""The words that numbers are made of."""
