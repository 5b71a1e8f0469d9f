"""How long somebody is muted is understood as people write it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.spans import read_span
from bot.house import HouseProblem


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2h", timedelta(hours=2)),
        ("30 min", timedelta(minutes=30)),
        ("30м", timedelta(minutes=30)),
        ("15 минут", timedelta(minutes=15)),
        ("2 часа", timedelta(hours=2)),
        ("1,5 ч.", timedelta(minutes=90)),
        ("3д", timedelta(days=3)),
        ("3 дня", timedelta(days=3)),
        ("2 недели", timedelta(weeks=2)),
        ("1w", timedelta(weeks=1)),
    ],
)
def test_a_span_is_read(text: str, span: timedelta) -> None:
    assert read_span(text) == span


@pytest.mark.parametrize("text", ["", "2", "ч", "2 года", "0h", "-1h", "9999 d", "20s", "2h 30m"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(HouseProblem):
        read_span(text)


@given(st.text(max_size=30))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        span = read_span(text)
    except HouseProblem:
        return
    assert span > timedelta(0)
