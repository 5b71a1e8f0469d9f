"""Which files may come, and which pretend to be something else."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.post import Media, Post, PostKind
from policies.rules.media_kind import RULE
from tests.support.detecting import find
from tests.support.posts import post

MB = 1024 * 1024
JPEG, PDF, ZIP = "image/jpeg", "application/pdf", "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXE, APK = "application/x-msdownload", "application/vnd.android.package-archive"


def file(
    name: str, declared: str = "", content: str | None = None, kind: PostKind = PostKind.FILE
) -> Post:
    return replace(post("", carries=kind), media=Media(declared, name, content_type=content))


@pytest.mark.parametrize(
    ("name", "declared", "content"),
    [
        ("справка.pdf", PDF, PDF),
        ("Справка от 12.11.2026.pdf", PDF, PDF),
        ("меню.docx", DOCX, ZIP),  # a document of today is an archive inside
        ("меню.doc", "application/msword", ZIP),
        ("меню.xlsx", "application/octet-stream", None),
        ("фото с утренника.zip", ZIP, ZIP),
        ("установка ёлки.rar", "application/vnd.rar", "application/x-rar-compressed"),
        ("IMG_0001.HEIC", "image/heic", "image/heic"),
        ("фото.png", "image/png", JPEG),
        ("video.gif", "image/gif", "video/mp4"),
        ("песня.mp3", "audio/mpeg", "audio/mpeg"),
        ("sticker.tgs", "application/x-tgsticker", "application/gzip"),
        ("Node.js для детей.pdf", PDF, PDF),
        ("Фото 12:30.jpg", JPEG, JPEG),
        ("\u200eimage.jpg", JPEG, JPEG),
        ("скан.pdf", PDF, JPEG),
        ("документ", "", None),
        ("", "", None),
        ("...", "", None),
        ("exe", "", None),
        ("список.неведомо", "application/x-unknown", None),
    ],
)
def test_innocent_files(name: str, declared: str, content: str | None) -> None:
    assert find(RULE, file(name, declared, content)) is None


@pytest.mark.parametrize(
    ("name", "declared", "content", "reason"),
    [
        # what does something when it is opened
        ("setup.exe", "", None, "program"),
        ("Госуслуги.apk", "", None, "program"),
        ("фото.jpg.exe", "", None, "program"),
        ("фото.jpg                    .exe", "", None, "program"),
        ("ФОТО.JPG.SCR", JPEG, None, "program"),
        ("отчёт.js", "", None, "program"),
        ("ярлык.lnk", "", None, "program"),
        ("ссылка.url", "", None, "program"),
        ("письмо.html", "", None, "program"),
        ("скрипт.vbs ", "", None, "program"),
        ("скрипт.bat...", "", None, "program"),
        ("фото．ｅｘｅ", "", None, "program"),
        ("фото.e\u200bxe", "", None, "program"),
        ("C:\\фото\\тест.cmd", "", None, "program"),
        ("a/b/тест.sh", "", None, "program"),
        ("тест.exe::$DATA", "", None, "program"),
        ("диск.iso", "", None, "program"),
        # before another extension
        ("отчёт.exe.pdf", "", None, "program"),
        ("фото.apk.zip", "", None, "program"),
        ("invoice.scr.rar", "", None, "program"),
        # archives named after one
        ("setup.zip", "", None, "program"),
        ("Office crack 2026.rar", "", None, "program"),
        ("активатор_windows.7z", "", None, "program"),
        # macros
        ("смета.xlsm", "", None, "macros"),
        ("бланк.docm", "", None, "macros"),
        ("бланк.docx", "application/vnd.ms-word.document.macroEnabled.12", None, "disguise"),
        # one thing by name, another by type or content
        ("фото.jpg", EXE, None, "disguise"),
        ("фото.jpg", JPEG, EXE, "disguise"),
        ("фото.jpg", JPEG, "application/x-executable", "disguise"),
        ("справка.pdf", PDF, APK, "disguise"),
        ("справка.pdf", PDF, ZIP, "disguise"),
        ("фото.jpg", JPEG, PDF, "disguise"),
        ("фото.jpg", JPEG, "text/html", "disguise"),
        ("песня.mp3", "text/javascript", None, "disguise"),
        ("документ", "", EXE, "disguise"),
        ("", "application/java-archive", None, "disguise"),
        # from right to left
        ("фото\u202egpj.exe", "", None, "disguise"),
        ("фото\u202excod.jpg", JPEG, JPEG, "disguise"),
        ("отчёт\u2067fdp.exe", "", None, "disguise"),
    ],
)
def test_dangers(name: str, declared: str, content: str | None, reason: str | None) -> None:
    evidence = find(RULE, file(name, declared, content))
    assert (evidence and evidence["reason"]) == reason
    assert find(RULE, file(name, declared, content), programs=True) is None


def test_a_picture_that_is_none() -> None:
    assert find(RULE, file("x", JPEG, ZIP, PostKind.PHOTO)) == {"reason": "disguise", "found": "x"}
    assert find(RULE, file("image.jpg", JPEG, JPEG, PostKind.PHOTO)) is None
    assert find(RULE, file("voice.ogg", "audio/ogg", None, PostKind.VOICE)) is None
    assert find(RULE, file("sticker.tgs", "", "application/gzip", PostKind.PHOTO)) is None


def test_the_name_is_shown_without_tricks() -> None:
    evidence = find(RULE, file("фото\u202egpj.exe"))
    assert evidence == {"reason": "disguise", "found": "фотоgpj.exe"}


@pytest.mark.parametrize(
    ("parameters", "allowed"),
    [
        ({}, {"text", "photo", "voice", "video", "file", "location", "poll"}),
        ({"allowed": ["photo", "file"]}, {"text", "photo", "file"}),
        ({"forbidden": ["video", "poll"]}, {"text", "photo", "voice", "file", "location"}),
        ({"allowed": ["photo", "video"], "forbidden": ["video"]}, {"text", "photo"}),
        ({"allowed": []}, {"text"}),
    ],
)
def test_kinds(parameters: dict[str, Any], allowed: set[str]) -> None:
    evidence = {kind: find(RULE, post("", carries=kind), **parameters) for kind in PostKind}
    assert {kind for kind, found in evidence.items() if found is None} == allowed
    for kind, found in evidence.items():
        assert found in (None, {"reason": "kind", "found": kind})


def test_a_film_that_is_played_like_a_gif_is_a_picture() -> None:
    gif = replace(post(carries=PostKind.VIDEO), media=Media("video/mp4", "video.mp4", gif=True))
    assert find(RULE, gif, forbidden=["video"]) is None
    assert find(RULE, gif, forbidden=["photo"]) == {"reason": "kind", "found": "photo"}


@pytest.mark.parametrize(
    ("size", "evidence"),
    [
        (None, None),
        (20 * MB, None),
        (20 * MB + 1, {"reason": "size", "found": "a.mov", "megabytes": 21, "limit": 20}),
    ],
)
def test_sizes(size: int | None, evidence: dict[str, Any] | None) -> None:
    film = replace(post(carries=PostKind.VIDEO), media=Media("", "a.mov", size=size))
    assert find(RULE, film, megabytes=20) == evidence
    assert find(RULE, film) is None


@given(st.text(max_size=50), st.text(max_size=50), st.none() | st.text(max_size=50))
def test_any_name_and_type_can_be_judged(name: str, declared: str, content: str | None) -> None:
    evidence = find(RULE, file(name, declared, content))
    assert evidence is None or evidence["reason"] in {"program", "macros", "disguise"}
