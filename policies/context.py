"""What a verdict needs to know beside the post itself; all of it comes in as values."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Context:
    """The institution's time zone, in which hours are meant."""

    timezone: ZoneInfo
