"""A running house takes up what changes in community.yaml and in the pictures beside it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.element import Element
from tests.support.house import RunningHouse
from tests.support.phone import Phone
from tests.support.pictures import PNG
from tests.support.waiting import until

GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00"
GIF += b"\x00\x02\x02D\x01\x00;"
RULES = "Пишем с 8 до 20."


@dataclass
class Ours:
    """A house with a file of ours that lies in another folder than the house's own."""

    house: RunningHouse
    folder: Path
    content: dict[str, Any] = field(
        default_factory=lambda: {
            "community": {"name": "Сад с картинкой", "slug": "sad24", "avatar": "sad.png"},
            "staff": [{"id": "zav", "name": "Валентина", "role": "head"}],
            "rooms": {"announcements": {"chats": [{"network": "sandbox", "id": "news"}]}},
            "groups": [
                {
                    "key": "bees",
                    "name": "Пчёлки",
                    "rules": RULES,
                    "chats": [{"network": "sandbox", "id": "bees"}],
                }
            ],
        }
    )

    def write(self) -> Path:
        path = self.folder / "ours.yaml"
        path.write_text(yaml.safe_dump(self.content, allow_unicode=True), "utf-8")
        return path

    def picture(self, content: bytes) -> None:
        (self.folder / "sad.png").write_bytes(content)

    def log(self) -> str:
        return (self.house.folder / "logs" / "daemon.log").read_text()

    def parent(self, chat: str) -> Phone:
        return Phone(self.house, chat, "mama", "Мама Пети")


@pytest.fixture(scope="module")
async def ours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ours]:
    folder = tmp_path_factory.mktemp("ours")
    ours = Ours(RunningHouse(folder / "house"), folder)
    ours.picture(PNG)
    regulation = folder / "regulation.yaml"
    regulation.write_text("clauses: []\n")
    try:
        await ours.house.up("--community", str(ours.write()), "--regulation", str(regulation))
        yield ours
    finally:
        await ours.house.down()


@pytest.fixture(scope="module")
async def head(ours: Ours) -> Element:
    return await Element.log_in(ours.house, "zav")


async def test_the_parents_get_the_rules_once_too(ours: Ours, head: Element) -> None:
    room = await ours.house.room(head.token, "sad24-bees")
    (event_id,) = (await head.state(room, "m.room.pinned_events"))["pinned"]
    assert (await head.event(room, event_id))["content"]["body"] == RULES
    await ours.parent("bees").sees_text(RULES)
    await ours.house.until_quiet()
    texts = [message["text"] for message in await ours.house.messages("bees")]
    assert texts.count(RULES) == 1


async def test_announcements_reach_the_parents_who_only_read(ours: Ours, head: Element) -> None:
    room = await ours.house.room(head.token, "sad24-announcements")
    mama = ours.parent("news")
    await head.write(room, "Завтра праздник.")
    await mama.sees_text("Завтра праздник.")
    await mama.write("Спасибо!")
    await mama.sees(lambda message: "пишут только сотрудники" in message["text"], "an answer")
    await ours.house.until_quiet()
    said = [event["content"].get("body") for event in await head.timeline(room)]
    assert "Спасибо!" not in said
    assert await ours.house.set_aside() == []


async def test_a_picture_is_replaced_by_replacing_the_file(ours: Ours, head: Element) -> None:
    space = await ours.house.room(head.token, "sad24")
    shown = await head.state(space, "m.room.avatar")
    assert await head.download(shown["url"]) == PNG
    ours.picture(GIF)

    async def look() -> bool:
        return bool((await head.state(space, "m.room.avatar"))["url"] != shown["url"])

    await until(look, "another picture")
    assert await head.download((await head.state(space, "m.room.avatar"))["url"]) == GIF


async def test_a_file_with_a_bad_picture_is_not_taken_up_and_the_house_goes_on(
    ours: Ours, head: Element
) -> None:
    ours.content["community"]["avatar"] = "none.png"
    ours.content["groups"][0]["name"] = "Шмели"
    ours.write()

    async def told() -> bool:
        return "There is no picture “none.png”." in ours.log()

    await until(told, "the mistake in the log")
    room = await ours.house.room(head.token, "sad24-bees")
    assert (await head.state(room, "m.room.name"))["name"] == "Пчёлки"
    ours.content["community"]["avatar"] = "sad.png"
    ours.write()

    async def look() -> bool:
        return bool((await head.state(room, "m.room.name"))["name"] == "Шмели")

    await until(look, "the new name")


async def test_a_house_whose_picture_is_lost_comes_back_as_it_was(
    ours: Ours, head: Element
) -> None:
    space = await ours.house.room(head.token, "sad24")
    shown = await head.state(space, "m.room.avatar")
    (ours.folder / "sad.png").unlink()
    ours.house.kill("daemon")

    async def look() -> bool:
        return "The version from before stays in force" in ours.log()

    await until(look, "the daemon again")
    await ours.house.until_well()
    assert await head.state(space, "m.room.avatar") == shown
    ours.picture(GIF)
