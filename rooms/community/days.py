"""The days of the institution: when its projects begin and end, when rules are posted anew."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rooms.clock import Clock
from rooms.community.listing import listed_rooms
from rooms.community.model import Community
from rooms.community.room_settings import RoomSettings


def today_at(community: Community, clock: Clock) -> date:
    """The day that it is at the institution."""
    zone = ZoneInfo(community.community.timezone)
    return datetime.fromtimestamp(clock.now_ms() / 1000, zone).date()


def period_of(retention_days: int | None, today: date | None) -> int:
    """In which of the times after which the homeserver forgets this day is; 0: it never does."""
    if retention_days is None or today is None:
        return 0
    return today.toordinal() // retention_days


def seconds_to_the_next_turn(community: Community, clock: Clock) -> float | None:
    """How long until a project begins or is over, or rules are to be posted anew; None: never."""
    zone = ZoneInfo(community.community.timezone)
    now = datetime.fromtimestamp(clock.now_ms() / 1000, zone)
    days = [day for day in _turns(community, now.date()) if day > now.date()]
    if not days:
        return None
    midnight = datetime.combine(min(days), datetime.min.time(), zone)
    return max(midnight.timestamp() - now.timestamp(), 0)


def _turns(community: Community, today: date) -> Iterator[date]:
    for project in community.projects:
        if project.starts is not None:
            yield project.starts
        if project.ends is not None and project.ends < date.max:
            yield project.ends + timedelta(days=1)
    for listed in listed_rooms(community):
        room = listed.settings
        if isinstance(room, RoomSettings) and room.rules and room.retention_days:
            period = period_of(room.retention_days, today)
            yield date.fromordinal((period + 1) * room.retention_days)
