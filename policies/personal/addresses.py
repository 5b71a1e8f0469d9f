"""Home addresses: a house with a flat, or a house where somebody is said to live.

A street and a house alone may be a theatre's or a clinic's; they are an address of a person only
beside words such as «живём», «ко мне», «домофон».
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from policies.personal.found import Found
from policies.text.reading import Reading
from policies.words import words_of

_LETTER = r"[а-яa-z]"
_STREET = (
    r"(?:ул(?:\.|ица|ице|ицы|ицу)?|просп(?:\.|ект\w?)|пр-?(?:т|кт|д)|пр\.|пер(?:\.|еулок|еулке)|б-?р"
    r"|бульвар\w?|бул\.|ш\.|шоссе|наб(?:\.|ережн\w{2})|пл\.|площад[ьи]|проезд\w?|мкр\w?\.?|микрорайон\w?"
    r"|тупик\w?|алле[яи]|квартал\w?|тракт\w?|дер\.|деревн[яеи]|пос\.|пос[её]л\w{2}|село|с\.|снт|жк)"
)
_HOUSE_NUMBER = (
    r"\d{1,3}\s?[а-гa-g]?(?:\s?[/]\s?\d{1,3})?"
    r"(?:[\s,.]{0,2}(?:корп(?:ус|\.)?|кор\.?|к\.?|стр(?:оение|\.)?|литера?)\s?\d{1,2})?"
)
_ENTRANCE = (
    r"(?:[\s,.;]{0,3}(?:\d{1,2}(?:-?[а-я]{1,2})?\s(?:подъезд|под\.?|этаж|эт\.?)"
    r"|(?:подъезд|под\.?|п\.?|этаж|эт\.?|парадная|домофон|код)\s?\d{1,4}))"
)
_ON_STREET = r"(?:\sпо\s(?:ул\w{0,4}\.?\s)?[а-я]{3,20})"
"""«Дом 8 по Мира, квартира 33»."""
_FLAT = (
    r"(?:кв(?:-?ра|арт(?:\.|ир[аыуе])?)?[\s.:№]{0,3}(?!20[0-4]\d)\d{1,4}[а-г]?"
    r"(?!\d|\s?(?:м(?:\.|²|2|етр)?(?!\w)|кв))"
    rf"|\d{{1,4}}(?:-?(?:я|ая|й|ой))?\sкв(?:артир[аеуы]|\.)?(?!{_LETTER}|\.?\s?(?:м(?![а-я])|метр)))"
)
_HOUSE_AND_FLAT = re.compile(
    rf"(?:(?<![\d.,:])|(?<=д\.))(?<!{_LETTER}-)(?<!\d на )(?<!\dх)"
    rf"{_HOUSE_NUMBER}{_ON_STREET}?{_ENTRANCE}{{0,3}}[\s,.;\-]{{1,4}}"
    rf"(?<!{_LETTER}){_FLAT}"
)
_FLAT_ALONE = re.compile(rf"(?<!{_LETTER}){_FLAT}")
_NAME = r"[а-я\d][а-я\d\-]{1,30}"
_NAMES = rf"{_NAME}(?:\s{_NAME}){{0,2}}"
_COUNTED = (
    r"\s?(?:кв|м²|м(?![а-я])|метр|сот(?:ок|ки)|этаж(?:а|ей|ный)|год|лет|тыс|руб|шт|чел|мин|час)"
)
_HOUSE = rf"(?:д(?:ом)?[.\s]{{0,2}})?{_HOUSE_NUMBER}(?![\d:.])(?!{_COUNTED})"
_SAID_HOUSE = rf"д(?:ом)?[.\s]{{1,2}}(?:(?:наш|мой)\s)?{_HOUSE_NUMBER}(?!{_COUNTED})"
_STREET_AND_HOUSE = re.compile(
    rf"(?<!{_LETTER}){_STREET}\s?{_NAMES}[,.\s]{{1,3}}{_HOUSE}"
    rf"|(?<!{_LETTER}){_NAME}\s{_STREET}[,.\s]{{1,3}}{_HOUSE}"
    rf"|(?<!{_LETTER}){_SAID_HOUSE}\s(?:по|на)\s(?:{_STREET}\s?)?{_NAME}"
    rf"|(?<!{_LETTER}){_NAME}[,\s]{{1,3}}{_SAID_HOUSE}(?![\d:.])"
)
_PAIR = re.compile(
    rf"(?<!{_LETTER})(?:{_STREET}\s?{_NAMES}|[а-я]{{3,20}}"
    r"(?:ая|ой|ова|ева|ина|ого|ов|ев|ский|ская))[,.\s]{1,3}(?:д(?:ом)?[.\s]{0,2})?"
    r"\d{1,3}[а-г]?(?:/\d{1,2})?\s?[-–—]\s?\d{1,3}"
    r"(?![\d:.]|\s?(?:руб|р\b|шт|год|лет|час|мин))"
)
_JOINED = re.compile(r"\d[а-г]?(?:/\d{1,2})?\s?[-–—]\s?\d")
"""What each pair has, and few posts."""
_BARE = re.compile(
    r"(?<![^\W\d_])([А-ЯЁ][а-яё]{3,20})[,\s]{1,2}(\d{1,3}[а-г]?(?:/\d{1,2})?)(?![\d:.,]?\d)"
)
_STREET_ENDING = re.compile(
    r"(?:ая|ой|ую|ова|ева|ина|ого|его|ов|ев|ский|иха|ода|ира|телей|еров|победы|труда|октября|свободы|юности|дружбы|молодежи|весны)\Z"
)
_LIVES = "|".join(words_of("home_addresses")["lives"])
_HOUSE_OF_FLATS = "|".join(words_of("home_addresses")["house"])
_SOMEBODY_LIVES = re.compile(rf"(?<![а-я])(?:{_LIVES})")
_LIVES_OR_HOUSE = re.compile(rf"(?<![а-я])(?:{_LIVES}|{_HOUSE_OF_FLATS})")
_ADDRESS_OF = re.compile(r"(?<![а-я])адрес\s([А-ЯЁ][а-яё]+)")
_PLACE = re.compile("|".join(words_of("home_addresses")["places"]))
_LANDMARK = re.compile(
    r"(?<![а-я])(?:за|возле|около|напротив|над|не доходя|мимо|рядом с|справа от|слева от"
    r"|через дорогу от|недалеко от)\s(?:[а-я]{2,12}\s)?\Z"
)
"""A shop behind which the house is says nothing against somebody's living there."""
_MOST_PLACES = 10
_STREET_BEGINS = re.compile(_STREET)
_AROUND = 80


