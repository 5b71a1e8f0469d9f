"""A room exported as one file, from each kind of database."""

import json
import os
import re
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rooms.archive.export import (
    ExportProblem,
    ExportRequest,
    ExportSummary,
    OutputExists,
    export_room,
)
from rooms.storage.database import Store
from tests.support.archive import BEES, LADYBIRDS, FilledArchive, png

EVIL = '"><script>alert(1)</script>'


class Exporter:
    """Exports the ladybirds' room and reads the ZIP."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.filled = FilledArchive(store, folder / "media")
        self.out = folder / "out.zip"

    async def export(self, **changes: Any) -> ExportSummary:
        request = {
            "room": LADYBIRDS,
            "institution": "Детский сад № 24",
            "zone": ZoneInfo("Europe/Moscow"),
            "language": "ru",
            "now": datetime(2026, 12, 24, tzinfo=timezone.utc),
            "out": self.out,
            "replace": True,
            **changes,
        }
        return await export_room(self.filled.store, self.filled.folder, ExportRequest(**request))

    def names(self) -> list[str]:
        with zipfile.ZipFile(self.out) as archive:
            assert archive.testzip() is None
            return archive.namelist()

    def read(self, name: str) -> str:
        with zipfile.ZipFile(self.out) as archive:
            return archive.read(name).decode()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.read("messages.jsonl").splitlines()]


@pytest.fixture
async def exporter(store: Store, tmp_path: Path) -> Exporter:
    made = Exporter(store, tmp_path)
    await made.filled.open()
    return made


def bubbles(page: str) -> list[str]:
    return re.findall(r"<article.*?</article>", page, re.DOTALL)


async def test_an_empty_room_is_an_empty_page(exporter: Exporter) -> None:
    summary = await exporter.export()
    assert summary == ExportSummary(events=0, posts=0, files=0, missing=0)
    assert "Здесь ещё ничего не написали." in exporter.read("index.html")
    assert exporter.read("messages.jsonl") == ""


async def test_the_page_has_day_name_time_and_text(exporter: Exporter) -> None:
    await exporter.filled.say("anna", "Анна Сергеевна", "Доброе утро")
    await exporter.export()
    page = exporter.read("index.html")
    for words in ("Божьи коровки", "Детский сад № 24", "20 ноября 2026, пятница", "1 сообщение"):
        assert words in page
    (bubble,) = bubbles(page)
    for words in ("Анна Сергеевна", "Доброе утро", ">08:31<", "2026-11-20T08:31:00+03:00"):
        assert words in bubble


async def test_the_page_speaks_english_too(exporter: Exporter) -> None:
    await exporter.filled.say("anna", "Anna", "Good morning")
    await exporter.export(language="en")
    page = exporter.read("index.html")
    assert '<html lang="en">' in page
    assert "20 November 2026, Friday" in page


async def test_the_newest_text_is_shown_with_the_earlier_ones_beside_it(
    exporter: Exporter,
) -> None:
    filled = exporter.filled
    post = await filled.say("anna", "Анна", "в 10")
    await filled.edit("anna", "Анна", post, "в 11")
    taken_back = await filled.edit("anna", "Анна", post, "в 12")
    await filled.delete("anna", "Анна", taken_back)
    await exporter.export()
    (bubble,) = bubbles(exporter.read("index.html"))
    now, earlier = bubble.split("<details>")
    assert "в 11" in now
    assert "изменено" in bubble
    assert ("в 10" in earlier, "в 12" in earlier, "отменено" in earlier) == (True, True, True)


async def test_nobody_can_change_the_words_of_somebody_else(exporter: Exporter) -> None:
    post = await exporter.filled.say("anna", "Анна", "в 10")
    await exporter.filled.edit("papa", "Папа", post, "подмена")
    await exporter.export()
    first, second = bubbles(exporter.read("index.html"))
    assert "в 10" in first
    assert "подмена" not in first
    assert "подмена" in second
    assert "Папа" in second
    assert "Правка другого сообщения" in second


async def test_a_deletion_is_marked_with_who_and_why_and_the_text_stays(
    exporter: Exporter,
) -> None:
    post = await exporter.filled.say("papa", "Папа", "сгоряча")
    await exporter.filled.delete("anna", "Анна", post, "пункт 4.1")
    await exporter.export()
    (bubble,) = bubbles(exporter.read("index.html"))
    for words in ("deleted", "сгоряча", "Удалено: Анна, 20 ноября 2026, 08:32", "пункт 4.1"):
        assert words in bubble


async def test_answers_quote_and_reactions_stand_below(exporter: Exporter) -> None:
    filled = exporter.filled
    post = await filled.say("anna", "Анна", "Утренник завтра")
    await filled.say("papa", "Папа", "Придём", post)
    await filled.react("papa", "Папа", post, "👍")
    gone = await filled.react("mama", "Мама", post, "👎")
    await filled.delete("mama", "Мама", gone)
    await exporter.export()
    first, second = bubbles(exporter.read("index.html"))
    assert "👍" in first
    assert "👎" not in first
    assert 'href="#e1"' in second
    assert "Утренник завтра" in second


async def test_an_answer_never_shows_what_was_said_in_another_room(
    exporter: Exporter, store: Store
) -> None:
    bees = FilledArchive(store, exporter.filled.folder, BEES)
    secret = await bees.say("zav", "Заведующая", "только для пчёлок")
    await exporter.filled.say("papa", "Папа", "а что это?", secret)
    await exporter.filled.react("papa", "Папа", secret, "👀")
    await exporter.export()
    assert "пчёлок" not in exporter.read("index.html") + exporter.read("messages.jsonl")


async def test_each_file_is_there_once_under_a_safe_name(exporter: Exporter) -> None:
    filled = exporter.filled
    await filled.post_file("anna", "Анна", png(), "../../утренник.png")
    await filled.post_file("papa", "Папа", png(), "то же самое.JPG")
    await filled.post_file("zav", "Зав", b"%PDF-1.4", "Меню.pdf", "m.file", "application/pdf")
    summary = await exporter.export()
    assert (summary.posts, summary.files) == (3, 2)
    media = [name for name in exporter.names() if name.startswith("media/")]
    assert all(re.fullmatch(r"media/[0-9_a-f-]+\.(png|pdf)", name) for name in media)
    with zipfile.ZipFile(exporter.out) as archive:
        assert archive.read(media[0]) == png()
    first, second, third = bubbles(exporter.read("index.html"))
    assert f'<img src="{media[0]}"' in first
    assert f'<img src="{media[0]}"' in second
    assert "Меню.pdf" in third
    assert [line["media"]["path"] for line in exporter.lines()] == [media[0], media[0], media[1]]


@pytest.mark.parametrize("filename", ["page.html", "picture.svg", "a.xhtml", "b.jpg.mhtml"])
async def test_a_file_that_a_browser_would_run_becomes_text(
    exporter: Exporter, filename: str
) -> None:
    await exporter.filled.post_file("x", "X", b"<script>1</script>", filename, "m.image", "image/x")
    await exporter.export()
    (name,) = (name for name in exporter.names() if name.startswith("media/"))
    assert name.endswith(".txt")
    assert "<img" not in exporter.read("index.html")


async def test_a_file_that_only_claims_to_be_a_picture_is_a_link(exporter: Exporter) -> None:
    await exporter.filled.post_file("x", "X", b"MZ not a picture", "photo.jpg")
    await exporter.export()
    page = exporter.read("index.html")
    assert "<img" not in page
    assert "photo.jpg" in page


async def test_files_that_are_missing_are_named_with_the_reason(exporter: Exporter) -> None:
    await exporter.filled.post_file("x", "X", None, "later.png")
    await exporter.filled.post_file("x", "X", png(), "lost.png")
    for path in exporter.filled.folder.rglob("*"):
        if path.is_file():
            path.unlink()
    assert (await exporter.export()).missing == 2
    first, second = bubbles(exporter.read("index.html"))
    for bubble, name in ((first, "later.png"), (second, "lost.png")):
        assert name in bubble
        assert "ещё нет в архиве" in bubble


async def test_markup_in_names_texts_and_files_stays_text(exporter: Exporter) -> None:
    filled = exporter.filled
    post = await filled.say("x", EVIL, f"{EVIL} javascript:alert(1) http://a.test/{EVIL}")
    await filled.say("x", EVIL, EVIL, post)
    await filled.react("x", EVIL, post, EVIL)
    await filled.delete("x", EVIL, post, EVIL)
    await filled.post_file("x", EVIL, png(), EVIL, info={"w": EVIL, "h": "1"})
    await filled.add("x", EVIL, {"msgtype": "m.location", "body": EVIL, "geo_uri": f"geo:{EVIL}"})
    await filled.add(
        "x", EVIL, {"membership": "join", "displayname": EVIL}, "m.room.member", state_key=EVIL
    )
    await filled.add("x", EVIL, {"name": EVIL}, "m.room.name", state_key="")
    await exporter.export(institution=EVIL)
    page = exporter.read("index.html")
    assert "<script" not in page
    assert "alert(1)" in page
    assert not re.search(r'(href|src)="(?!media/|#e|https?://)', page)
    assert not re.search(r'src="(?!media/)', page)


async def test_a_long_room_has_a_page_a_month_that_lead_to_one_another(
    exporter: Exporter,
) -> None:
    filled = exporter.filled
    first = await filled.say("anna", "Анна", "ноябрь")
    filled.at = datetime(2026, 11, 30, 20, 59, tzinfo=timezone.utc)  # midnight in Moscow comes
    await filled.say("anna", "Анна", "уже декабрь", first)
    filled.at = datetime(2027, 2, 1, tzinfo=timezone.utc)
    await filled.say("anna", "Анна", "февраль")
    await exporter.export(long=2)
    pages = [name for name in exporter.names() if name.endswith(".html")]
    assert pages == ["index.html", "2026-11.html", "2026-12.html", "2027-02.html"]
    index = exporter.read("index.html")
    assert 'href="2026-12.html">Декабрь 2026' in index
    december = exporter.read("2026-12.html")
    assert "уже декабрь" in december
    assert 'href="2026-11.html#e1"' in december
    assert 'rel="next" href="2027-02.html"' in december


async def test_a_file_that_is_there_already_stays(exporter: Exporter, tmp_path: Path) -> None:
    exporter.out.write_bytes(b"mine")
    with pytest.raises(OutputExists):
        await exporter.export(replace=False)
    assert exporter.out.read_bytes() == b"mine"
    await exporter.export(replace=True)
    assert "index.html" in exporter.names()
    assert exporter.out.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", ["nowhere/out.zip", "."])
async def test_a_place_that_cannot_be_written_is_said_so(
    exporter: Exporter, tmp_path: Path, place: str
) -> None:
    with pytest.raises(ExportProblem):
        await exporter.export(out=tmp_path / place)


async def test_an_export_that_fails_leaves_nothing_behind(
    exporter: Exporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await exporter.filled.post_file("anna", "Анна", png(), "a.png")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ExportProblem, match="No space left"):
        await exporter.export(replace=False)
    left = [path for path in tmp_path.iterdir() if path.suffix in (".zip", ".part")]
    assert left == []


async def test_comings_and_goings_are_told_in_words(exporter: Exporter) -> None:
    async def member(membership: str, name: str) -> None:
        content = {"membership": membership, "displayname": name}
        await exporter.filled.add("o", name, content, "m.room.member", state_key="@o:teremok.test")

    for membership, name in (
        ("join", "Ольга"),
        ("join", "Ольга"),
        ("join", "Ольга, мама Пети"),
        ("leave", "Ольга, мама Пети"),
    ):
        await member(membership, name)
    await exporter.export()
    notices = re.findall(r'class="notice"><bdi>(.*?)</bdi>', exporter.read("index.html"))
    assert notices == [
        "Ольга теперь в комнате.",
        "Ольга теперь зовётся Ольга, мама Пети.",
        "Ольга, мама Пети больше не в комнате.",
    ]


async def test_the_same_archive_gives_the_same_bytes(exporter: Exporter) -> None:
    post = await exporter.filled.say("anna", "Анна", "Доброе утро")
    await exporter.filled.react("papa", "Папа", post, "👍")
    await exporter.filled.post_file("anna", "Анна", png(), "a.png")
    exporter.filled.at += timedelta(days=1)
    await exporter.filled.say("anna", "Анна", "Вечер")
    await exporter.export()
    before = exporter.out.read_bytes()
    await exporter.export()
    assert exporter.out.read_bytes() == before


async def test_the_lines_keep_every_event_whole(exporter: Exporter) -> None:
    await exporter.filled.add("x", "X", {"vote": [1, {"a": None}]}, "com.example.vote")
    await exporter.export()
    (line,) = exporter.lines()
    assert (line["type"], line["content"]) == ("com.example.vote", {"vote": [1, {"a": None}]})
    assert (line["kind"], line["state_key"], line["room"]) == ("other", None, "ladybirds")


async def test_a_day_of_hostile_dates_is_exported(exporter: Exporter) -> None:
    for at in (0, 1, 253_370_764_800_000, 10**30, "x"):
        await exporter.filled.add("x", "X", {"body": "t"}, origin_server_ts=at)
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        await exporter.export(zone=ZoneInfo(zone), long=1)
        assert "9999-01.html" in exporter.names() or "9998-12.html" in exporter.names()


async def test_what_disappeared_by_itself_is_kept_and_said_to_have(exporter: Exporter) -> None:
    filled = exporter.filled
    post = await filled.say("whatsapp_4915", "Инга", "Только на минуту")
    content = {"redacts": post, "reason": "Message disappeared"}
    await filled.add("whatsappbot", "WhatsApp", content, "m.room.redaction")
    await exporter.export()
    (bubble,) = bubbles(exporter.read("index.html"))
    assert "Только на минуту" in bubble
    assert "Должно было исчезнуть само" in bubble
    assert "Message disappeared" not in bubble


@pytest.mark.parametrize(("why", "words"), [("disappears", "исчезнуть"), ("once", "один раз")])
async def test_what_is_not_kept_is_said_to_have_been_there(
    exporter: Exporter, why: str, words: str
) -> None:
    filled = exporter.filled
    post = await filled.add("whatsapp_4915", "Инга", {"ru.teremok.not_kept": why})
    await filled.react("papa", "Папа", post, "👍")
    await exporter.export()
    (bubble,) = bubbles(exporter.read("index.html"))
    assert words in bubble
    assert "в архиве не сохранено" in bubble
    assert "Инга" in bubble
    assert exporter.lines()[0]["not_kept"] == why


async def test_a_poll_shows_who_chose_what(exporter: Exporter) -> None:
    filled = exporter.filled
    answers = [
        {"id": key, "org.matrix.msc1767.text": text} for key, text in (("1", "Да"), ("2", "Нет"))
    ]
    poll = {"question": {"org.matrix.msc1767.text": "Идём?"}, "answers": answers}
    start = {"org.matrix.msc3381.poll.start": poll}
    asked = await filled.add("anna", "Анна", start, "org.matrix.msc3381.poll.start")
    for person, answer in (("inge", "1"), ("igor", "2"), ("inge", "2")):
        content = {
            "m.relates_to": {"rel_type": "m.reference", "event_id": asked},
            "org.matrix.msc3381.poll.response": {"answers": [answer]},
        }
        await filled.add(person, person, content, "org.matrix.msc3381.poll.response")
    await exporter.export()
    (bubble,) = bubbles(exporter.read("index.html"))
    assert re.findall(r"<b>(\d)</b> <span[^>]*>(\w+)</span>", bubble) == [("0", "Да"), ("2", "Нет")]
    assert "inge, igor" in bubble
