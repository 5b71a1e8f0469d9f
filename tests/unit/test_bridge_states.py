"""When the duty room is told of an account that does not get out of its trouble."""

import pytest

from bridges.upstream.states import Condition, Seen, settled
from rooms.storage.upstream import KeptState

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
Told = list[tuple[int, Condition]]


def _told(conditions: Told) -> Told:
    """What people are told, and when, of conditions seen at these times."""
    kept: KeptState | None = None
    told = []
    for at, condition in conditions:
        kept, words = settled(kept, Seen("irc", "login:a", "A", condition), at, MINUTE)
        if words is not None:
            told.append((at, words))
    return told


def test_one_that_loses_its_connection_again_and_again_is_told_once() -> None:
    both = (Condition.CONNECTING, Condition.DEGRADED)
    seen = [(number * MINUTE // 4, both[number % 2]) for number in range(60)]
    assert len(_told([(0, Condition.CONNECTED), *seen])) == 1


def test_a_moment_without_connection_begins_anew_after_it_was_back() -> None:
    both = (Condition.CONNECTED, Condition.DEGRADED)
    assert _told([(number * MINUTE // 2, both[number % 2]) for number in range(20)]) == []


@pytest.mark.parametrize("trouble", [Condition.LOGGED_OUT, Condition.BANNED, Condition.PHONE])
def test_of_what_was_told_people_are_reminded_while_it_tries_to_connect(trouble: Condition) -> None:
    hours = [(hour * DAY // 24, Condition.CONNECTING) for hour in range(1, 72)]
    assert _told([(0, trouble), *hours]) == [(day * DAY, trouble) for day in range(3)]


def test_why_it_is_so_is_known_while_it_tries_to_connect() -> None:
    seen = Seen("irc", "login:a", "A", Condition.LOGGED_OUT, "another device")
    kept, _ = settled(None, seen, 0, MINUTE)
    kept, _ = settled(kept, Seen("irc", "login:a", "A", Condition.CONNECTING), 1, MINUTE)
    assert kept.detail == "another device"
    kept, _ = settled(kept, Seen("irc", "login:a", "A", Condition.CONNECTED), 2, MINUTE)
    assert kept.detail == ""
