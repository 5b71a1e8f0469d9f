"""Photos, voices, videos, files and places, both ways, and what the archive keeps of them."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import files
from tests.support.element import Element, Event
from tests.support.life import Life
from tests.support.phone import Phone
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("nothing_set_aside")


@pytest.fixture
def room(life: Life) -> str:
    return life.rooms["ladybirds"]


@pytest.fixture
def maria(life: Life) -> Phone:
    return life.parent("ladybirds", "maria", "Мария, мама Пети")


async def sent(anna: Element, room: str, content: bytes, body: str, **more: Any) -> str:
    """A file of the educator, as Element sends it."""
    info = {"mimetype": more.pop("mimetype"), "size": len(content), **more.pop("info", {})}
    mxc = await anna.upload(content, info["mimetype"], body)
    return await anna.send(room, {"body": body, "url": mxc, "info": info, **more})


@pytest.mark.parametrize(
    ("kind", "msgtype", "mimetype", "filename"),
    [
        ("photo", "m.image", "image/png", "прогулка.png"),
        ("video", "m.video", "video/mp4", "танец.mp4"),
        ("document", "m.file", "application/pdf", "меню.pdf"),
    ],
)
async def test_a_file_of_a_parent_arrives_byte_by_byte(
    anna: Element, maria: Phone, room: str, kind: str, msgtype: str, mimetype: str, filename: str
) -> None:
    content = getattr(files, kind)()
    await maria.send_file(content, mimetype, filename, caption=f"Смотрите: {kind}")
    event = await anna.sees_text(room, f"Смотрите: {kind}")
    assert event["sender"] == maria.ghost
    assert (event["content"]["msgtype"], event["content"]["filename"]) == (msgtype, filename)
    info = event["content"]["info"]
    assert (info["mimetype"], info["size"]) == (mimetype, len(content))
    assert await anna.download(event["content"]["url"]) == content


@pytest.mark.parametrize(
    ("kind", "shown_as", "msgtype", "mimetype", "filename"),
    [
        ("photo", "photo", "m.image", "image/png", "кубики.png"),
        ("video", "video", "m.video", "video/mp4", "песня.mp4"),
        ("document", "file", "m.file", "application/pdf", "заявление.pdf"),
    ],
)
async def test_a_file_of_an_educator_arrives_byte_by_byte(
    anna: Element,
    maria: Phone,
    room: str,
    kind: str,
    shown_as: str,
    msgtype: str,
    mimetype: str,
    filename: str,
) -> None:
    content = getattr(files, kind)()
    await sent(anna, room, content, filename, mimetype=mimetype, msgtype=msgtype)
    seen = await maria.sees(lambda each: _filename(each) == filename, filename)
    assert (seen["from"], seen["kind"], seen["text"]) == (anna.user_id, shown_as, "")
    assert (seen["media"]["mimetype"], seen["media"]["size"]) == (mimetype, len(content))
    assert await maria.download(seen) == content


async def test_a_voice_is_drawn_as_a_voice_on_both_sides(
    anna: Element, maria: Phone, room: str
) -> None:
    content = files.voice()
    await maria.send_file(content, "audio/ogg", "от-мамы.ogg", kind="voice", duration_ms="3200")
    event = await anna.sees_text(room, "от-мамы.ogg")
    assert event["content"]["msgtype"] == "m.audio"
    assert event["content"]["org.matrix.msc3245.voice"] == {}
    assert event["content"]["org.matrix.msc1767.audio"]["duration"] == 3200
    assert event["content"]["info"]["duration"] == 3200
    assert await anna.download(event["content"]["url"]) == content

    content = files.voice()
    keys = {
        "org.matrix.msc3245.voice": {},
        "org.matrix.msc1767.audio": {"duration": 4100, "waveform": [0, 512, 1024]},
    }
    await sent(anna, room, content, "Голос.ogg", mimetype="audio/ogg", msgtype="m.audio", **keys)
    seen = await maria.sees(lambda each: _filename(each) == "Голос.ogg", "the voice")
    assert (seen["kind"], seen["media"]["duration_ms"]) == ("voice", 4100)
    assert await maria.download(seen) == content


async def test_a_new_caption_leaves_the_photo_where_it_is(
    anna: Element, maria: Phone, room: str
) -> None:
    content = files.photo()
    message = await maria.send_file(content, "image/png", "торт.png", caption="Наш трт")
    event = await anna.sees_text(room, "Наш трт")
    await maria.edit(message, "Наш торт")
    edit = await anna.sees(room, _replaces(event["event_id"]), "the new caption")
    new = edit["content"]["m.new_content"]
    assert (new["msgtype"], new["body"], new["filename"]) == ("m.image", "Наш торт", "торт.png")
    assert new["url"] == event["content"]["url"]

    picture = {"mimetype": "image/png", "msgtype": "m.image"}
    posted = await sent(anna, room, content, "Выставка", filename="выставка.png", **picture)
    seen = await maria.sees_text("Выставка")
    shown = (await anna.event(room, posted))["content"]
    new = {**shown, "body": "Выставка рисунков"}
    relation = {"rel_type": "m.replace", "event_id": posted}
    await anna.send(room, {**new, "m.new_content": new, "m.relates_to": relation})
    changed = await maria.sees_text("Выставка рисунков")
    assert (changed["id"], changed["kind"]) == (seen["id"], "photo")
    assert await maria.download(changed) == content


async def test_a_place_on_the_map_crosses(anna: Element, maria: Phone, room: str) -> None:
    place = {"latitude": 55.751244, "longitude": 37.618423, "title": "Музей"}
    await maria.write("Встречаемся здесь", location=place)
    event = await anna.sees(room, _is_place_of(maria), "the place")
    assert event["content"]["geo_uri"] == "geo:55.751244,37.618423"
    assert event["content"]["org.matrix.msc3488.location"]["description"] == "Музей"
    assert "Встречаемся здесь" in event["content"]["body"]

    content = {"msgtype": "m.location", "body": "Парк", "geo_uri": "geo:55.5,37.25;u=10"}
    await anna.send(room, content)
    seen = await maria.sees(lambda each: each["from"] == anna.user_id and "location" in each, "it")
    assert seen["location"] == {"latitude": 55.5, "longitude": 37.25, "title": "Парк"}
    assert seen["text"] == ""


async def test_the_archive_has_the_words_and_every_file_by_its_hash(
    life: Life, anna: Element, maria: Phone, room: str, tmp_path: Path
) -> None:
    picture, report = files.photo(), files.document()
    await maria.send_file(picture, "image/png", "архив.png", caption="Для архива")
    await sent(anna, room, report, "отчёт.pdf", mimetype="application/pdf", msgtype="m.file")
    await maria.sees(lambda each: _filename(each) == "отчёт.pdf", "the report")
    expected = {"архив.png": _sha256(picture), "отчёт.pdf": _sha256(report)}

    async def are_stored() -> bool:
        rows = life.listed("archive", "list", "--room", "ladybirds", "--kind", "media")
        stored = {row["media"]["filename"]: row["media"] for row in rows}
        return all(
            stored.get(name, {}).get("sha256") == digest for name, digest in expected.items()
        )

    await until(are_stored, "both files in the archive")
    rows = life.listed("archive", "list", "--room", "ladybirds")
    row = next(each for each in rows if each["text"] == "Для архива")
    assert (row["name"], row["sender"], row["kind"]) == (maria.name, maria.ghost, "photo")
    assert row["media"]["size"] == len(picture)

    out = tmp_path / "ladybirds.zip"
    exported = life.house.command("archive", "export", "--room", "ladybirds", "--out", str(out))
    assert exported.returncode == 0, exported.stderr
    with zipfile.ZipFile(out) as bundle:
        inside = {_sha256(bundle.read(name)) for name in bundle.namelist()}
        texts = "".join(
            bundle.read(name).decode() for name in bundle.namelist() if name.endswith("jsonl")
        )
    assert set(expected.values()) <= inside
    assert "Для архива" in {json.loads(line).get("text") for line in texts.splitlines()}


def _is_place_of(parent: Phone) -> Callable[[Event], bool]:
    def fits(event: Event) -> bool:
        is_place = event["content"].get("msgtype") == "m.location"
        return bool(is_place and event["sender"] == parent.ghost)

    return fits


def _filename(message: dict[str, Any]) -> str | None:
    name: str | None = message.get("media", {}).get("filename")
    return name


def _replaces(event_id: str) -> Callable[[Event], bool]:
    def fits(event: Event) -> bool:
        relation = event["content"].get("m.relates_to", {})
        return bool(relation == {"rel_type": "m.replace", "event_id": event_id})

    return fits


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
