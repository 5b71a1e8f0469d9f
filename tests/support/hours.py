"""Posting hours for tests on the real clock, whatever day and minute it is."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AT_LEAST_SECONDS = 90
"""So long, at least, a loaded machine has for what a test does before the hours begin."""


def not_today() -> dict[str, Any]:
    """Hours in which nobody may write today, nor an hour before and after."""
    now = datetime.now(MOSCOW)
    today = {DAYS[(now + timedelta(hours=hours)).weekday()] for hours in (-1, 0, 1)}
    return {"from": "00:00", "to": "24:00", "days": [day for day in DAYS if day not in today]}


def soon() -> tuple[dict[str, Any], datetime]:
    """Hours that begin with a minute soon, and are not now; and that minute."""
    now = datetime.now(MOSCOW)
    begins = (now + timedelta(seconds=AT_LEAST_SECONDS + 60)).replace(second=0, microsecond=0)
    ends = begins - timedelta(minutes=5)
    return {"from": f"{begins:%H:%M}", "to": f"{ends:%H:%M}"}, begins
