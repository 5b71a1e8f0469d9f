"""Posting hours: fires on what is written outside them, by the institution's clock."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, model_validator

from policies.context import Context
from policies.file_model import FileModel, mistake, mistake_at
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_LOOK_AHEAD_DAYS = 9
"""Any week has an allowed day; the rest is for windows that a clock change swallows."""


def _time_of_day(written: Any) -> str:
    if not isinstance(written, str) or not _TIME.fullmatch(written.strip()):
        raise mistake('A time such as "08:00" is expected here.')
    return written.strip()


TimeOfDay = Annotated[str, BeforeValidator(_time_of_day)]


class Hours(FileModel):
    """Posts are allowed from `from` until just before `to` on the days listed.

    With `from` later than `to` the hours go on over midnight and belong to the day on which they
    begin.
    """

    begin: Annotated[TimeOfDay, Field(alias="from")]
    end: Annotated[TimeOfDay, Field(alias="to")]
    days: Annotated[tuple[Day, ...], Field(min_length=1)] = WEEK

    @model_validator(mode="after")
    def _have_hours(self) -> Self:
        if _minutes(self.begin) == _minutes(self.end):
            raise mistake_at(
                ("to",), "The hours end when they begin: “from” and “to” are the same."
            )
        if self.begin == "24:00":
            raise mistake_at(("from",), 'Hours that begin at midnight begin at "00:00".')
        return self


def detector(parameters: Hours) -> Detector:
    """Evidence: when it was written and when posting is allowed next (ISO 8601, local)."""

    def findings(reading: Reading, context: Context) -> Evidence | None:
        zone = context.timezone
        written = reading.post.written_at.astimezone(zone)
        for begin, end in _windows(parameters, zone, written.date() - timedelta(days=1), days=2):
            if begin <= reading.post.written_at < end:
                return None
        evidence = {"written_at": written.isoformat(timespec="minutes")}
        for begin, end in _windows(parameters, zone, written.date(), days=_LOOK_AHEAD_DAYS):
            if reading.post.written_at < begin < end:
                evidence["allowed_from"] = begin.astimezone(zone).isoformat(timespec="minutes")
                break
        return evidence

    return findings


def _windows(
    parameters: Hours, zone: ZoneInfo, first: date, days: int
) -> Iterator[tuple[datetime, datetime]]:
    """The hours that begin on each of these days, as points in time, so that a day with a clock
    change has them once and whole."""
    begin, end = _minutes(parameters.begin), _minutes(parameters.end)
    for day in (first + timedelta(days=offset) for offset in range(days)):
        if WEEK[day.weekday()] in parameters.days:
            yield _moment(day, begin, zone), _moment(day, end if end > begin else end + 1440, zone)


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    days, minute = divmod(minutes, 1440)
    wall = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), zone)
    # Through UTC: a comparison of times of one and the same zone would go by the wall clock.
    return wall.astimezone(_UTC)


def _minutes(written: str) -> int:
    hours, minutes = written.split(":")
    return int(hours) * 60 + int(minutes)


_UTC = ZoneInfo("UTC")

RULE = Rule("hours", Hours, detector)
