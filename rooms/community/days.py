"""The days of the institution: when its projects begin and end."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rooms.clock import Clock
from rooms.community.model import Community


def today_at(community: Community, clock: Clock) -> date:
    """The day that it is at the institution."""
    zone = ZoneInfo(community.community.timezone)
    return datetime.fromtimestamp(clock.now_ms() / 1000, zone).date()


def seconds_to_the_next_turn(community: Community, clock: Clock) -> float | None:
    """How long until a project begins or is over; None: no more."""
    zone = ZoneInfo(community.community.timezone)
    now = datetime.fromtimestamp(clock.now_ms() / 1000, zone)
    days = [
        day
        for project in community.projects
        for day in (project.starts, project.ends and project.ends + timedelta(days=1))
        if day is not None and day > now.date()
    ]
    if not days:
        return None
    midnight = datetime.combine(min(days), datetime.min.time(), zone)
    return max(midnight.timestamp() - now.timestamp(), 0)
