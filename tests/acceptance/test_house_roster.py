"""Parents become known in a running house: by a code, by their phone, by hand."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.element import Element
from tests.support.life import Life
from tests.support.waiting import until

GROUP = "swallows"
LIST = """\
Группа;Фамилия;Имя;Отчество;Дата рождения;Мама;Телефон мамы;Папа;Телефон папы
swallows;Ласточкин;Пётр;Ильич;05.03.2020;Ласточкина Мария Петровна;8 916 123-45-67;;
swallows;Стрижова;Дарья;Олеговна;01.07.2019;;;Стрижов Олег;+7 903 111 22 33
"""
WITH_BLOCK = """\
Группа;Фамилия;Имя;Отчество;Дата рождения;Мама;Телефон мамы;Папа;Телефон папы;Не сообщать
swallows;Ласточкин;Пётр;Ильич;05.03.2020;Ласточкина Мария Петровна;8 916 123-45-67;;;
swallows;Стрижова;Дарья;Олеговна;01.07.2019;;;Стрижов Олег;+7 903 111 22 33;
swallows;Береговая;Нина;Фёдоровна;02.08.2019;;;Береговой Фёдор;+7 903 555 66 77;-
"""


@dataclass
class Swallows:
    """The group with its roster."""

    life: Life
    educator: Element

    def command(self, *words: str) -> str:
        done = self.life.house.command(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def token(self, guardian: str) -> str:
        return self.command("roster", "token", guardian, "sandbox").strip()

    async def send(self, person: str, name: str, text: str, **more: str) -> str:
        body = {"from": person, "name": name, "text": text, **more}
        posted = await self.life.house.phone("POST", f"/chats/{GROUP}/messages", body)
        return str(posted["id"])

    async def until_answered(self, message: str) -> str:
        """The words with which a message was answered in the chat."""

        async def look() -> str | None:
            for one in await self.life.house.messages(GROUP):
                if one.get("reply_to") == message and one["relayed"]:
                    return str(one["text"])
            return None

        return await until(look, "an answer to the code")

    async def until_called(self, person: str, name: str) -> None:
        """Wait until staff see the parent under this name."""
        ghost = f"@teremok_sandbox_{person}:{self.life.house.server_name}"

        async def look() -> bool:
            members = await self.educator.members(self.life.rooms[GROUP])
            return members.get(ghost) == name

        await until(look, f"{person} called {name}")


@pytest.fixture
async def swallows(life: Life, anna: Element, tmp_path: Path) -> Swallows:
    file = tmp_path / "список.csv"
    file.write_text(LIST, "utf-8")
    there = Swallows(life, anna)
    there.command("roster", "import", str(file))
    return there


async def test_a_parent_with_a_code_is_called_after_the_child_and_the_code_is_seen_by_nobody(
    swallows: Swallows,
) -> None:
    first = await swallows.send("masha-l", "Маша", "Доброе утро!")
    await swallows.until_called("masha-l", "Маша")
    token = swallows.token("Ласточкина Мария")
    message = await swallows.send("masha-l", "Маша", f"/start {token}")
    answer = await swallows.until_answered(message)
    assert answer == "Спасибо, теперь мы знакомы! В группе вас видно так: «Мария (мама Пети)»."
    await swallows.until_called("masha-l", "Мария (мама Пети)")
    await swallows.life.house.until_quiet()
    room = swallows.life.rooms[GROUP]
    said = [
        str(event["content"].get("body"))
        for event in await swallows.life.house.timeline(swallows.educator.token, room)
    ]
    assert "Доброе утро!" in said, first
    assert not any(token in words for words in said)
    stranger = await swallows.send("stranger-l", "Кто-то", token)
    assert "уже использован" in await swallows.until_answered(stranger)
    await swallows.send("stranger-l", "Кто-то", "Ой")
    await swallows.until_called("stranger-l", "Кто-то")
    assert token not in swallows.life.daemon_log()
    assert "+79161234567" not in swallows.life.daemon_log()


async def test_a_parent_whose_phone_the_messenger_tells_is_known_at_once_until_unlinked(
    swallows: Swallows,
) -> None:
    await swallows.send("oleg-s", "Олег С.", "Здравствуйте", phone="+79031112233")
    await swallows.until_called("oleg-s", "Олег (папа Даши)")
    assert "Стрижов" not in swallows.command("roster", "reach")
    swallows.command("roster", "unlink", "sandbox", "oleg-s")
    await swallows.until_called("oleg-s", "Олег С.")
    await swallows.send("oleg-s", "Олег С.", "Это я", phone="+79031112233")
    await swallows.life.house.until_quiet()
    await swallows.until_called("oleg-s", "Олег С.")
    swallows.command("roster", "link", "+7 903 111-22-33", "sandbox", "oleg-s")
    await swallows.until_called("oleg-s", "Олег (папа Даши)")


async def test_a_guardian_whom_a_block_keeps_from_the_child_is_told_of_and_leaves_by_a_command(
    swallows: Swallows, valentina: Element, tmp_path: Path
) -> None:
    staff = await valentina.house.room(valentina.token, "sad24-staff")
    await swallows.send("fedor-b", "Фёдор", "Здравствуйте", phone="+79035556677")
    await swallows.until_called("fedor-b", "Фёдор")
    file = tmp_path / "ограничение.csv"
    file.write_text(WITH_BLOCK, "utf-8")
    swallows.command("roster", "import", str(file))
    swallows.command("roster", "link", "Береговой Фёдор", "sandbox", "fedor-b")
    file.write_text(WITH_BLOCK.replace(";-", ";папа"), "utf-8")
    swallows.command("roster", "import", str(file))

    async def look() -> str | None:
        said = [str(e["content"].get("body")) for e in await valentina.timeline(staff)]
        return next((text for text in said if "uninvite" in text and "папа Б… Ф…" in text), None)

    text = await until(look, "an announcement of the guardian")
    assert "Береговой" not in text
    command = text.partition("!teremok ")[2].split("\n")[0]
    assert "Б… Ф…" in swallows.command("roster", "reach")
    swallows.command(*command.split())

    async def is_out() -> bool:
        return "fedor-b" not in await swallows.life.parent(GROUP, "fedor-b", "Фёдор").members()

    await until(is_out, "the guardian out of the chat")

    async def is_told_no_more() -> bool:
        return command not in swallows.command("roster", "reach")

    await until(is_told_no_more, "nobody left to take out")
