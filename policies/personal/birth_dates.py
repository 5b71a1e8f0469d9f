"""Full birth dates: a day, a month and a year, with a word of birth or a person's name by it."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

from policies.personal.found import Found
from policies.personal.spoken_ordinals import ORDINAL, ordinal

_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
# What may not stand before a date is asked behind its first digit: a pattern that begins with a
# digit is looked for at digits only.
_IN_DIGITS = re.compile(r"(\d(?<![\d.]\d)\d?)\s?[./\-]\s?(\d{1,2})\s?[./\-]\s?(\d{4}|\d\d)(?![\d])")
_SPACED = re.compile(r"(\d(?<![\d.(+-]\d)(?<!\d \d)\d)\s(\d\d)\s((?:19|20)\d\d)(?!\s?\d)")
_IN_WORDS = re.compile(
    r"(\d(?<!\d\d)\d?)(?:-?(?:го|ого|е))?\s(янв|фев|март|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек)[а-я]{0,5}"
    r"\.?,?\s(\d{4}|\d\d(?=[\s-]?г))(?!\d)"
)
_YEAR_FIRST = re.compile(r"([12](?<!\d[12])(?:(?<=1)9|(?<=2)0)\d\d)-(\d\d)-(\d\d)(?!\d)")
_BIRTH = re.compile(
    r"рожд|родил|днюх|(?<![а-я])д\.?\s?р\.?(?![а-я])|(?<![а-я])г\.?\s?р\.?(?![а-я])"
    r"|именинни|появил\w{1,3} на свет"
)
_BORN = re.compile(r"родил|появил\w{1,3} на свет")
_OTHER_BIRTH = re.compile(
    r"(?:родил\w{0,3}|рождени[яе])\s(?:наш\w{0,3}\s)?(?:сад|город|групп|учреждени|организаци|росси"
    r"|компани|республик|пионер|иисус|христ|иде[яи]|мысл|план|традици|праздник|фестивал|сказк"
    r"|проект|поэт|писател|художник|композитор|космонавт|учен|великий|котят|щен|слон|жираф)"
    r"|(?:сад|город|групп|учреждени)[а-я]{0,3}\s(?:был[ао]?\s)?(?:родил|рожд)|рождеств"
)
_DOCUMENT = re.compile(
    r"приказ|договор|подпис|справк|выда[нл]|заявлени|протокол|лицензи|умер|погиб|памят|(?<![а-я])от\s$"
    r"|зачисл|прививк|отчисл|путевк|№"
)
_BEFORE, _AFTER = 60, 30
_NAME_BEFORE = re.compile(
    r"(?:([^\W\d_]{2,20})\s)?(?:([^\W\d_]{2,20})\s)?([^\W\d_]{2,20})[\s,;:()«»\-–—|]{1,4}\Z"
)
_SOMEBODY = re.compile(
    r"(?<![а-я])(?:он|она|сын\w?|сыночек|дочь|дочка|дочери|дочурка|внук|внучка|внучк[еиу]|внук[ау]"
    r"|реб[её]нок|реб[её]нк[ау]|мальчик|девочка|племянни\w{1,2})(?:\s(?:мой|моя|наш|наша|у меня))?"
    r"[\s,:–—-]{1,3}\Z"
)
_SPOKEN = re.compile(
    rf"(?<![а-я\d])(\d{{1,2}}(?:-?(?:го|ого|е))?|{ORDINAL})\s"
    r"(янв|фев|март|апр|мая|июн|июл|авг|сен|окт|ноя|дек)[а-я]{0,5},?\s"
    rf"(?:две\sтысячи\s({ORDINAL})|(\d{{4}}))(?![а-я\d])"
)
_OLDEST = 1940
_YOUNGEST_DAYS = 365
_MOST_DATES = 50

IsName = Callable[[str], bool]
"""Whether a word can be a person's name."""


def birth_dates(text: str, written: date, is_name: IsName) -> Iterator[Found]:
    """Full dates of birth in a text (lower case) that was written on a day.

    A birthday to come, or one that is celebrated this year, is none.
    """
    yield from _of_birth(text, _dates(text), written, is_name)


def spoken_birth_dates(text: str, written: date, is_name: IsName) -> Iterator[Found]:
    """The same of dates in words: «третьего мая две тысячи двадцатого»."""
    yield from _of_birth(text, _spoken_dates(text), written, is_name)


def _of_birth(
    text: str, dates: Iterator[tuple[re.Match[str], date]], written: date, is_name: IsName
) -> Iterator[Found]:
    for found, day in islice(dates, _MOST_DATES):
        if day.year < _OLDEST or day > written:
            continue
        line_start = text.rfind("\n", 0, found.start()) + 1
        before = text[max(line_start, found.start() - _BEFORE) : found.start()]
        after = text[found.end() : found.end() + _AFTER].split("\n", 1)[0]
        old = (written - day).days >= _YOUNGEST_DAYS
        if _BIRTH.search(before) or _BIRTH.search(after):
            if (old or _BORN.search(before) or _BORN.search(after)) and not _OTHER_BIRTH.search(
                before + " " + after
            ):
                yield Found("birth_date", found.start(), found.end())
        elif old and not _DOCUMENT.search(before) and not _DOCUMENT.search(after):
            name = _NAME_BEFORE.search(before)
            named = name is not None and any(word and is_name(word) for word in name.groups())
            if named or _SOMEBODY.search(before):
                yield Found("birth_date", found.start(), found.end())


def _dates(text: str) -> Iterator[tuple[re.Match[str], date]]:
    for found in _IN_DIGITS.finditer(text):
        yield from _valid(found, found[3], int(found[2]), found[1])
    has_year = "20" in text or "19" in text
    for found in _SPACED.finditer(text) if has_year else ():
        yield from _valid(found, found[3], int(found[2]), found[1])
    for found in _IN_WORDS.finditer(text):
        month = next(number for number, name in enumerate(_MONTHS, 1) if found[2].startswith(name))
        yield from _valid(found, found[3], month, found[1])
    for found in _YEAR_FIRST.finditer(text) if has_year else ():
        yield from _valid(found, found[1], int(found[2]), found[3])


def _spoken_dates(text: str) -> Iterator[tuple[re.Match[str], date]]:
    for found in _SPOKEN.finditer(text):
        digits = re.match(r"\d+", found[1])
        day = digits[0] if digits else str(ordinal(found[1]))
        month = next(number for number, name in enumerate(_MONTHS, 1) if found[2].startswith(name))
        yield from _valid(found, found[4] or str(2000 + ordinal(found[3])), month, day)


def _valid(
    found: re.Match[str], year: str, month: int, day: str
) -> Iterator[tuple[re.Match[str], date]]:
    full_year = int(year)
    if len(year) == 2:
        full_year += 2000 if full_year < 40 else 1900
    try:
        yield found, date(full_year, month, int(day))
    except ValueError:
        return
