"""Sums of money in a text: «500 р», «по 300», «8 т.р.», «пятьсот рублей»."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from policies.text.lexemes import Lexemes
from policies.text.lexicon import Question
from policies.text.morphology import is_name_of_receiver
from policies.text.neighbours import Span
from policies.text.reading import Reading
from policies.words import words_of

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(\d{1,6})(?:-\d{1,6})?([а-яa-z]{0,6})")
_NOT_COUNTED = re.compile(r"[,;!?)\n—–]|\.\s|\.$|\s[-–—(]")
"""«по 350, кто за?» is a sum, «по 350 граммов» is none; 8:00, 3.5 and 12-40 are none either."""

_BEFORE_OTHER_NUMBERS = frozenset(
    {"до", "к", "номер", "кабинет", "дом", "группа", "рост", "размер", "квартира", "корпус"}
)
_MANY = ("ов", "ев", "ей", "ек", "ок", "лок", "ник", "ний")
"""How things end of which there are many."""

_OF_ONE = ("ую", "юю", "ый")
"""How words end that are said of one thing: nothing is counted with them."""

_AND_MORE = frozenset({"лишним", "хвостиком", "гаком"})

_BARE = re.compile(r"\d{2,5}")
_TIMES = frozenset({"на", "х", "x"})
_LEAST_MEASURE, _MOST_OBLONG = 20, 6
"""«40 на 60» are measures, «300 на 2» and «7500 на 25» are none."""
_BEFORE_SUMS = frozenset({"по", "за", "от"})

_HEADS = frozenset({"носа", "каждого", "вас", "каждой", "семьи", "человека", "ребенка", "рыла"})
_LEAST_SHARE, _LEAST = 50, 100
"""Smaller numbers, of which nobody says that they are roubles, count something else."""


def sums_of_money(reading: Reading) -> list[Span]:
    """Where sums stand; a bare number is one only when it is round and nothing is counted."""
    found = numbers(reading)
    measured = _measured(reading, found) if len(found) > 1 else frozenset()
    return [
        (place - _is_counted_in(reading, place), place)
        for place, is_said in found
        if (not _counts(reading, place) if is_said else _is_sum(reading, place))
        and not (measured and _is_measure(reading, place, measured))
    ]


def _measured(reading: Reading, found: Sequence[tuple[int, bool]]) -> frozenset[int]:
    """The sentences in which something is measured: «кровать 1400 на 600»."""
    words, forms = reading.words, reading.in_order
    bare = {place: int(forms[place]) for place, _ in found if _BARE.fullmatch(forms[place])}
    return frozenset(
        words[place].sentence
        for place in bare
        if place + 2 in bare
        and forms[place + 1] in _TIMES
        and min(sides := (bare[place], bare[place + 2])) >= _LEAST_MEASURE
        and max(sides) <= min(sides) * _MOST_OBLONG
    )


def _is_measure(reading: Reading, at: int, measured: frozenset[int]) -> bool:
    """Whether it is a bare number where something is measured."""
    word = reading.words[at]
    if word.sentence not in measured or not _BARE.fullmatch(word.form):
        return False
    if at and reading.words[at - 1].form in _BEFORE_SUMS:
        return False
    return units().isdisjoint(reading.in_order[at + 1 : at + 2])


def numbers(reading: Reading) -> Sequence[tuple[int, bool]]:
    """The words that may be sums at all, by their places: with a digit in them, or (True) said as
    «пятьсот», «тыща»."""
    return reading.answers(_numbers())


def units() -> frozenset[str]:
    """What roubles are called behind a number: «р», «рублей», «тыс»."""
    return _words("units")


def _is_counted_in(reading: Reading, at: int) -> bool:
    """Whether the word before belongs to a sum in words: «две тысячи»."""
    return bool(at) and reading.words[at - 1].form in _words("thousands")


def _counts(reading: Reading, at: int) -> bool:
    """Whether a number in words counts something but money: «сто монет», «двести желудей»."""
    words = reading.words
    if words[at].form not in _words("numerals"):
        return at > 0 and words[at - 1].form == "инфа"
    if at + 1 == len(words) or reading.lower[words[at].end : words[at + 1].start].strip():
        return False
    following = words[at + 1].form
    if following == "с" and words[at + 2 : at + 3] and words[at + 2].form in _AND_MORE:
        return True  # «фотографий там триста с лишним»
    if following in _words("units") or following in _words("following"):
        return False
    return following in _words("counted") or following.endswith(_MANY)


def shares(reading: Reading, sums: Iterable[Span]) -> list[Span]:
    """Those of the sums that each is to give: «по 300», «по пятьсот рублей»."""
    words = reading.words
    return [span for span in sums if span[0] and words[span[0] - 1].form == "по"]


def _is_sum(reading: Reading, at: int) -> bool:
    words = reading.words
    found = _NUMBER.fullmatch(words[at].form)
    if found is None:
        return False
    if found[2]:
        return found[2] in _words("units")
    following = words[at + 1].form if at + 1 < len(words) else ""
    rest = reading.lower[words[at].end : words[at].end + 2]
    if following in _words("units") or rest.strip()[:1] == "₽":
        return True
    before = words[at - 1].form if at else ""
    value = int(found[1])
    if before == "по" and following == "с" and words[at + 2 : at + 3]:
        return words[at + 2].form in _HEADS
    shared = before == "по"
    if (value % (5 if shared else 10) and not (shared and value > _LEAST)) or value < (
        _LEAST_SHARE if shared else _LEAST
    ):
        thousands = len(following) == 3 and following.isdecimal() and 0 < value < _LEAST
        return thousands and (following == "000" or shared)
    if before in _BEFORE_OTHER_NUMBERS and words[at].start - words[at - 1].end == 1:
        return False  # «размер 150», but not «размер — 1500»
    if before[:1].isdecimal() or 2000 < value < 2040:
        return False
    if not following or following in _words("following") or _NOT_COUNTED.match(rest):
        return True
    if before == "за" and following.endswith(_OF_ONE):  # «отдам за 3000 британскую кошечку»
        return True
    return is_name_of_receiver(following)  # «сдаём по 900 Ире»


@cache
def _numbers() -> Question[bool]:
    said = _words("said")

    def answer(form: str, _: Lexemes) -> bool | None:
        return True if form in said else False if _DIGIT.search(form) else None

    return Question(answer)


@cache
def _words(tag: str) -> frozenset[str]:
    return frozenset(entry.removeprefix("=") for entry in words_of("sums")[tag])
