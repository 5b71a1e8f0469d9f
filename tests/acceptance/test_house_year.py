"""A whole house goes on to the next year, back, and on again."""

import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.element import Element
from tests.support.house import RunningHouse
from tests.support.life import COMMUNITY, Life
from tests.support.waiting import until

NEXT = COMMUNITY | {
    "groups": [
        {
            "key": "ladybirds",
            "name": "Новые божьи коровки",
            "staff": ["olga"],
            "chats": [{"network": "sandbox", "id": "newcomers"}],
        },
        {
            "key": "hedgehogs",
            "was": "ladybirds",
            "name": "Ёжики, средняя группа",
            "staff": ["anna"],
            "chats": [{"network": "sandbox", "id": "ladybirds"}],
        },
        {
            "key": "swallows",
            "was": "hedgehogs",
            "name": "Ласточки, старшая группа",
            "staff": ["anna"],
            "chats": [{"network": "sandbox", "id": "hedgehogs"}],
        },
        {"key": "fireflies", "name": "Группа fireflies", "staff": ["anna", "olga"]},
    ]
}
"""The smallest are new, two groups move up, the swallows leave, the fireflies stay."""
OLD_ROSTER = """\
Группа;Фамилия;Имя;Дата рождения;Мама
ladybirds;Иванов;Пётр;05.03.2022;Иванова Мария
hedgehogs;Петрова;Анна;01.02.2021;Петрова Ольга
swallows;Сидоров;Лев;07.08.2019;Сидорова Елена
"""
NEW_ROSTER = """\
Группа;Фамилия;Имя;Дата рождения;Мама
ladybirds;Новикова;Нина;05.03.2023;Новикова Яна
hedgehogs;Иванов;Пётр;05.03.2022;Иванова Мария
swallows;Петрова;Анна;01.02.2021;Петрова Ольга
"""


@pytest.fixture(scope="module")
async def life(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Life]:
    """A house of its own: it does not stay as it was."""
    living = await Life.begin(tmp_path_factory.mktemp("year") / "files")
    try:
        yield living
    finally:
        await living.house.down()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


async def test_a_year_is_opened_undone_and_opened_again(life: Life, folder: Path) -> None:
    house, valentina, anna = life.house, life.valentina, life.anna
    (folder / "old.csv").write_text(OLD_ROSTER, "utf-8")
    (folder / "new.csv").write_text(NEW_ROSTER, "utf-8")
    (folder / "next.yaml").write_text(yaml.safe_dump(NEXT, allow_unicode=True), "utf-8")
    imported = house.command("roster", "import", str(folder / "old.csv"), "--yes")
    assert imported.returncode == 0, imported.stderr
    old_file = (house.folder / "community.yaml").read_text("utf-8")
    lev = life.parent("swallows", "lev-y", "Лев")
    await lev.write("Спасибо за всё!")
    await valentina.sees_text(life.rooms["swallows"], "Спасибо за всё!")
    opening = ("year", "open", str(folder / "next.yaml"), "--roster", str(folder / "new.csv"))

    planned = house.command(*opening, "--dry-run")
    assert planned.returncode == 0, planned.stderr
    assert "группа «Группа swallows» (swallows) выпускается" in planned.stdout
    assert "становится группой «Ёжики, средняя группа» (hedgehogs)" in planned.stdout
    assert "список: приходит 1 ребёнок" in planned.stdout
    assert "Ничего не изменено." in planned.stdout
    assert (house.folder / "community.yaml").read_text("utf-8") == old_file

    opened = house.command(*opening, "--yes")
    assert opened.returncode == 0, opened.stderr + opened.stdout
    assert "Новенькие в группе ladybirds: 1." in opened.stdout
    await _is_the_new_year(life, valentina)
    graduates = life.rooms["swallows"]
    status, _ = await anna.try_to_send(graduates, {"msgtype": "m.text", "body": "Ещё одно"})
    assert status == 403
    await lev.sees(lambda m: "закончила детский сад" in m["text"], "the farewell")
    (exported,) = (house.folder / "exports").glob("*.zip")
    assert (exported.stat().st_mode & 0o777) == 0o600
    with zipfile.ZipFile(exported) as opened_zip:
        pages = b"".join(opened_zip.read(name) for name in opened_zip.namelist())
    assert "Спасибо за всё!".encode() in pages
    assert "закончила детский сад".encode() in pages
    again = house.command(*opening, "--yes")
    assert again.returncode == 2
    assert "ещё не закреплён" in again.stderr

    undone = house.command("year", "undo")
    assert undone.returncode == 0, undone.stderr
    assert (house.folder / "community.yaml").read_text("utf-8") == old_file
    assert _children(life) == {
        ("Иванов", "ladybirds"),
        ("Петрова", "hedgehogs"),
        ("Сидоров", "swallows"),
    }
    for key, room in life.rooms.items():
        assert await house.room(valentina.token, f"sad24-{key}") == room
        assert await _name(valentina, room) == f"Группа {key}"
    await anna.write(graduates, "Мы ещё здесь")
    await lev.sees_text("Мы ещё здесь")
    assert not list((house.folder / "exports").glob("*.zip"))
    await _finds_nothing_to_change(house)

    opened = house.command(*opening, "--yes", "--json")
    assert opened.returncode == 0, opened.stderr
    assert json.loads(opened.stdout)["done"] is True
    await _is_the_new_year(life, valentina)
    confirmed = house.command("year", "confirm")
    assert confirmed.returncode == 0, confirmed.stderr
    assert house.command("year", "undo").returncode == 2


