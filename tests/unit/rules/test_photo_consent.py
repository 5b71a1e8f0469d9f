"""Whose pictures have to be asked about."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from policies.context import Context
from policies.post import Media, Post, PostKind
from policies.rules.photo_consent import RULE, PhotoConsent
from policies.text.reading import Reading
from policies.verdict import Evidence
from tests.support.posts import post

PARENT, STAFF = ("parent",), ("educator",)


def found(written: Post, consents: tuple[str, ...] = (), **parameters: object) -> Evidence | None:
    context = Context(ZoneInfo("Europe/Moscow"), consents=frozenset(consents))
    return RULE.detector(PhotoConsent.model_validate(parameters))(Reading(written), context)


def sent(
    kind: PostKind,
    roles: tuple[str, ...] = PARENT,
    shown: tuple[str, ...] | None = None,
    media: Media | None = None,
) -> Post:
    tagged = None if shown is None else frozenset(shown)
    return replace(post("", carries=kind, roles=roles), shown=tagged, media=media)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (sent(PostKind.PHOTO), "photo"),
        (sent(PostKind.VIDEO), "video"),
        (sent(PostKind.VIDEO, media=Media(round=True)), "video"),
        (sent(PostKind.VIDEO, media=Media("video/mp4", size=2_000_000, gif=True)), "video"),
        (sent(PostKind.VIDEO, media=Media("video/mp4", gif=True)), "video"),  # size unknown
        (sent(PostKind.PHOTO, media=Media("image/gif", content_type="image/jpeg")), "photo"),
        (sent(PostKind.PHOTO, media=Media("image/jpeg", size=200_000)), "photo"),
        (sent(PostKind.PHOTO, media=Media("image/webp", size=400_000)), "photo"),
        (sent(PostKind.PHOTO, media=Media("image/jpeg", size=0)), "photo"),  # size unknown
        (sent(PostKind.PHOTO, media=Media("image/jpeg", size=5_000)), "photo"),  # 640 x 480
        (sent(PostKind.PHOTO, media=Media("image/png", "smile.png", 900)), "photo"),
        (sent(PostKind.FILE, media=Media("", "a", 5_000, content_type="image/jpeg")), "photo"),
        (
            sent(PostKind.PHOTO, media=Media("image/webp", content_type="image/jpeg", size=5_000)),
            "photo",
        ),
        (sent(PostKind.FILE, media=Media("image/heic", "IMG_1.HEIC", 2_000_000)), "photo"),
        (sent(PostKind.FILE, media=Media("", "a", content_type="image/png")), "photo"),
        (sent(PostKind.FILE, media=Media("video/mp4", "film.mp4")), "video"),
        (sent(PostKind.PHOTO, shown=("7",)), "photo"),  # what parents say of it is no consent
        (sent(PostKind.PHOTO, roles=()), "photo"),
    ],
)
def test_a_parents_picture_is_asked_about(written: Post, kind: str) -> None:
    assert found(written, consents=("7",)) == {"who": "parent", "kind": kind}


@pytest.mark.parametrize("kind", [PostKind.PHOTO, PostKind.VIDEO])
def test_a_staff_picture_on_which_nobody_is_tagged(kind: PostKind) -> None:
    evidence = found(sent(kind, STAFF), consents=("7",))
    assert evidence == {"who": "staff", "kind": kind.value, "tagged": 0}


def test_a_staff_picture_of_children_who_may_be_shown() -> None:
    assert found(sent(PostKind.PHOTO, STAFF, ("7", "8")), consents=("7", "8", "9")) is None
    assert found(sent(PostKind.PHOTO, STAFF, ()), consents=()) is None  # it shows no child


def test_how_many_are_shown_without_consent_and_not_who() -> None:
    evidence = found(sent(PostKind.PHOTO, STAFF, ("7", "8", "9")), consents=("8",))
    assert evidence == {"who": "staff", "kind": "photo", "tagged": 3, "without_consent": 2}


@pytest.mark.parametrize(
    "written",
    [
        post("Доброе утро", roles=PARENT),
        sent(PostKind.VOICE),
        sent(PostKind.LOCATION),
        sent(PostKind.POLL),
        sent(PostKind.FILE),
        sent(PostKind.FILE, media=Media("application/pdf", "Меню.pdf", 90_000)),
        sent(PostKind.FILE, media=Media("audio/mpeg", "Песня.mp3", 90_000)),
        sent(PostKind.PHOTO, media=Media("image/webp", "sticker.webp", 30_000)),
        sent(PostKind.VIDEO, media=Media("video/mp4", "video.mp4", 300_000, gif=True)),
        sent(PostKind.PHOTO, media=Media("image/gif", "котик.gif", 3_000_000)),
        sent(PostKind.FILE, media=Media("", "котик.gif", content_type="image/gif")),
        sent(PostKind.PHOTO, media=Media("video/webm", "sticker.webm", 250_000, sticker=True)),
    ],
)
def test_what_is_no_picture(written: Post) -> None:
    assert found(written) is None


def test_which_kinds_and_whose_can_be_said() -> None:
    photo, video = sent(PostKind.PHOTO), sent(PostKind.VIDEO)
    assert found(photo, kinds=("video",)) is None
    assert found(video, kinds=("video",)) is not None
    assert found(photo, parents=False) is None
    assert found(sent(PostKind.PHOTO, STAFF), parents=False) is not None
    assert found(sent(PostKind.PHOTO, STAFF), staff=False) is None


@pytest.mark.parametrize("wrong", [{"kinds": []}, {"kinds": ["voice"]}, {"who": "all"}])
def test_parameters_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PhotoConsent.model_validate(wrong)
