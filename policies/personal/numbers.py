"""ИНН and СНИЛС: by their check digits, or where they are called so: people mistype."""

import re
from collections.abc import Iterator

from stdnum.ru import inn

from policies.personal.found import Found, digits_of

_INN = re.compile(r"(?<![\d•*-])\d{12}(?!\d)")
_INN_NAMED = re.compile(r"(?<![а-я])инн(?![а-я])[^\d\n]{0,40}((?:\d[ \-.]?){9,11}\d)(?!\d)")
_INN_BEHIND = re.compile(
    r"(?:(?!(?<![а-я])(?:не|а)(?![а-я]))(?:[^\d\n.,]|,(?= это))){0,25}(?<![а-я])инн(?![а-я])"
)
"""Not «… не инн, а лицевой», «…, а инн не видно»."""
_SNILS = re.compile(r"(?<!\d)\d{3}[-‐-― .]\d{3}[-‐-― .]\d{3}[-‐-― .]{1,3}\d\d(?!\d)")
_SNILS_WORD = r"(?:снилс|страхов\w{2,3} (?:номер|свидетельств))"
_SNILS_NAMED = re.compile(
    rf"(?<![а-я]){_SNILS_WORD}\w{{0,2}}[^\d\n]{{0,40}}((?:\d[ \-.]{{0,3}}){{10}}\d)(?!\d)"
)
_IN_THREES = re.compile(r"\d{3}[-‐-― .]?\d{3}[-‐-― .]?\d{3}[-‐-― .]{0,3}\d\d")
"""No date with a sum behind it."""
_SNILS_BESIDE = re.compile(rf"(?<![а-я]){_SNILS_WORD}")
_NO_SNILS = re.compile(r"тел|звон|ватс|whats|трек|заказ|(?<![а-я])инн(?![а-я])|формат|образ|пример")
"""What another number, or one that is nobody's, is announced by."""
_SAMPLE_BEHIND = re.compile(r"[^\d\n.!?]{0,20}(?<![а-я])(?:образец|образц|пример(?!н))")
_SAMPLES = ("000000000",)
_NEAR = 60
_OTHER_NUMBER = re.compile(
    r"(?:заказ|трек|отправлени|посылк|артикул|штрихкод|код|накладн|квитанци|уин|сч[её]т|арт)"
    r"\w{0,4}[\s:№.#-]{0,3}(?:номер)?\s?$"
)
_SNILS_WITHOUT_CHECK = 1_001_998
"""Numbers up to 001-001-998 were given out without check digits."""


def taxpayers(text: str, organisations: bool) -> Iterator[Found]:
    """ИНН of people, of twelve digits; those of organisations have ten."""
    for found in _INN.finditer(text):
        before = text[max(0, found.start() - 30) : found.start()]
        is_called = _INN_BEHIND.match(text, found.end()) and not _is_sample(text, found.end())
        if (is_called or inn.is_valid(found[0])) and not _OTHER_NUMBER.search(before):
            yield Found("inn", found.start(), found.end())
    for found in _INN_NAMED.finditer(text):
        digits = len(digits_of(found[1]))
        if _OTHER_NUMBER.search(text, found.start(), found.start(1)) or _is_sample(
            text, found.end(1)
        ):
            continue
        if digits == 12 or (organisations and digits == 10):
            yield Found("inn", found.start(1), found.end(1))


def insured(text: str) -> Iterator[Found]:
    """СНИЛС: grouped in the usual way, or called so."""
    for found in _SNILS.finditer(text):
        if is_snils(digits_of(found[0])) or _is_called_snils(text, found):
            yield Found("snils", found.start(), found.end())
    for found in _SNILS_NAMED.finditer(text):
        number = digits_of(found[1])
        said = text[found.start() : found.start(1)]
        is_like_it = (
            _IN_THREES.fullmatch(found[1])
            and not _is_no_snils(said, number)
            and not _is_sample(text, found.end(1))
        )
        if is_like_it or is_snils(number):
            yield Found("snils", found.start(1), found.end(1))


def _is_called_snils(text: str, found: re.Match[str]) -> bool:
    """Whether the word stands before or behind a number in groups."""
    if _is_sample(text, found.end()):
        return False
    start, end = max(0, found.start() - _NEAR), found.end() + _NEAR
    for word in _SNILS_BESIDE.finditer(text, start, end):
        between = (
            text[word.end() : found.start()]
            if word.end() <= found.start()
            else text[found.end() : word.start()]
        )
        return not _is_no_snils(between, digits_of(found[0]))
    return False


def _is_no_snils(said: str, number: str) -> bool:
    return number.startswith(_SAMPLES) or _NO_SNILS.search(said) is not None


def _is_sample(text: str, end: int) -> bool:
    """Whether a number that ends there is said to show how it is written."""
    return _SAMPLE_BEHIND.match(text, end) is not None


def is_snils(number: str) -> bool:
    """Whether the last two of eleven digits check the others (Pension Fund's rule: the sum of the
    digits, weighted 9 to 1, modulo 101; 100 is written 00)."""
    if len(number) != 11 or int(number[:9]) <= _SNILS_WITHOUT_CHECK:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=False))
    return total % 101 % 100 == int(number[9:])
