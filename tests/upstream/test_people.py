"""Parents in WhatsApp become known, in a whole house. The network is a simulation."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.bridged_house import BridgedHouse
from tests.support.upstream_network import Json
from tests.support.waiting import until

GROUP = "ladybirds"
LIST = """\
Группа;Фамилия;Имя;Отчество;Дата рождения;Мама;Телефон мамы;Папа;Телефон папы
ladybirds;Иванов;Пётр;Ильич;05.03.2020;Иванова Мария Петровна;8 916 123-45-67;;
ladybirds;Стрижова;Дарья;Олеговна;01.07.2019;;;Стрижов Олег;+7 903 111 22 33
"""


@pytest.fixture(scope="module")
async def house(
    network_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BridgedHouse]:
    """A group of WhatsApp is plumbed, our account is its administrator, the roster is there."""
    folder = tmp_path_factory.mktemp("people")
    running = await BridgedHouse.begin(folder / "files", network_programs)
    try:
        await running.link("whatsapp")
        chat = await running.group("whatsapp", GROUP, "Божьи коровки")
        await running.networks["whatsapp"].role(chat, running.accounts["whatsapp"], "admin")
        (folder / "list.csv").write_text(LIST)
        command(running, "roster", "import", str(folder / "list.csv"))
        yield running
    finally:
        await running.end()


def command(house: BridgedHouse, *words: str) -> str:
    done = house.life.house.command(*words)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


async def joins(house: BridgedHouse, name: str, phone: str = "") -> str:
    """Somebody comes into the messenger's group."""
    network = house.networks["whatsapp"]
    person = await network.person(name, phone)
    await network.role(house.chats["whatsapp"], person, "member")
    return person


async def is_called(house: BridgedHouse, person: str, name: str) -> None:
    """Wait until somebody's ghost has that name in the group's room."""
    ghost = f"@whatsapp_{person}:{house.life.house.server_name}"

    async def look() -> bool:
        return (await house.life.anna.members(house.life.rooms[GROUP])).get(ghost) == name

    await until(look, f"{person} called {name}")


async def chat_gets(house: BridgedHouse, *words: str) -> Json:
    async def look() -> Json | None:
        for each in await house.networks["whatsapp"].messages(house.chats["whatsapp"]):
            if all(word in each.get("text", "") for word in words):
                return each
        return None

    return await until(look, f"{words} in the chat")


async def test_who_shows_a_phone_of_the_roster_is_called_after_the_child(
    house: BridgedHouse,
) -> None:
    masha = await joins(house, "masha_88", "+79161234567")
    await house.networks["whatsapp"].write(house.chats["whatsapp"], masha, "Доброе утро")
    await is_called(house, masha, "Мария (мама Пети)")


async def test_who_hides_it_is_asked_and_known_by_their_code(
    house: BridgedHouse, tmp_path: Path
) -> None:
    network, chat = house.networks["whatsapp"], house.chats["whatsapp"]
    sheet = tmp_path / "sheet.html"
    command(house, "onboard", "--group", GROUP, "--out", str(sheet))
    link = r'href="https://wa\.me/\?text=(teremok-\w+)"'
    _, code = re.findall(link, sheet.read_text())
    oleg = await joins(house, "oleg77")
    assert oleg.startswith("lid-")
    await network.write(chat, oleg, "Всем привет")
    asked = await chat_gets(house, "oleg77", "чей вы родитель")
    message = await network.write(chat, oleg, code)
    answer = await chat_gets(house, "oleg77", "теперь мы знакомы")
    assert "Олег (папа Даши)" in answer["text"]
    await is_called(house, oleg, "Олег (папа Даши)")

    async def is_gone() -> bool:
        told = await network.messages(chat)
        return any(each["id"] == message and each.get("deleted") for each in told)

    await until(is_gone, "the code deleted in the messenger")
    await network.write(chat, oleg, "И ещё раз")
    await house.life.anna.sees_text(house.life.rooms[GROUP], "И ещё раз")
    await house.life.house.until_quiet()
    told = [each["text"] for each in await network.messages(chat)]
    assert told.count(asked["text"]) == 1

    async def archived() -> str | None:
        rows = command(house, "archive", "list", "--room", GROUP, "--json")
        return rows if "И ещё раз" in rows else None

    assert code not in await until(archived, "all of it in the archive", pause=0.5)
