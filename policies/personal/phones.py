"""Phone numbers: mobile ones however they are spelled, landlines where their grouping is usual.

A mobile number of Russia and Kazakhstan is ten digits that begin with 9 (or 7), behind 8 or 7 or
behind nothing; dates, lists of sums and numbers of orders look much the same. A landline is asked
of `phonenumbers` with strict grouping («30 15.09.2026» would be one without).
"""

import re
from collections.abc import Container, Iterator

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType

from policies.personal.found import Found, digits_of

_SEPARATOR = r"[\s\-‐-―−.()/_*,~|•·\ufe0f\u20e3]{0,3}"
_MOBILE = re.compile(
    rf"(?<![\da-z_])(?:(?:\+\s?)?[78]{_SEPARATOR})?\(?9(?:{_SEPARATOR}\d){{9}}(?!\d)"
)
_INTERNATIONAL = re.compile(rf"\+\s?[1-9](?:{_SEPARATOR}\d){{8,14}}(?!\d)")
_LANDLINE = re.compile(
    rf"(?<![\d.,])(?:\+?[78]{_SEPARATOR}\(?[34578]\d\d|\([348]\d{{2,4}}\)){_SEPARATOR}"
    rf"\d(?:{_SEPARATOR}\d){{4,6}}(?!\d)"
)
_LOCAL = re.compile(
    r"(?<![а-я])(?:тел(?:ефон\w{0,3})?|т|звон\w{1,6}|домашн\w{2,3}|городск\w{2,3})[\s.:№—-]{1,4}"
    r"\d{1,3}[ -]\d\d[ -]\d\d(?!\d|[ -]\d)"
)
_DATE = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)")
_LETTER_IN_NUMBER = re.compile(
    r"(?<=\d)[oоο](?=[\d\s-]{0,2}\d)|(?<=\d-)[oоο](?=[\d-])|(?<=\d)з(?=\d)"
)
_DIGIT_FOR = {"o": "0", "о": "0", "ο": "0", "з": "3"}
_GROUP = re.compile(r"\d+")
_USUAL_GROUPS = frozenset(
    {(10,), (3, 7), (3, 3, 4), (3, 3, 2, 2), (3, 2, 2, 3), (3, 2, 3, 2), (3, 4, 3), (1,) * 10}
)
_SHOWS_GROUPS = re.compile(r"[-‐-―−()]")
_OTHER_NUMBER = re.compile(
    r"(?:(?<!на )заказ\w{0,3}|трек\w{0,6}|отправлени\w{1,2}|посылк\w{1,2}|накладн\w{2,3}|артикул\w?"
    r"|арт|договор\w{0,2}|сч[её]т\w{0,2}|[рлк]/с|полис\w?|инн|огрн\w{0,2}|кпп|бик|окпо|квитанци\w{1,2}"
    r"|чек\w?|заявлени\w|заявк\w|обращени\w|штрихкод\w?|код\w?|брон[иь]|билет\w?|рейс\w?|кбк|уин"
    r"|id|ид)[\s:№.#n-]{0,4}(?:номер\w?[\s:№-]{1,3})?$"
)
_NUMBER_OF = re.compile(
    r"номер\w? (?:заказ|трек|отправлени|посылк|накладн|договор|заявлени|заявк|брони|билет|полис)"
    r"\w{0,3}[\s:№-]{1,3}$|(?:заказ\w?|трек\w{0,6}|договор\w?|заявлени\w|заявк\w) ?(?:№|номер)[\s:]{0,2}$"
)
_INSTITUTION = re.compile(
    r"сад(?:а|у|ик|ика|ике|ику)?(?![а-я])|вахт|охран|медкабинет|медпункт|поликлиник|регистратур|кабинет"
    r"|при[её]мн|бухгалтер|горяч\w{2,3} лини|диспетчер|справочн|управлени|департамент|администраци"
    r"|аварийн|полици|скор(?:ая|ой)|мчс|служб|больниц|школ|мфц|доверия|колл-центр|секретар|канцеляри"
    r"|учреждени|организаци|паспортн\w{2} стол|опек[аи]|травмпункт|театр|библиотек|музе[йя]|касс[аыу]"
)
_AROUND = 60
_MOST_TRIES = 8
"""Landlines and foreign numbers cost some 100 µs each; a text full of them may not take long."""


def phones(text: str, own: Container[str] = frozenset()) -> Iterator[Found]:
    """The phone numbers of people in a text (lower case).

    `own` are the last ten digits of numbers that may be told.
    """
    readable = _LETTER_IN_NUMBER.sub(lambda letter: _DIGIT_FOR[letter[0]], text)
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
    for found in _LOCAL.finditer(readable):
        number = digits_of(found[0])
        if not _of_institution(readable, found) and not _ends_any(own, number):
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
    for match in PhoneNumberMatcher(written, "RU", leniency=Leniency.STRICT_GROUPING, max_tries=2):
        return phonenumbers.number_type(match.number) not in _OF_NOBODY
    return False


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


def _ends_any(own: Container[str], number: str) -> bool:
    return isinstance(own, frozenset) and any(each.endswith(number) for each in own)
