"""Times as regulation.yaml names them: hours of certain days, by a country's working days."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from holidays import registry
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    WithJsonSchema,
    model_validator,
)

from policies.file_model import FileModel, mistake, mistake_at, nearest

if TYPE_CHECKING:
    from holidays import HolidayBase

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "working", "free"]
WEEK: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COUNTRIES = tuple(sorted(registry.EntityLoader.get_country_codes(include_aliases=False)))
"""ISO 3166 codes of the countries whose working days are known; the calendars themselves are read
where they are asked for, since all of them take 12 MB."""
DAY_MINUTES = 24 * 60
Window = tuple[timedelta, timedelta]
"""Begin and end, both since 1970: quicker to compare than aware times."""

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_LOOK_AHEAD_DAYS = 400
"""Working days come within a fortnight, even over the longest holidays; this bound only ends the
search in a calendar that has none of the days asked for."""


def _time_of_day(written: Any) -> str:
    if not isinstance(written, str) or not _TIME.fullmatch(written.strip()):
        raise mistake('A time such as "08:00" is expected here.')
    return written.strip()


def _days(written: Any) -> Any:
    return (written,) if isinstance(written, str) else written


def _country(code: str) -> str:
    if code in COUNTRIES:
        return code
    known = ", ".join(COUNTRIES)
    if meant := nearest(code.upper(), list(COUNTRIES)):
        text = "There is no calendar “{calendar}”; perhaps “{meant}” is meant? There are: {known}."
        raise mistake(text, calendar=code, meant=meant, known=known)
    text = "There is no calendar “{calendar}”; there are: {known}."
    raise mistake(text, calendar=code, known=known)


TimeOfDay = Annotated[
    str,
    BeforeValidator(_time_of_day),
    Field(json_schema_extra={"pattern": rf"^({_TIME.pattern})$"}),
]
_ONE_DAY = {"type": "string", "enum": list(get_args(Day))}
Days = Annotated[
    tuple[Day, ...],
    BeforeValidator(_days),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [_ONE_DAY, {"type": "array", "items": _ONE_DAY, "minItems": 1}]}),
]
Country = Annotated[
    str, AfterValidator(_country), Field(json_schema_extra={"enum": list(COUNTRIES)})
]


class Times(FileModel):
    """From `from` until just before `to` on the days listed.

    Beside the days of the week there are ``working`` and ``free`` ones, as they are in the country
    of the `calendar` (ISO 3166), with its holidays and with the working days it has moved. With
    `from` later than `to` the hours go on over midnight and belong to the day on which they begin.
    """

    begin: Annotated[TimeOfDay, Field(alias="from")] = "00:00"
    end: Annotated[TimeOfDay, Field(alias="to")] = "24:00"
    days: Days = WEEK
    calendar: Country = "RU"

    @model_validator(mode="after")
    def _have_hours(self) -> Self:
        if _minutes(self.begin) == _minutes(self.end):
            raise mistake_at(
                ("to",), "The hours end when they begin: “from” and “to” are the same."
            )
        if self.begin == "24:00":
            raise mistake_at(("from",), 'Hours that begin at midnight begin at "00:00".')
        if self._ask_the_calendar:
            _calendar(self.calendar)  # read now, so that nothing has to be read when judging
        return self

    def contain(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether an aware time is within them, by the clocks of that zone."""
        since = moment - _EPOCH
        return any(begin <= since < end for begin, end in self._about(since, zone))

    def next_begin(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """When they begin next after an aware time, in that zone; None: never."""
        since = moment - _EPOCH
        for begin, end in self._about(since, zone):
            if since < begin < end:
                return (_EPOCH + begin).astimezone(zone)
        day = moment.astimezone(zone).date()
        for begin, end in self._windows(day, zone, days=_LOOK_AHEAD_DAYS):
            if since < begin < end:
                return (_EPOCH + begin).astimezone(zone)
        return None

    def _about(self, since: timedelta, zone: ZoneInfo) -> tuple[Window, ...]:
        """The hours about a point in time: the same for many posts, so they are kept."""
        windows = self._known.get((since.days, zone))
        if windows is None:
            if len(self._known) >= _KNOWN_DAYS:
                self._known.clear()
            # Of clocks that are at most 14 hours off, and hours that begin the day before; and
            # over a weekend.
            first = (_EPOCH + since).date() - timedelta(days=2)
            windows = self._known[since.days, zone] = tuple(self._windows(first, zone, days=6))
        return windows

    @cached_property
    def _known(self) -> dict[tuple[int, ZoneInfo], tuple[Window, ...]]:
        """By days of UTC since 1970."""
        return {}

    def _windows(self, first: date, zone: ZoneInfo, days: int) -> Iterator[Window]:
        """The hours that begin on each of these days, as points in time, so that a day with a
        clock change has them once and whole."""
        for day, begin, end in self.on_days(first, days):
            yield _point(day, begin, zone), _point(day, end, zone)

    def on_days(self, first: date, days: int) -> Iterator[tuple[date, int, int]]:
        """Those of these days on which they begin, each with their begin and end in minutes from
        its midnight by the wall clock; the end may be on the next day."""
        begin, end = _minutes(self.begin), _minutes(self.end)
        end = end if end > begin else end + DAY_MINUTES
        for day in (first + timedelta(days=offset) for offset in range(days)):
            if self._has(day):
                yield day, begin, end

    def _has(self, day: date) -> bool:
        if WEEK[day.weekday()] in self.days:
            return True
        if not self._ask_the_calendar:
            return False
        return ("working" if _works(self.calendar, day) else "free") in self.days

    @property
    def _ask_the_calendar(self) -> bool:
        return "working" in self.days or "free" in self.days


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KNOWN_DAYS = 1000
_reading = Lock()


@cache
def _calendar(country: str) -> "HolidayBase":
    """One country's, without those of all others, which its package would read along with it."""
    with _reading:
        package = ModuleType("holidays.countries")
        package.__path__ = [str(Path(registry.__file__).parent / "countries")]
        sys.modules[package.__name__] = package
        from holidays import country_holidays

        calendar = country_holidays(country)
        for name in [name for name in [*sys.modules] if name.partition(".")[0] == "holidays"]:
            del sys.modules[name]
    return calendar


@lru_cache(maxsize=4096)
def _works(country: str, day: date) -> bool:
    works: bool = _calendar(country).is_working_day(day)
    return works


@lru_cache(maxsize=4096)
def _point(day: date, minutes: int, zone: ZoneInfo) -> timedelta:
    days, minute = divmod(minutes, DAY_MINUTES)
    wall = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), zone)
    return wall - _EPOCH


def _minutes(written: str) -> int:
    hours, minutes = written.split(":")
    return int(hours) * 60 + int(minutes)
