"""The duty administrator of a whole house: in Element, and the same on the command line."""

import json
from typing import Any

import pytest

from bridges.matrix import MARKER
from tests.support.element import Element
from tests.support.life import Life
from tests.support.phone import Phone
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("nothing_set_aside")


@pytest.fixture
async def staff_room(life: Life) -> str:
    return await life.house.room(life.valentina.token, "sad24-staff")


async def answered(life: Life, user: Element, room: str, command: str) -> str:
    """What the bot says to a command."""
    bot = f"@teremok:{life.house.server_name}"
    event_id = await user.write(room, command)

    async def look() -> str | None:
        timeline = await user.timeline(room)
        place = next(i for i, event in enumerate(timeline) if event["event_id"] == event_id)
        after = timeline[place + 1 :]
        ended = any(
            event["type"] == "m.reaction"
            and event["sender"] == bot
            and event["content"].get("m.relates_to", {}).get("key") in ("✅", "❌")
            and event["content"]["m.relates_to"]["event_id"] == event_id
            for event in after
        )
        # The house may announce other things in the same room.
        mark = f"command:{event_id}:answer-"
        contents = [event["content"] for event in after]
        said = [c for c in contents if str(c.get(MARKER, {}).get("id")).startswith(mark)]
        return str(said[-1].get("m.new_content", said[-1])["body"]) if ended and said else None

    return await until(look, f"an answer to {command}")


async def power(life: Life, room: str, user_id: str) -> int:
    """Somebody's power level."""
    token = life.house.house.secrets.bot_token
    path = f"/_matrix/client/v3/rooms/{room}/state/m.room.power_levels"
    _, levels = await life.house.matrix(token, "GET", path)
    return int(levels["users"].get(user_id, levels.get("users_default", 0)))


async def changes_nothing(life: Life, command: str) -> bool:
    """Whether `plan` or `apply` finds everything as it should be."""
    done = life.house.command(command, "--json")
    return bool(json.loads(done.stdout)["changes"] == 0)


async def test_plan_and_apply_say_in_element_what_they_say_on_the_command_line(
    life: Life, valentina: Element, staff_room: str
) -> None:
    for command in ("plan", "apply"):
        said = await answered(life, valentina, staff_room, f"!teremok {command}")
        assert said.splitlines()[0] == "Всё так, как сказано в файле."
        done = life.house.command(command)
        assert done.returncode == 0, done.stderr
        assert "Всё так, как сказано в файле." in done.stdout


async def test_an_educator_gives_no_commands(life: Life, anna: Element, staff_room: str) -> None:
    said = await answered(life, anna, staff_room, "!teremok room hedgehogs")
    assert said.startswith("Командовать мной могут только")


async def test_a_muted_parent_is_told_so_and_heard_again_afterwards(
    life: Life, valentina: Element, staff_room: str
) -> None:
    zoya, room = life.parent("hedgehogs", "zoya-m", "Зоя М"), life.rooms["hedgehogs"]
    await zoya.write("Доброе утро")
    await valentina.sees_text(room, "Доброе утро")
    said = await answered(
        life, valentina, staff_room, "!teremok mute sandbox/zoya-m в hedgehogs на 2ч"
    )
    assert said.startswith("Зоя М: может читать, но не писать, до ")
    # What the house began to put right before that may still be under way.
    await until(lambda: changes_nothing(life, "apply"), "an apply that changes nothing")
    assert await power(life, room, zoya.ghost) == -1
    await zoya.write("Меня слышно?")
    told = await zoya.sees(lambda m: "лишил вас слова" in m["text"], "an explanation")
    assert "Снова писать можно" in told["text"]
    listed = life.listed("room", "hedgehogs")
    assert [mute["user_id"] for mute in _object(listed)["mutes"]] == [zoya.ghost]
    unmuted = life.house.command("unmute", "sandbox/zoya-m")
    assert unmuted.returncode == 0, unmuted.stderr
    assert unmuted.stdout == "Зоя М: снова может писать. Где: Группа hedgehogs.\n"
    assert await power(life, room, zoya.ghost) == 0

    async def heard_again() -> bool:
        await zoya.write("А теперь?")
        events = await valentina.timeline(room)
        return any(event["content"].get("body") == "А теперь?" for event in events)

    await until(heard_again, "the parent heard again")
    events = await valentina.timeline(room)
    assert not any(event["content"].get("body") == "Меня слышно?" for event in events)


async def test_a_private_talk_reaches_the_parent_and_nobody_else(
    life: Life, valentina: Element, anna: Element, staff_room: str
) -> None:
    lev = life.parent("swallows", "lev-p", "Лев П")
    await lev.write("Можно поговорить?")
    await valentina.sees_text(life.rooms["swallows"], "Можно поговорить?")
    said = await answered(life, valentina, staff_room, "!teremok room open sandbox/lev-p with anna")
    assert said.startswith("Комната «Личная беседа: Лев П» готова")
    talk = await _room_called(anna, "Личная беседа: Лев П")
    assert await _room_called(valentina, "Личная беседа: Лев П") is None
    assert talk is not None
    chat = await until(lambda: _private_chat(life), "the chat of the talk")
    there = Phone(life.house, chat, "lev-p", "Лев П")
    await anna.write(talk, "Конечно, слушаю вас")
    await there.sees_text("Конечно, слушаю вас")
    await there.write("Спасибо!")
    await anna.sees_text(talk, "Спасибо!")
    again = await answered(
        life, valentina, staff_room, "!teremok room open sandbox/lev-p with anna"
    )
    assert again == "Комната «Личная беседа: Лев П» уже есть."


async def test_the_command_line_knows_who_is_who(life: Life) -> None:
    (anna,) = life.listed("who", "anna")
    assert anna["roles"] == ["educator"]
    assert "hedgehogs" in anna["rooms"]
    wrong = life.house.command("room", "hedgehog")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("teremok: Не знаю группы «hedgehog», есть: ")
    assert "Может быть, имеется в виду «hedgehogs»?" in wrong.stderr
    invited = life.house.command("invite", "olga", "hedgehogs")
    assert invited.stdout == "Ольга Николаевна: теперь в комнате «Группа hedgehogs».\n"
    row = _object(life.listed("room", "hedgehogs"))
    (olga,) = [member for member in row["staff"] if member["user_id"].startswith("@olga:")]
    assert olga["guest"] is True
    await until(lambda: changes_nothing(life, "plan"), "a plan that changes nothing")


async def _private_chat(life: Life) -> str | None:
    """The chat of the one private talk; the house opens it soon after the room."""
    chats = [chat["id"] for chat in (await life.house.phone("GET", "/chats"))["chats"]]
    return next((chat for chat in chats if chat.startswith("private-")), None)


async def _room_called(user: Element, name: str) -> str | None:
    """The room of this name that somebody is in."""
    for room in (await user.call("GET", "/joined_rooms"))["joined_rooms"]:
        status, state = await user.ask("GET", f"/rooms/{room}/state/m.room.name")
        if status == 200 and state["name"] == name:
            return str(room)
    return None


def _object(listed: Any) -> dict[str, Any]:
    assert isinstance(listed, dict)
    return listed
