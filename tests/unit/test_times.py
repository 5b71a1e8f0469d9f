"""Points in time on the command line."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import click
import pytest

from bot.cli.times import read_moment

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-01", "2026-11-01T00:00+03:00"),
        ("2026-11-01T08:30", "2026-11-01T08:30+03:00"),
        ("2026-11-01 08:30", "2026-11-01T08:30+03:00"),
        ("2026-11-01T08:30Z", "2026-11-01T08:30+00:00"),
        ("30d", "2026-10-23T12:00+03:00"),
        ("12h", "2026-11-21T21:00+00:00"),
        (" 15 min ", "2026-11-22T08:45+00:00"),
    ],
)
def test_a_time_is_the_institutions(text: str, moment: str) -> None:
    assert read_moment(text, MOSCOW, NOW, "en") == datetime.fromisoformat(moment)


def test_the_last_day_of_a_span_is_within_it() -> None:
    last = read_moment("2026-11-01", MOSCOW, NOW, "en", end=True)
    assert last == datetime(2026, 11, 2, tzinfo=MOSCOW)
    exact = read_moment("2026-11-01T08:30", MOSCOW, NOW, "en", end=True)
    assert exact == datetime(2026, 11, 1, 8, 30, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-13-01", "9999-12-31", "999999w", "-3d", "5y", "20261122", "2026-W48"],
)
def test_what_is_no_time_is_said_so_in_the_readers_language(text: str) -> None:
    with pytest.raises(click.BadParameter, match="это не время"):
        read_moment(text, ZoneInfo("Pacific/Kiritimati"), NOW, "ru", end=True)


def test_an_aware_time_keeps_its_offset() -> None:
    moment = read_moment("2026-11-01T08:30+05:00", MOSCOW, NOW, "en")
    assert moment.utcoffset() == timedelta(hours=5)
