"""What is not meant to last, in a whole house with WhatsApp. The network is a simulation."""

import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.bridged_house import BridgedHouse
from tests.support.element import Event
from tests.support.pictures import PNG
from tests.support.waiting import until

GROUP = "ladybirds"
PICTURE = ("image", "once.png", "image/png", PNG)


@pytest.fixture(scope="module")
async def house(
    network_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BridgedHouse]:
    """A group of WhatsApp is plumbed."""
    folder = tmp_path_factory.mktemp("vanishing")
    running = await BridgedHouse.begin(folder / "files", network_programs)
    try:
        await running.link("whatsapp")
        await running.group("whatsapp", GROUP, "Божьи коровки")
        yield running
    finally:
        await running.end()


def archived(house: BridgedHouse) -> list[dict[str, Any]]:
    done = house.life.house.command("archive", "list", "--room", GROUP, "--json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


async def sees_of_parent(house: BridgedHouse, msgtype: str) -> Event:
    return await house.life.anna.sees(
        house.life.rooms[GROUP],
        lambda event: (
            event["sender"].startswith("@whatsapp_") and event["content"].get("msgtype") == msgtype
        ),
        f"{msgtype} of the parent",
    )


async def test_what_may_be_looked_at_once_is_said_to_be_on_the_phone_alone(
    house: BridgedHouse,
) -> None:
    network, chat = house.networks["whatsapp"], house.chats["whatsapp"]
    await network.send_file(chat, house.parents[chat], *PICTURE, view_once=True)
    shown = await sees_of_parent(house, "m.notice")
    told = await house.life.anna.sees(
        house.life.rooms[GROUP],
        lambda event: "только один раз" in str(event["content"].get("body")),
        "that it is on the phone",
    )
    assert told["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == shown["event_id"]
    await house.life.house.until_quiet()
    texts = [each.get("text", "") for each in await network.messages(chat)]
    assert not any("один раз" in text for text in texts), "parents hear nothing of it"


async def test_what_disappears_stays_in_the_archive_with_its_file(house: BridgedHouse) -> None:
    network, chat = house.networks["whatsapp"], house.chats["whatsapp"]
    await network.send_file(chat, house.parents[chat], *PICTURE, expires=2)

    async def look() -> dict[str, Any] | None:
        rows = (row for row in archived(house) if row["media"] and row["redacted"])
        return next((row for row in rows if row["media"]["filename"] == "once.png"), None)

    kept = await until(look, "the picture gone in the room", pause=1.0)
    assert kept["media"]["sha256"] is not None
    gone = await house.life.anna.event(house.life.rooms[GROUP], kept["event_id"])
    assert "redacted_because" in gone["unsigned"]


async def test_what_disappears_is_only_marked_where_the_regulation_says_so(
    house: BridgedHouse, tmp_path: Path
) -> None:
    await house.life.put_in_force(disappearing="mark")
    network, chat = house.networks["whatsapp"], house.chats["whatsapp"]
    room, other = house.life.rooms[GROUP], house.life.parent(GROUP, "papa", "Папа")
    parent = house.parents[chat]
    await network.write(chat, parent, "Только на час", expires=3600)
    await network.write(chat, parent, "Только на миг", expires=2)
    shown = await house.life.anna.sees_text(room, "Только на час")
    await other.sees_text("Только на час")

    async def look() -> dict[str, Any] | None:
        rows = (row for row in archived(house) if row["not_kept"] == "disappears")
        return next((row for row in rows if row["redacted"]), None)

    gone = await until(look, "the message gone in the room", pause=1.0)
    marked = next(row for row in archived(house) if row["event_id"] == shown["event_id"])
    for row in (gone, marked):
        assert (row["not_kept"], row["kind"], row["text"]) == ("disappears", "text", "")
    out = tmp_path / "room.zip"
    done = house.life.house.command("archive", "export", "--room", GROUP, "--out", str(out))
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(out) as opened:
        page, lines = (opened.read(name).decode() for name in ("index.html", "messages.jsonl"))
    assert page.count("Должно было исчезнуть само: в архиве не сохранено.") == 2
    assert "Только на" not in page + lines
