"""When people may post, and what they are told of it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from policies.calendar import WEEK
from policies.context import Context
from policies.post import Post
from policies.rules.hours import Hours, detector
from policies.text.reading import Reading
from policies.verdict import Evidence
from tests.support.posts import post

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
MOSCOW = "Europe/Moscow"
BERLIN = "Europe/Berlin"


def found(written: Post, parameters: Hours, context: Context) -> Evidence | None:
    return detector(parameters)(Reading(written), context)


def hours(begin: str, end: str, days: tuple[str, ...] | str = WEEK, calendar: str = "RU") -> Hours:
    return Hours.model_validate({"from": begin, "to": end, "days": days, "calendar": calendar})


def allowed_from(parameters: Hours, written: str, zone: str = MOSCOW) -> str | None:
    """None: it may be posted at once."""
    at = datetime.fromisoformat(written)
    at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
    evidence = found(post(at=at), parameters, Context(ZoneInfo(zone)))
    return None if evidence is None else str(evidence["allowed_from"])


@pytest.mark.parametrize(
    ("written", "next_allowed"),
    [
        ("2026-11-23T07:59:59", "2026-11-23T08:00+03:00"),  # Monday
        ("2026-11-23T08:00:00", None),
        ("2026-11-23T12:00:00", None),
        ("2026-11-23T19:59:59", None),
        ("2026-11-23T20:00:00", "2026-11-24T08:00+03:00"),
        ("2026-11-23T23:30:00", "2026-11-24T08:00+03:00"),
        ("2026-11-27T20:00:00", "2026-11-30T08:00+03:00"),  # Friday evening
        ("2026-11-28T12:00:00", "2026-11-30T08:00+03:00"),  # Saturday
        ("2026-11-29T12:00:00", "2026-11-30T08:00+03:00"),
        ("2026-11-23T06:00:00+00:00", None),  # 9:00 in Moscow
        ("2026-11-23T04:59:59+00:00", "2026-11-23T08:00+03:00"),
        ("2026-11-23T21:30:00+00:00", "2026-11-24T08:00+03:00"),  # Tuesday there already
    ],
)
def test_from_eight_to_eight_on_working_days(written: str, next_allowed: str | None) -> None:
    assert allowed_from(hours("08:00", "20:00", WORKDAYS), written) == next_allowed


@pytest.mark.parametrize(
    ("written", "next_allowed"),
    [
        ("2026-11-23T21:59", "2026-11-23T22:00+03:00"),
        ("2026-11-23T22:00", None),
        ("2026-11-24T05:59", None),  # still Monday's night
        ("2026-11-24T06:00", "2026-11-30T22:00+03:00"),
        ("2026-11-23T03:00", "2026-11-23T22:00+03:00"),  # Sunday's night is none
    ],
)
def test_hours_over_midnight_belong_to_the_day_they_begin(
    written: str, next_allowed: str | None
) -> None:
    assert allowed_from(hours("22:00", "6:00", ("mon",)), written) == next_allowed


@pytest.mark.parametrize(
    ("written", "next_allowed"),
    [
        ("2026-11-23T12:00", None),
        ("2026-11-28T12:00", "2026-11-30T08:00+03:00"),  # a Saturday like any other
        ("2026-12-30T20:00", "2027-01-11T08:00+03:00"),  # 31 December is free, 11 January is not
        ("2027-01-05T12:00", "2027-01-11T08:00+03:00"),
        ("2025-12-31T12:00", "2026-01-12T08:00+03:00"),
        ("2026-01-09T12:00", "2026-01-12T08:00+03:00"),  # moved from a Saturday
        ("2024-04-26T20:00", "2024-04-27T08:00+03:00"),  # a Saturday that was worked
        ("2024-04-27T12:00", None),
        ("2024-04-29T12:00", "2024-05-02T08:00+03:00"),  # the Monday in its place
        ("2025-11-01T19:59", None),
        ("2025-11-01T20:00", "2025-11-05T08:00+03:00"),
        ("2027-02-20T08:00", None),
        ("2026-06-12T12:00", "2026-06-15T08:00+03:00"),  # Russia Day, a Friday
        ("2026-05-08T20:00", "2026-05-12T08:00+03:00"),  # Victory Day on a Saturday
    ],
)
def test_working_days_are_those_of_the_calendar(written: str, next_allowed: str | None) -> None:
    assert allowed_from(hours("08:00", "20:00", "working"), written) == next_allowed


@pytest.mark.parametrize(
    ("days", "written", "next_allowed"),
    [
        ("free", "2026-11-27T12:00", "2026-11-28T10:00+03:00"),
        ("free", "2026-11-28T12:00", None),
        ("free", "2027-02-20T12:00", "2027-02-21T10:00+03:00"),  # worked
        (("working", "sat"), "2026-11-28T12:00", None),
        (("working", "sat"), "2026-11-29T12:00", "2026-11-30T10:00+03:00"),
        (["fri", "free"], "2026-11-27T12:00", None),
        (["fri", "free"], "2026-11-26T12:00", "2026-11-27T10:00+03:00"),
        (["working", "free"], "2026-11-26T12:00", None),
    ],
)
def test_days_of_several_kinds(
    days: tuple[str, ...] | str, written: str, next_allowed: str | None
) -> None:
    assert allowed_from(hours("10:00", "18:00", days), written) == next_allowed


def test_another_country_has_other_working_days() -> None:
    new_year = "2027-01-04T12:00"  # Monday
    assert allowed_from(hours("08:00", "20:00", "working", "DE"), new_year, BERLIN) is None
    assert allowed_from(hours("08:00", "20:00", "working", "RU"), new_year) is not None


def test_a_night_of_a_working_day_goes_on_into_a_free_one() -> None:
    night = hours("22:00", "06:00", "working")
    assert allowed_from(night, "2026-11-28T05:59") is None  # Friday's
    assert allowed_from(night, "2026-11-28T22:00") == "2026-11-30T22:00+03:00"


def test_the_clocks_change_between_two_working_days() -> None:
    working = hours("08:00", "20:00", "working", "DE")
    friday = "2026-10-23T20:00+02:00"
    assert allowed_from(working, friday, BERLIN) == "2026-10-26T08:00+01:00"


def test_hours_until_midnight() -> None:
    until_midnight = hours("18:00", "24:00", ("mon", "tue"))
    assert allowed_from(until_midnight, "2026-11-23T23:59:59") is None
    assert allowed_from(until_midnight, "2026-11-24T00:00") == "2026-11-24T18:00+03:00"


@pytest.mark.parametrize(
    ("written", "next_allowed"),
    [
        # 25 October 2026, 3:00 summer time becomes 2:00: the night has an hour more.
        ("2026-10-25T05:59:59+01:00", "2026-10-25T06:00+01:00"),
        ("2026-10-25T06:00:00+01:00", None),
        ("2026-10-24T23:00:00+02:00", "2026-10-25T06:00+01:00"),
        # 29 March 2026, 2:00 becomes 3:00: the night has an hour less.
        ("2026-03-29T05:59:59+02:00", "2026-03-29T06:00+02:00"),
        ("2026-03-28T23:00:00+01:00", "2026-03-29T06:00+02:00"),
    ],
)
def test_when_the_clocks_change_the_wall_clock_counts(
    written: str, next_allowed: str | None
) -> None:
    assert allowed_from(hours("06:00", "21:00"), written, BERLIN) == next_allowed


def test_hours_that_begin_in_the_hour_that_is_left_out() -> None:
    night = hours("02:30", "05:00")
    assert allowed_from(night, "2026-03-29T01:59:00+01:00", BERLIN) == "2026-03-29T03:30+02:00"
    assert allowed_from(night, "2026-03-29T04:00:00+02:00", BERLIN) is None


def test_when_it_was_written_is_told_in_the_institutions_zone() -> None:
    at = datetime.fromisoformat("2026-11-23T19:10:00+00:00")
    evidence = found(post(at=at), hours("08:00", "20:00"), Context(ZoneInfo(MOSCOW)))
    assert evidence == {
        "written_at": "2026-11-23T22:10+03:00",
        "allowed_from": "2026-11-24T08:00+03:00",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "8", "to": "20:00"},
        {"from": "08:00", "to": "25:00"},
        {"from": "08:00", "to": "08:60"},
        {"from": "08:00", "to": "8:00"},
        {"from": "24:00", "to": "08:00"},
        {"from": 800, "to": "20:00"},
        {"from": "08:00"},
        {"from": "08:00", "to": "20:00", "days": []},
        {"from": "08:00", "to": "20:00", "days": ["monday"]},
        {"from": "08:00", "to": "20:00", "on": ["mon"]},
        {"from": "08:00", "to": "20:00", "days": "weekdays"},
        {"from": "08:00", "to": "20:00", "days": 5},
        {"from": "08:00", "to": "20:00", "calendar": "RUS"},
        {"from": "08:00", "to": "20:00", "calendar": "ru"},
    ],
)
def test_hours_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Hours.model_validate(wrong)


minutes = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
moments = st.datetimes(datetime.fromisoformat("1970-01-02"), datetime.fromisoformat("2999-12-01"))
zones = st.sampled_from([MOSCOW, BERLIN, "America/New_York", "Asia/Kamchatka", "Pacific/Apia"])


days_of_any_kind = st.sets(st.sampled_from([*WEEK, "working", "free"]), min_size=1)


@given(minutes, minutes, days_of_any_kind, moments, zones)
def test_what_is_promised_is_kept(
    begin: str, end: str, days: set[str], moment: datetime, zone: str
) -> None:
    """A post at the time that was named goes through, and one just before it does not."""
    if begin == end:
        return
    parameters = hours(begin, end, tuple(days))
    context = Context(ZoneInfo(zone))
    at = moment.replace(tzinfo=ZoneInfo("UTC"))
    evidence = found(post(at=at), parameters, context)
    if evidence is None or "allowed_from" not in evidence:
        return
    promised = datetime.fromisoformat(str(evidence["allowed_from"]))
    # Before 1900 or so zones had seconds; here every promise is a full minute.
    assert promised > at
    assert found(post(at=promised), parameters, context) is None
    before = promised - timedelta(microseconds=1)
    if before >= at:
        assert found(post(at=before), parameters, context) is not None