def may_tell_address(reading: Reading) -> bool:
    """Whether a post has a word without which no address is found."""
    return "кв" in reading.lower or not _marks().isdisjoint(reading.forms)


def addresses(text: str, lower: str) -> Iterator[Found]:
    """Addresses of homes in a text, given as it was written and in lower case."""
    if "кв" in lower:
        for found in _HOUSE_AND_FLAT.finditer(lower):
            yield Found("address", found.start(), found.end())
    for found in _houses(text, lower):
        if not _is_place(lower, found):
            yield Found("address", found.start(), found.end())
    if "кв" in lower:
        for found in _FLAT_ALONE.finditer(lower):
            if _SOMEBODY_LIVES.search(_around(lower, found)):
                yield Found("address", found.start(), found.end())


def _houses(text: str, lower: str) -> Iterator[re.Match[str]]:
    """Houses in streets: with the flat's number, or where somebody lives."""
    lives = _LIVES_OR_HOUSE.search(lower) is not None or (
        "адрес" in lower and _ADDRESS_OF.search(text) is not None
    )
    for found in _PAIR.finditer(lower) if _JOINED.search(lower) else ():
        if _STREET_BEGINS.match(found[0]) or (lives and _lives(text, lower, found)):
            yield found
    if not lives:
        return
    for found in _STREET_AND_HOUSE.finditer(lower):
        if _lives(text, lower, found):
            yield found
    for found in _BARE.finditer(text):
        if _STREET_ENDING.search(found[1].lower()) and _lives(text, lower, found):
            yield found


def _lives(text: str, lower: str, found: re.Match[str]) -> bool:
    return (
        _LIVES_OR_HOUSE.search(_around(lower, found)) is not None
        or _ADDRESS_OF.search(_around(text, found)) is not None
    )


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - _AROUND) : found.end() + _AROUND]


def somebody_lives(text: str, found: re.Match[str]) -> bool:
    """Whether somebody is said to live near a place in a text (lower case)."""
    return _SOMEBODY_LIVES.search(_around(text, found)) is not None


def _is_place(lower: str, found: re.Match[str]) -> bool:
    """Whether something that is no home is near; the street's own name does not count."""
    before = lower[max(0, found.start() - _AROUND) : found.start()]
    after = lower[found.end() : found.end() + _AROUND // 2]
    return any(
        not _LANDMARK.search(part[: place.start()])
        for part in (before, after)
        for place in islice(_PLACE.finditer(part), _MOST_PLACES)
    )


@cache
def _marks() -> frozenset[str]:
    return frozenset(words_of("home_addresses")["marks"])
