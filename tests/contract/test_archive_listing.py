"""What the archive lists, on each kind of database."""

from pathlib import Path
from typing import Any

import pytest

from rooms.archive.listing import RowKind, milliseconds, row_as_json, rows
from rooms.storage import history
from rooms.storage.database import Store
from rooms.storage.history import Span
from tests.support.archive import BEES, LADYBIRDS, START, FilledArchive, png

KEYS = {LADYBIRDS.room_id: "ladybirds", BEES.room_id: "bees"}


@pytest.fixture
async def ladybirds(store: Store, tmp_path: Path) -> FilledArchive:
    filled = FilledArchive(store, tmp_path / "media")
    await filled.open()
    return filled


@pytest.fixture
async def bees(store: Store, tmp_path: Path) -> FilledArchive:
    filled = FilledArchive(store, tmp_path / "media", BEES)
    await filled.open()
    return filled


async def listed(store: Store, kind: RowKind | None = None, **span: Any) -> list[dict[str, Any]]:
    return [row_as_json(row) async for row in rows(store, KEYS, Span(**span), kind)]


async def test_a_row_tells_who_said_what_when_and_where(
    store: Store, ladybirds: FilledArchive
) -> None:
    event_id = await ladybirds.say("anna", "Анна", "Доброе утро")
    assert await listed(store) == [
        {
            "event_id": event_id,
            "room": "ladybirds",
            "room_id": LADYBIRDS.room_id,
            "sender": "@anna:teremok.test",
            "name": "Анна",
            "time": "2026-11-20T05:31:00.000Z",
            "kind": "text",
            "text": "Доброе утро",
            "media": None,
            "not_kept": None,
            "target": None,
            "replaces": None,
            "redacted": False,
            "redacted_by": None,
        }
    ]


async def test_a_file_has_its_hash_name_and_size(store: Store, ladybirds: FilledArchive) -> None:
    await ladybirds.say("anna", "Анна", "смотрите")
    await ladybirds.post_file("anna", "Анна", png(), "утренник.png")
    (row,) = await listed(store, RowKind.MEDIA)
    assert row["media"].pop("sha256") is not None
    assert row["media"] == {
        "filename": "утренник.png",
        "size": len(png()),
        "mimetype": "image/png",
        "problem": None,
    }
    assert [row["text"] for row in await listed(store, RowKind.TEXT)] == ["смотрите"]


async def test_rows_can_be_of_one_room_and_of_a_time(
    store: Store, ladybirds: FilledArchive, bees: FilledArchive
) -> None:
    for text in ("1", "2", "3"):
        await ladybirds.say("anna", "Анна", text)
    await bees.say("anna", "Анна", "жж")
    minute = [milliseconds(START) + 60_000 * number for number in range(5)]
    of_room = await listed(store, room_id=LADYBIRDS.room_id)
    assert [row["text"] for row in of_room] == ["1", "2", "3"]
    within = await listed(store, since=minute[2], until=minute[3], room_id=LADYBIRDS.room_id)
    assert [row["text"] for row in within] == ["2"]
    assert len(await listed(store)) == 4


async def test_an_edit_shows_what_it_replaced(store: Store, ladybirds: FilledArchive) -> None:
    post = await ladybirds.say("anna", "Анна", "в 10")
    await ladybirds.edit("anna", "Анна", post, "в 11")
    await ladybirds.edit("anna", "Анна", post, "в 12")
    await ladybirds.edit("papa", "Чужой", post, "никогда")
    found = await listed(store, RowKind.TEXT)
    assert [(row["text"], row["replaces"]) for row in found] == [
        ("в 10", None),
        ("в 11", "в 10"),
        ("в 12", "в 11"),
        ("никогда", None),
    ]


async def test_what_was_deleted_is_marked_and_kept(
    store: Store, ladybirds: FilledArchive, bees: FilledArchive
) -> None:
    post = await ladybirds.say("papa", "Папа", "сгоряча")
    await bees.delete("papa", "Папа", post)  # of another room: it has no say here
    assert not (await listed(store, room_id=LADYBIRDS.room_id))[0]["redacted"]
    deletion = await ladybirds.delete("anna", "Анна", post)
    row = (await listed(store, room_id=LADYBIRDS.room_id))[0]
    assert (row["text"], row["redacted"], row["redacted_by"]) == ("сгоряча", True, deletion)


async def test_long_archives_come_in_pages_without_gap_or_repetition(
    store: Store, ladybirds: FilledArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE", 4)
    for number in range(11):
        ladybirds.at = START if number % 3 else ladybirds.at  # several of the same minute
        await ladybirds.say("anna", "Анна", str(number))
    found = await listed(store)
    assert sorted(int(row["text"]) for row in found) == list(range(11))
    assert [row["time"] for row in found] == sorted(row["time"] for row in found)
    of_room = await listed(store, room_id=LADYBIRDS.room_id)
    assert of_room == found


async def test_strange_events_are_listed_too(store: Store, ladybirds: FilledArchive) -> None:
    await ladybirds.add("x", "\x00\ud800", {"body": ["\x00"], "msgtype": 5, "\x00": "\ud800"})
    await ladybirds.add("x", "", {}, "m.room.member", state_key="@y:z", origin_server_ts=-5)
    assert len(await listed(store)) == 2
