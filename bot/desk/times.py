"""Until when something lasts, in the institution's time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.desk.desk import Desk
from rooms.language import say


def point_words(desk: Desk, at: int, language: str) -> str:
    """``24 November, 14:05`` for a time in ms since 1970."""
    zone = ZoneInfo(desk.directory.community.community.timezone)
    return format_datetime(datetime.fromtimestamp(at / 1000, zone), "d MMMM, H:mm", locale=language)


def moment_words(desk: Desk, until: int | None, language: str) -> str:
    """``until 24 November, 14:05`` for a time in ms since 1970; None: until it is lifted."""
    if until is None:
        return say(language, "until it is lifted")
    zone = ZoneInfo(desk.directory.community.community.timezone)
    moment = datetime.fromtimestamp(until / 1000, zone)
    return say(
        language,
        "until {date}, {time}",
        date=format_datetime(moment, "d MMMM", locale=language),
        time=format_datetime(moment, "H:mm", locale=language),
    )
