"""Too many posts within a short time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from policies.post import Post, PostKind
from policies.rules.flood import RULE
from policies.verdict import Evidence
from tests.support.detecting import find
from tests.support.posts import MONDAY_NOON, post

MOTHER, FATHER = "sandbox/mother", "sandbox/father"


def said(second: float, by: str = MOTHER, *, staff: bool = False, **more: Any) -> Post:
    written = post(
        roles=("educator",) if staff else ("parent",), at=MONDAY_NOON + timedelta(seconds=second)
    )
    author = replace(written.author, id=by)
    return replace(written, id=f"{by}/{second}", author=author, **more)


def found(earlier: Sequence[Post], last: Post, **parameters: Any) -> Evidence | None:
    return find(RULE, last, earlier=earlier, **parameters)


def minute(posts: int, by: str = MOTHER, **more: Any) -> list[Post]:
    return [said(second, by, **more) for second in range(posts)]


def test_one_post_too_many() -> None:
    assert found(minute(7), said(59)) is None
    assert found(minute(8), said(59)) == {"posts": 9, "seconds": 60, "limit": 8}


def test_what_was_written_long_ago_does_not_count() -> None:
    assert found(minute(8), said(60)) is None
    assert found(minute(8), said(120)) is None
    assert found(minute(8), said(60), seconds=61) is not None


def test_the_time_of_writing_counts_and_not_the_order_of_arrival() -> None:
    later = [said(second) for second in range(100, 120)]
    assert found(later, said(99)) is None
    assert found([*minute(8)[::-1], *later], said(59)) is not None


def test_everybody_has_a_count_of_their_own() -> None:
    assert found(minute(8, FATHER), said(59)) is None
    assert found(minute(8, FATHER) + minute(7), said(59)) is None


def test_a_room_has_a_count() -> None:
    crowd = [said(second, by=f"sandbox/{second}") for second in range(40)]
    assert found(crowd, said(59)) == {"room_posts": 41, "seconds": 60, "limit": 40}
    assert found(crowd, said(60)) is None
    assert found(crowd, said(59), room_posts=41) is None


@pytest.mark.parametrize("earlier", [minute(100, staff=True), minute(100)])
def test_staff_are_never_stopped(earlier: list[Post]) -> None:
    assert found(earlier, said(59, staff=True)) is None


def test_edits_do_not_count() -> None:
    assert found(minute(100, is_edit=True), said(59)) is None
    assert found(minute(100), said(59, is_edit=True)) is None


def test_an_album_counts_once() -> None:
    album = [said(number / 10, kind=PostKind.PHOTO, text="") for number in range(20)]
    assert found(album, said(3)) is None
    assert found(album, said(3), posts=1) == {"posts": 2, "seconds": 60, "limit": 1}
    assert found(album[:-1], album[-1], posts=1) is None
    two = [*album, *(replace(each, author=said(0, FATHER).author) for each in album)]
    two.sort(key=lambda each: each.written_at)
    assert found(two, said(3), posts=2, room_posts=2) == {
        "room_posts": 3, "seconds": 60, "limit": 2,
    }  # fmt: skip


def test_pictures_without_end_are_no_album() -> None:
    pictures = [said(number / 10, kind=PostKind.PHOTO) for number in range(300)]
    assert found(pictures, said(59)) == {"posts": 11, "seconds": 60, "limit": 8}
    slowly = [said(number * 5.5, kind=PostKind.VIDEO) for number in range(9)]
    assert found(slowly, said(59), seconds=55) is None
    assert found([said(11 * n, kind=PostKind.PHOTO) for n in range(6)], said(59), posts=6)