async def test_a_group_leaves_and_the_file_keeps_its_comments(life: Life) -> None:
    house = life.house
    path = house.folder / "community.yaml"
    path.write_text("# Наш сад\n" + path.read_text("utf-8"), "utf-8")
    wrong = house.command("year", "close", "firefly")
    assert wrong.returncode == 2
    assert "Не знаю группы «firefly», есть: " in wrong.stderr
    assert "«fireflies»?" in wrong.stderr
    closed = house.command("year", "close", "fireflies", "--yes")
    assert closed.returncode == 0, closed.stderr + closed.stdout
    text = path.read_text("utf-8")
    assert text.startswith("# Наш сад\n")
    assert "fireflies" not in text
    room = life.rooms["fireflies"]
    status, _ = await life.anna.try_to_send(room, {"msgtype": "m.text", "body": "Ещё"})
    assert status == 403
    assert house.command("year", "confirm").returncode == 0
    await house.until_quiet()
    assert await house.set_aside() == []


async def _is_the_new_year(life: Life, valentina: Element) -> None:
    """Rooms moved up with their groups, and the daemon goes by the new file."""
    house, rooms = life.house, life.rooms
    assert await house.room(valentina.token, "sad24-hedgehogs") == rooms["ladybirds"]
    assert await house.room(valentina.token, "sad24-swallows") == rooms["hedgehogs"]
    assert await house.room(valentina.token, "sad24-fireflies") == rooms["fireflies"]
    assert await house.room(valentina.token, "sad24-ladybirds") not in rooms.values()
    assert await _name(valentina, rooms["ladybirds"]) == "Ёжики, средняя группа"
    assert _children(life) == {
        ("Новикова", "ladybirds"),
        ("Иванов", "hedgehogs"),
        ("Петрова", "swallows"),
    }
    maria = life.parent("ladybirds", "maria-y", "Мария")

    said: set[str] = set()

    async def carried() -> bool:
        text = f"Мы уже средние {len(await maria.messages())}"
        await maria.write(text)
        said.add(text)
        events = await valentina.timeline(rooms["ladybirds"])
        return any(event["content"].get("body") in said for event in events)

    await until(carried, "the chat of the ladybirds in their room", pause=1.0)
    await _finds_nothing_to_change(house)


async def _finds_nothing_to_change(house: RunningHouse) -> None:
    """Wait until all is as the file says; the daemon may still be about it."""

    async def look() -> bool:
        plan = json.loads(house.command("plan", "--json").stdout)
        return (plan["changes"], plan["failed"]) == (0, [])

    await until(look, "a plan that changes nothing", pause=1.0)


def _children(life: Life) -> set[tuple[str, str]]:
    exported = life.house.command("roster", "export", "--json")
    assert exported.returncode == 0, exported.stderr
    listed: list[dict[str, Any]] = json.loads(exported.stdout)["children"]
    return {(child["surname"], child["group"]) for child in listed}


async def _name(user: Element, room: str) -> str:
    return str((await user.call("GET", f"/rooms/{room}/state/m.room.name"))["name"])
