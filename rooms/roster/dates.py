"""Birth dates as they stand in spreadsheets: dates, day numbers, 5.3.20, 5 марта 2020 г."""

import re
from datetime import date, datetime, timedelta
from functools import cache

from babel import Locale

from rooms.roster.spelling import fold
from rooms.roster.tables.table import Value
from rooms.sentence import Sentence

OLDEST = 10
"""Years of age from which somebody is no child of a kindergarten."""

_TAIL = r"(?:\s*(?:г|гг|год|года)\.?)?(?:[\st]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_NUMBERS = re.compile(rf"(\d{{1,2}})\s*([./,\s-])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}|\d{{2}}){_TAIL}")
_ISO = re.compile(rf"(\d{{4}})([./-])(\d{{1,2}})\2(\d{{1,2}}){_TAIL}")
_DAY_FIRST = re.compile(
    rf"[«\"]?(\d{{1,2}})[»\"]?[\s.-]*([^\W\d_]+)\.?[\s,-]*(\d{{4}}|\d{{2}}){_TAIL}"
)
_MONTH_FIRST = re.compile(rf"([^\W\d_]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TAIL}")
_DATE_WITHIN = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\s+[^\W\d_]{3,}\.?\s+\d{4}"
)

_NO_DATE = Sentence("A date is expected here, such as 05.03.2020.")
_NO_SUCH_DAY = Sentence("There is no such day: a date is expected here, such as 05.03.2020.")


def birth_date(value: Value, first_day: date, today: date) -> date | Sentence | None:
    """The date of birth, what is wrong with it, or None: nothing is written.

    Numbers are days after `first_day`. A year of two digits is the last one that has come.
    """
    found = _date_of(value, first_day, today)
    if not isinstance(found, date):
        return found
    if found > today:
        return Sentence("This day is still to come: the date of birth of a child is expected.")
    if found.year + OLDEST <= today.year and _age(found, today) >= OLDEST:
        years = {"years": _age(found, today)}
        return Sentence("Born on this day, the child would be {years} years old.", years)
    return found


def split_date(text: str) -> tuple[str, str]:
    """A cell with a name and a date: the name, and the date as it is written (or empty)."""
    found = _DATE_WITHIN.search(text)
    if found is None:
        return text, ""
    return f"{text[: found.start()]} {text[found.end() :]}", found[0]


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _date_of(value: Value, first_day: date, today: date) -> date | Sentence | None:
    match value:
        case None:
            return None
        case bool():
            return _NO_DATE
        case datetime():
            return value.date()
        case date():
            return value
        case int() | float():
            return _day_number(value, first_day)
        case str():
            return _written(fold(value).strip(" .,"), first_day, today)
        case _:
            return _NO_DATE


def _day_number(number: float, first_day: date) -> date | Sentence:
    # Five digits are the days from 1927 to 2173; fewer digits are a year or an age.
    if not 10_000 <= number < 100_000:
        return _NO_DATE
    return first_day + timedelta(days=int(number))


def _written(text: str, first_day: date, today: date) -> date | Sentence | None:
    if not text or set(text) <= set("-/. "):
        return None
    if re.fullmatch(r"\d{5}([.,]0*)?", text):
        return _day_number(int(text[:5]), first_day)
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _NUMBERS.fullmatch(text):
        return _day(_year(found[4], today), int(found[3]), int(found[1]))
    if found := _DAY_FIRST.fullmatch(text):
        return _named(found[1], found[2], found[3], today)
    if found := _MONTH_FIRST.fullmatch(text):
        return _named(found[2], found[1], found[3], today)
    return _NO_DATE


def _named(day: str, month: str, year: str, today: date) -> date | Sentence:
    number = _months().get(month)
    return _NO_DATE if number is None else _day(_year(year, today), number, int(day))


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    century = today.year // 100 * 100
    year = century + int(digits)
    return year if year <= today.year else year - 100


def _day(year: int, month: int, day: int) -> date | Sentence:
    try:
        return date(year, month, day)
    except ValueError:
        return _NO_SUCH_DAY


@cache
def _months() -> dict[str, int]:
    """The names of the months in every language of ours, in all their forms."""
    return {
        fold(name).strip("."): number
        for language in ("ru", "en")
        for forms in Locale(language).months.values()
        for width in ("wide", "abbreviated")
        for number, name in forms[width].items()
    } | {"сен": 9, "нояб": 11, "сент": 9, "sept": 9}
