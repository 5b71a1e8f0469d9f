"""Points in time as people write them after ``--since`` and ``--until``."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from rooms.language import say

_AGO = re.compile(r"(\d{1,6})\s*(min|[hdw])")
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_BARE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_moment(
    text: str, zone: ZoneInfo, now: datetime, language: str, *, end: bool = False
) -> datetime:
    """The aware moment that is meant by ``2026-11-22``, ``2026-11-22T08:30`` or ``30d`` (ago).

    What names no offset is in `zone`, the institution's. A bare date is the beginning of that
    day, or for the `end` of a span the beginning of the next, so that the day is within. Ages
    count back from `now`: min, h, d, w. Raises click.BadParameter (exit code 2) in `language`.
    """
    stripped = text.strip()
    try:
        if ago := _AGO.fullmatch(stripped):
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        if not _BARE_DATE.match(stripped):
            raise ValueError  # as a week or without its hyphens, it would be no whole day
        moment = datetime.fromisoformat(stripped)
        if end and _BARE_DATE.fullmatch(stripped):
            moment += timedelta(days=1)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        aware.timestamp()
    except (ValueError, OverflowError):
        raise click.BadParameter(
            say(
                language,
                "“{text}” is no time. Write a date (2026-11-22), a date with a time"
                " (2026-11-22T08:30) or how long ago (12h, 30d).",
                text=stripped[:40],
            )
        ) from None
    return aware
