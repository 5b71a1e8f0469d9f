"""Numbers with check digits: bank cards (Luhn), ИНН, СНИЛС."""

import re
from collections.abc import Iterator

from stdnum import luhn
from stdnum.ru import inn

from policies.personal.found import Found, digits_of

_SEPARATOR = r"[\s\-‐-―−./]{0,2}"
_CARD = re.compile(
    rf"(?<![\d•*])[2-6]\d{{3}}(?:{_SEPARATOR}\d{{4}}){{3}}(?:{_SEPARATOR}\d{{2,3}})?(?!\d)"
)
_CARD_IN_DIGITS = re.compile(rf"(?<![\d•*])[2-6](?:{_SEPARATOR}\d){{15}}(?!\d)")
_INN = re.compile(r"(?<![\d•*-])\d{12}(?!\d)")
_INN_NAMED = re.compile(r"(?<![а-я])инн(?![а-я])[^\d\n]{0,40}((?:\d[ \-.]?){9,11}\d)(?!\d)")
_SNILS = re.compile(r"(?<!\d)\d{3}[-‐-― .]\d{3}[-‐-― .]\d{3}[-‐-― .]{1,3}\d\d(?!\d)")
_SNILS_NAMED = re.compile(
    r"(?<![а-я])(?:снилс|страхов\w{2,3} (?:номер|свидетельств))\w{0,2}[^\d\n]{0,40}"
    r"((?:\d[ \-.]{0,3}){10}\d)(?!\d)"
)
_OTHER_NUMBER = re.compile(
    r"(?:заказ|трек|отправлени|посылк|артикул|штрихкод|код|накладн|квитанци|уин|сч[её]т|арт)"
    r"\w{0,4}[\s:№.#-]{0,3}(?:номер)?\s?$"
)
_SNILS_WITHOUT_CHECK = 1_001_998
"""Numbers up to 001-001-998 were given out without check digits."""


def cards(text: str) -> Iterator[Found]:
    """Numbers of bank cards."""
    for pattern in (_CARD, _CARD_IN_DIGITS):
        for found in pattern.finditer(text):
            number = digits_of(found[0])
            if luhn.is_valid(number) or luhn.is_valid(number[:16]):
                yield Found("card", found.start(), found.end())


def taxpayers(text: str, organisations: bool) -> Iterator[Found]:
    """ИНН of people, of twelve digits; those of organisations have ten."""
    for found in _INN.finditer(text):
        before = text[max(0, found.start() - 30) : found.start()]
        if inn.is_valid(found[0]) and not _OTHER_NUMBER.search(before):
            yield Found("inn", found.start(), found.end())
    for found in _INN_NAMED.finditer(text):
        number = digits_of(found[1])
        if (len(number) == 12 or (organisations and len(number) == 10)) and inn.is_valid(number):
            yield Found("inn", found.start(1), found.end(1))


def insured(text: str) -> Iterator[Found]:
    """СНИЛС: grouped in the usual way, or called so."""
    for pattern, group in ((_SNILS, 0), (_SNILS_NAMED, 1)):
        for found in pattern.finditer(text):
            if is_snils(digits_of(found[group])):
                yield Found("snils", found.start(group), found.end(group))


def is_snils(number: str) -> bool:
    """Whether the last two of eleven digits check the others (Pension Fund's rule: the sum of the
    digits, weighted 9 to 1, modulo 101; 100 is written 00)."""
    if len(number) != 11 or int(number[:9]) <= _SNILS_WITHOUT_CHECK:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=False))
    return total % 101 % 100 == int(number[9:])
