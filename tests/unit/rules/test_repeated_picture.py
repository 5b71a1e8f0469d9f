"""Which pictures are repeated, and which may be."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from policies.context import Context
from policies.post import Author, Media, Post, PostKind
from policies.rules.repeated_picture import RULE, RepeatedPicture
from policies.text.reading import Reading
from policies.verdict import Evidence
from tests.support.posts import MONDAY_NOON, post

CARD = "6dc9a5b2f01e3c7884d2e10f5b96a37c"
OTHER = "13579bdf02468ace8842211ffeed0123"


def shown(
    picture: str | None,
    *,
    who: str = "@anna:example.org",
    minutes_ago: float = 0,
    size: int | None = 90_000,
    mimetype: str = "image/jpeg",
    is_edit: bool = False,
) -> Post:
    media = Media(mimetype=mimetype, size=size, picture_hash=picture)
    return replace(
        post("", carries=PostKind.PHOTO, is_edit=is_edit),
        id=f"${who}-{minutes_ago}-{size}",
        author=Author(who, "Анна", frozenset({"parent"})),
        written_at=MONDAY_NOON - timedelta(minutes=minutes_ago),
        media=media,
    )


def found(written: Post, *earlier: Post, **parameters: int | bool) -> Evidence | None:
    context = Context(ZoneInfo("Europe/Moscow"), earlier=earlier)
    return RULE.detector(RepeatedPicture.model_validate(parameters))(Reading(written), context)


def near(picture: str, bits: int) -> str:
    return f"{int(picture, 16) ^ ((1 << bits) - 1):032x}"


def test_the_same_picture_of_the_same_author() -> None:
    assert found(shown(CARD), shown(CARD, minutes_ago=30)) == {
        "distance": 0,
        "posted_at": "2026-11-23T11:30+03:00",
        "whose": "author",
    }


def test_the_same_picture_of_another_author() -> None:
    evidence = found(shown(CARD), shown(CARD, who="max/5", minutes_ago=30))
    assert evidence is not None
    assert evidence["whose"] == "room"
    assert found(shown(CARD), shown(CARD, who="max/5", minutes_ago=30), others=False) is None


@pytest.mark.parametrize(("bits", "fires"), [(0, True), (10, True), (11, False), (60, False)])
def test_pictures_that_differ_a_little(bits: int, fires: bool) -> None:
    assert (found(shown(CARD), shown(near(CARD, bits), minutes_ago=1)) is not None) is fires


def test_how_much_they_may_differ_can_be_said() -> None:
    alike = shown(near(CARD, 3), minutes_ago=1)
    assert found(shown(CARD), alike, distance=2) is None
    assert found(shown(CARD), alike, distance=3) is not None


def test_the_latest_of_several_is_named() -> None:
    evidence = found(shown(CARD), shown(CARD, minutes_ago=30), shown(CARD, minutes_ago=5))
    assert evidence is not None
    assert evidence["posted_at"] == "2026-11-23T11:55+03:00"


@pytest.mark.parametrize(
    "earlier",
    [
        shown(OTHER, minutes_ago=1),
        shown(CARD, minutes_ago=13 * 60),  # long ago
        shown(CARD, minutes_ago=-1),  # later
        shown(CARD, minutes_ago=1, is_edit=True),
        shown(None, minutes_ago=1),
        shown(CARD[:16], minutes_ago=1),  # another kind of hash
        shown("nonsense", minutes_ago=1),
        post("Доброе утро"),
    ],
)
def test_another_picture(earlier: Post) -> None:
    assert found(shown(CARD), earlier) is None


@pytest.mark.parametrize(
    "written",
    [
        shown(CARD, size=2_000),
        shown(CARD, size=60_000, mimetype="image/webp"),
        shown(CARD, is_edit=True),
        shown(None),
        shown("nonsense"),
        shown(""),
        post("Доброе утро"),
    ],
)
def test_stickers_and_posts_without_a_picture(written: Post) -> None:
    assert found(written, shown(CARD, minutes_ago=1)) is None


@pytest.mark.parametrize("empty", ["0" * 32, "f" * 32, "0" * 31 + "1"])
def test_empty_pictures_are_not_the_same(empty: str) -> None:
    assert found(shown(empty), shown(empty, minutes_ago=1)) is None


def test_a_small_photo_is_a_picture_like_any_other() -> None:
    for mimetype in ("image/jpeg", "image/png"):
        small = shown(CARD, size=5_000, mimetype=mimetype)
        assert found(small, shown(CARD, minutes_ago=1, size=5_000, mimetype=mimetype)) is not None


def test_what_counts_as_small_can_be_said() -> None:
    earlier = shown(CARD, minutes_ago=1)
    assert found(shown(CARD, size=90_000), earlier, kilobytes=100) is None
    unknown = shown(CARD, minutes_ago=1, size=None)
    assert found(shown(CARD, size=None), unknown, kilobytes=100) is not None


@pytest.mark.parametrize("wrong", [{"distance": -1}, {"distance": 64}, {"minutes": 0}, {"bits": 1}])
def test_parameters_that_are_none(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        RepeatedPicture.model_validate(wrong)


def test_two_hundred_earlier_pictures_are_looked_through_quickly() -> None:
    earlier = [shown(near(OTHER, count % 60), minutes_ago=1) for count in range(200)]
    found(shown(CARD), *earlier)
