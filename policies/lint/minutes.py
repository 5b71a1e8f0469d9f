"""Times as sets of minutes of some years that have every kind of day: compared by bits."""

from datetime import date, timedelta
from functools import lru_cache

from policies.calendar import DAY_MINUTES, Times

_FIRST = date(2024, 1, 1)
_DAYS = 4 * 365 + 1
"""Until the end of 2027: holidays on every day of the week, and working days that were moved."""
_DAY_BYTES = DAY_MINUTES // 8

ALWAYS = (1 << (_DAYS * DAY_MINUTES)) - 1
"""Every minute."""


@lru_cache(maxsize=256)
def minutes_of(times: Times) -> int:
    """A bit for each minute that is within them, by the wall clock."""
    before, after = 1, 2  # hours of the day before reach into the first day, those of the last out
    within = bytearray((before + _DAYS + after) * _DAY_BYTES)
    start = _FIRST - timedelta(days=before)
    for day, begin, end in times.on_days(start, before + _DAYS):
        at = (day - start).days * _DAY_BYTES
        two_days = slice(at, at + 2 * _DAY_BYTES)
        hours = ((1 << (end - begin)) - 1) << begin
        known = int.from_bytes(within[two_days], "little")
        within[two_days] = (known | hours).to_bytes(2 * _DAY_BYTES, "little")
    whole = int.from_bytes(within, "little") >> (before * DAY_MINUTES)
    return whole & ALWAYS


def cross(one: int, other: int) -> bool:
    """Whether there is a day on which each has minutes that the other lacks, both having some."""
    if not one & ~other or not other & ~one:
        return False
    return any(
        first & ~second and second & ~first and first and second
        for first, second in zip(_by_day(one), _by_day(other), strict=True)
    )


def _by_day(minutes: int) -> list[int]:
    content = minutes.to_bytes(_DAYS * _DAY_BYTES, "little")
    return [
        int.from_bytes(content[at : at + _DAY_BYTES], "little")
        for at in range(0, len(content), _DAY_BYTES)
    ]
