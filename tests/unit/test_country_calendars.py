"""The working days of a country are known without keeping those of all others."""

import asyncio
import re
import subprocess
import sys
from datetime import date

from policies.calendar import Times, _calendar

CHRISTMAS = date(2026, 12, 25)


def working_days(country: str) -> Times:
    return Times.model_validate(
        {"from": "08:00", "to": "17:00", "days": ["working"], "calendar": country}
    )


async def test_only_the_countries_asked_for_stay_whichever_come_at_once() -> None:
    _calendar.cache_clear()
    several = ("RU", "DE", "US", "AX")
    times = await asyncio.gather(*(asyncio.to_thread(working_days, each) for each in several))
    works = {each.calendar: bool([*each.on_days(CHRISTMAS, 1)]) for each in times}
    assert works == {"RU": True, "DE": False, "US": False, "AX": False}
    assert not [name for name in sys.modules if name.startswith("holidays")]


READ_ONE = """
from policies.calendar import Times
Times.model_validate({"days": ["working"], "calendar": "BY"})
"""


def test_those_of_other_countries_are_not_read_at_all() -> None:
    command = [sys.executable, "-v", "-c", READ_ONE]
    read = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    countries = re.findall(r"^import .holidays\.countries\.(\w+)", read, re.MULTILINE)
    assert countries == ["belarus"]
