"""Passports and birth certificates: series and number, near the word or in the usual shape."""

import re
from collections.abc import Iterator

from policies.personal.found import Found

_NUMBER_SIGN = r"[\s,.;:\-–—/]{0,3}(?:сер(?:ия|ии|\.)?[\s,]{0,2})?(?:номер|ном|№|n|no)?[\s.:]{0,3}"
_PASSPORT = re.compile(rf"(?<!\d)\d\d[ \-]?\d\d{_NUMBER_SIGN}\d{{3}}[ \-]?\d{{3}}(?!\d)")
_SIGNED = re.compile(
    r"(?<!\d)\d\d ?\d\d\s?(?:,\s?)?(?:номер|№)\s?\d{6}(?!\d)|(?<!\d)\d\d \d\d \d{6}(?!\d)"
)
_FOREIGN_PASSPORT = re.compile(r"(?<!\d)\d\d ?(?:№ ?)?\d{7}(?!\d)")
_CERTIFICATE = re.compile(
    r"(?<![а-яa-z])[ivxухl1]{1,5}\s?[-–—]\s?[а-я]{2}[\s,]{0,2}(?:номер|№|n)?\s?\d{6}(?!\d)"
)
_PASSPORT_WORD = re.compile(r"паспорт|пасп\.|сери[яию]|загран|документ|удостоверени|выдан")
_FOREIGN_WORD = re.compile(r"загран|паспорт")
_OTHER_WORD = re.compile(
    r"приказ|договор|лот |заказ|сумм|руб|артикул|постановлени|лицензи|протокол|сч[её]тчик|издели"
    r"|прибор|насос"
)
_NAMED = re.compile(
    r"(?<![а-я])(?:загран)?паспорт(?:а|у|е|ом|н\w{1,3} данн\w{1,3})?(?![а-я])([^\d\n]{0,25})"
    rf"((?<!\d)\d\d[ \-]?\d\d{_NUMBER_SIGN}\d{{3}}[ \-]?\d{{3}}(?!\d))"
)
"""Called so right before, whatever for: «для договора паспорт 4510…»."""
_OTHER_BETWEEN = re.compile(rf"{_OTHER_WORD.pattern}|звон|тел(?![а-я])|телеф|дом(?![а-я])|безопасн")
_DEVICE = re.compile(r"(?:сч[её]тчик|прибор|насос|издели|котл|котел|котёл|огнетушител)\w*(?: в)? $")
"""Things that have a passport, too: «счётчика в паспорте»."""
_OF_WHAT = 30
_BEFORE, _AFTER = 70, 40


def documents(text: str) -> Iterator[Found]:
    """Numbers of passports and of birth certificates (text in lower case)."""
    for found in _NAMED.finditer(text):
        before = text[max(0, found.start() - _OF_WHAT) : found.start()]
        if not (_OTHER_BETWEEN.search(found[1]) or _DEVICE.search(before)):
            yield Found("passport", found.start(2), found.end(2))
    if _PASSPORT_WORD.search(text):
        yield from _near(_PASSPORT, text, _PASSPORT_WORD)
        yield from _near(_FOREIGN_PASSPORT, text, _FOREIGN_WORD)
    for found in _SIGNED.finditer(text):
        if not _OTHER_WORD.search(text[max(0, found.start() - _BEFORE) : found.start()]):
            yield Found("passport", found.start(), found.end())
    for found in _CERTIFICATE.finditer(text):
        yield Found("birth_certificate", found.start(), found.end())


def _near(shape: re.Pattern[str], text: str, word: re.Pattern[str]) -> Iterator[Found]:
    for found in shape.finditer(text):
        around = text[max(0, found.start() - _BEFORE) : found.end() + _AFTER]
        if word.search(around) and not _OTHER_WORD.search(around):
            yield Found("passport", found.start(), found.end())
