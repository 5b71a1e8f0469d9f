"""Phone numbers: mobile ones however they are spelled, landlines where their grouping is usual.

A mobile number of Russia and Kazakhstan is ten digits that begin with 9 (or 7), behind 8 or 7 or
behind nothing; dates, lists of sums and numbers of orders look much the same. A landline is asked
of `phonenumbers` with strict grouping («30 15.09.2026» would be one without).
"""

import re
from collections.abc import Collection, Iterator

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType

from policies.personal.found import Found, digits_of
from policies.words import words_of

SEPARATOR = r"[\s\-‐-―−.()/_*,~|•·\ufe0f\u20e3]{0,3}"
_MOBILE = re.compile(
    rf"(?<![\da-z_])(?:(?:\+\s?)?[78]{SEPARATOR})?\(?9(?:{SEPARATOR}\d){{9}}(?!\d)"
)
_INTERNATIONAL = re.compile(rf"\+\s?[1-9](?:{SEPARATOR}\d){{8,14}}(?!\d)")
_LANDLINE = re.compile(
    rf"(?<![\d.,])(?:\+?[78]{SEPARATOR}\(?[34578]\d\d|\([348]\d{{2,4}}\)){SEPARATOR}"
    rf"\d(?:{SEPARATOR}\d){{4,6}}(?!\d)"
)
_LOCAL = re.compile(
    r"(?<![а-я])(?:тел(?:ефон\w{0,3})?|т|звон\w{1,6}|домашн\w{2,3}|городск\w{2,3})[\s.:№—-]{1,4}"
    r"\d{1,3}[ -]\d\d[ -]\d\d(?!\d|[ -]\d)"
)
_DATE = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)")
_LETTERS = "oоοilіз|б"
_LETTER_IN_NUMBER = re.compile(
    rf"(?<![а-яa-z])[{_LETTERS}]{{1,2}}(?=\d)|(?<=\d)[{_LETTERS}]{{1,2}}(?![а-яa-z])"
    r"|(?<=\d-)[oоο](?=[\d-])"
)
_DIGIT_FOR = str.maketrans(_LETTERS, "00011" + "1316")
LIKE_DIGIT = rf"[\d{_LETTERS}]"
"""Digits, and the letters that are written for them."""
_GROUP = re.compile(r"\d+")
_USUAL_GROUPS = frozenset(
    {(10,), (3, 7), (3, 3, 4), (3, 3, 2, 2), (3, 2, 2, 3), (3, 2, 3, 2), (3, 4, 3), (1,) * 10}
)
_SHOWS_GROUPS = re.compile(r"[-‐-―−()]")
_OTHER = "|".join(words_of("phones")["other numbers"])
_OTHER_NUMBER = re.compile(rf"(?:{_OTHER})[\s:№.#n-]{{0,4}}(?:номер\w?[\s:№-]{{1,3}})?$")
_KIND = "|".join(words_of("phones")["number of"])
_NUMBER_OF = re.compile(
    rf"номер\w? (?:{_KIND})\w{{0,3}}[\s:№-]{{1,3}}$|(?:{_KIND})\w{{0,3}} ?(?:№|номер)[\s:]{{0,2}}$"
)
_INSTITUTION = re.compile("|".join(words_of("phones")["institutions"]))
_AROUND = 60
_MOST_TRIES = 4
"""Landlines and foreign numbers cost some 100 µs each; a text full of them may not take long."""


def phones(text: str, own: Collection[str] = frozenset()) -> Iterator[Found]:
    """The phone numbers of people in a text (lower case).

    `own` are the last ten digits of numbers that may be told.
    """
    readable = _LETTER_IN_NUMBER.sub(lambda found: found[0].translate(_DIGIT_FOR), text)
    for found in _MOBILE.finditer(readable):
        number = digits_of(found[0])
        if number[-10:] not in own and _is_mobile(readable, found, number):
            yield Found("phone", found.start(), found.end())
    for tries, found in enumerate(_INTERNATIONAL.finditer(readable)):
        if tries < _MOST_TRIES and digits_of(found[0])[-10:] not in own and _is_foreign(found[0]):
            yield Found("phone", found.start(), found.end())
    for tries, found in enumerate(_LANDLINE.finditer(readable)):
        if tries >= _MOST_TRIES:
            break
        if digits_of(found[0])[-10:] in own or _of_institution(readable, found):
            continue
        if _is_landline(readable, found):
            yield Found("phone", found.start(), found.end())


def local_phones(text: str, own: Collection[str] = frozenset()) -> Iterator[Found]:
    """Short numbers of a town, behind a word such as «телефон»."""
    for found in _LOCAL.finditer(text):
        number = digits_of(found[0])
        if not _of_institution(text, found) and not any(each.endswith(number) for each in own):
            yield Found("phone", found.start(), found.end())


def _is_mobile(text: str, found: re.Match[str], number: str) -> bool:
    written = found[0]
    if _DATE.search(written):
        return False
    before = text[max(0, found.start() - 30) : found.start()]
    if _NUMBER_OF.search(before):
        return False
    groups = _GROUP.findall(written)
    if len(number) == 11:
        sizes = tuple(map(len, groups[1:] if len(groups[0]) == 1 else groups))
        return ", " not in written or sizes in _USUAL_GROUPS
    sizes = tuple(map(len, groups))
    if "," in written or number == "9876543210":
        return False
    if len(groups) == 1:
        return not _OTHER_NUMBER.search(before)
    if sizes[0] == 3 and _SHOWS_GROUPS.search(written):
        return True
    return sizes in _USUAL_GROUPS and not all(int(group) % 50 == 0 for group in groups)


def _is_foreign(written: str) -> bool:
    try:
        number = phonenumbers.parse(written)
    except phonenumbers.NumberParseException:
        return False
    return number.country_code != 7 and phonenumbers.is_valid_number(number)


def _is_landline(text: str, found: re.Match[str]) -> bool:
    written = found[0]
    if written.isdigit() and "тел" not in text and "звон" not in text:
        return False
    if _DATE.search(written):
        return False
    number = _strictly_grouped(written)
    return number is not None and phonenumbers.number_type(number) not in _OF_NOBODY


def _strictly_grouped(written: str) -> phonenumbers.PhoneNumber | None:
    """The number, unless its groups are unusual; the brackets of an area are usual enough."""
    for match in PhoneNumberMatcher(written, "RU", leniency=Leniency.STRICT_GROUPING, max_tries=2):
        return match.number
    if "(" not in written:
        return None
    try:
        return phonenumbers.parse(written, "RU")
    except phonenumbers.NumberParseException:
        return None


_OF_NOBODY = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UNKNOWN,
    }
)


def _of_institution(text: str, found: re.Match[str]) -> bool:
    around = text[max(0, found.start() - _AROUND) : found.end() + _AROUND // 2]
    return _INSTITUTION.search(around) is not None
