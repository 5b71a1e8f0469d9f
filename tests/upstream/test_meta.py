"""A whole house with Facebook and Instagram, whose bridges are much alike.

The house, the bridge framework and the homeserver are real, the two networks are a simulation.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.bridged_house import BridgedHouse
from tests.support.turns import in_turn
from tests.support.upstream import Kind
from tests.support.upstream_network import Json
from tests.support.waiting import until

META: tuple[Kind, ...] = ("facebook", "instagram")
ROOM = "ladybirds"
PIXEL = b"\x89PNG\r\n\x1a\n"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is the same in both is tried in one of them, in turn."""
    if "kind" in metafunc.fixturenames and not list(
        metafunc.definition.iter_markers("parametrize")
    ):
        metafunc.parametrize("kind", [in_turn(metafunc, META)])


both = pytest.mark.parametrize("kind", META)


@pytest.fixture(scope="module")
async def house(
    network_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BridgedHouse]:
    """A group of each is plumbed into one room."""
    folder = tmp_path_factory.mktemp("meta")
    running = await BridgedHouse.begin(folder / "files", network_programs, kinds=META)
    try:
        await running.link_by_cookies("facebook", "Kita", "--flow", "facebook")
        await running.link_by_cookies("instagram")
        for kind in META:
            await running.group(kind, ROOM, "Божьи коровки")
        yield running
    finally:
        await running.end()


async def written(house: BridgedHouse, kind: Kind, text: str) -> tuple[str, str]:
    """The parent writes; the message's id and the event's."""
    chat = house.chats[kind]
    message = await house.networks[kind].write(chat, house.parents[chat], text)
    event = await house.life.anna.sees_text(house.life.rooms[ROOM], text)
    return message, str(event["event_id"])


async def gets(house: BridgedHouse, kind: Kind, text: str) -> Json:
    return await house.networks[kind].gets(house.chats[kind], text)


async def message(house: BridgedHouse, kind: Kind, message_id: str) -> Json:
    told = await house.networks[kind].messages(house.chats[kind])
    return next(each for each in told if each["id"] == message_id)


async def sends_file(house: BridgedHouse, name: str, **content: Any) -> None:
    anna = house.life.anna
    mimetype = str(content.pop("mimetype"))
    url = await anna.upload(PIXEL, mimetype, name)
    info = {"mimetype": mimetype, "size": len(PIXEL)}
    said = {"body": name, "filename": name, "url": url, "info": info, **content}
    await anna.send(house.life.rooms[ROOM], said)


async def arrives(house: BridgedHouse, kind: Kind, sort: str, name: str) -> Json:
    async def look() -> Json | None:
        told = await house.networks[kind].messages(house.chats[kind])
        files = [each for each in told if each["kind"] == sort and each["file"]["name"] == name]
        return files[0] if files else None

    return await until(look, f"the {sort} {name} in {kind}")


# --- the account ----------------------------------------------------------------------------------


async def test_what_is_needed_to_log_in_is_said(house: BridgedHouse) -> None:
    told = await house.teremok("login", "instagram", "--json", well=False)
    for name in ("sessionid", "csrftoken", "ds_user_id", "mid", "ig_did"):
        assert f"--answer {name}=" in told
    told = await house.teremok("login", "facebook", "--json", well=False)
    assert told.index("facebook:") < told.index("messenger:"), "the better way first"


async def test_cookies_that_are_not_taken_are_explained(house: BridgedHouse, kind: Kind) -> None:
    network = house.networks[kind]
    account = await network.account("Neu", "")
    flow = ("--flow", kind)
    cookies = (await network.phone(account))["cookies"]
    wrong = [word for name in cookies for word in ("--answer", f"{name}=old")]
    told = await house.teremok("login", kind, *flow, "--json", *wrong, well=False)
    assert "Возьмите в браузере новые" in told
    await network.befall(account, "checkpoint-required")
    told = await house.log_in_by_cookies(kind, account, *flow, well=False)
    assert "хочет подтверждения аккаунта" in told


# --- chats ----------------------------------------------------------------------------------------


@both
async def test_private_chats_are_listed_and_plumbed_nowhere(
    house: BridgedHouse, kind: Kind
) -> None:
    network, account = house.networks[kind], house.accounts[kind]
    parent = await network.person("Inge")
    before = len(await house.duty())
    await network.write_privately(account, parent, "Только вам")
    await house.duty_hears({"facebook": "Facebook", "instagram": "Instagram"}[kind], after=before)
    told = json.loads(await house.teremok("chats", kind, "--json"))
    assert house.chats[kind] in {row["id"] for row in told}
    assert parent not in {row["id"] for row in told}
    assert "личный чат" in await house.teremok("plumb", "hedgehogs", kind, parent, well=False)


async def test_a_chat_that_is_in_another_room_already_is_told_by_its_name(
    house: BridgedHouse, kind: Kind
) -> None:
    told = await house.teremok("plumb", "hedgehogs", kind, house.chats[kind], well=False)
    assert f"Чат уже подключён к другой комнате (Группа {ROOM})" in told


async def test_a_group_that_facebook_does_not_show_is_explained(house: BridgedHouse) -> None:
    for kind in META:
        group = await house.networks[kind].group("Ёжики", house.accounts[kind], plain=True)
        is_shown = kind == "instagram"
        told = await house.teremok("plumb", "hedgehogs", kind, group["id"], well=is_shown)
        assert ("сквозным шифрованием" in told) is not is_shown


# --- what crosses ---------------------------------------------------------------------------------


@both
async def test_texts_answers_and_changes_cross_under_names(house: BridgedHouse, kind: Kind) -> None:
    _, asked = await written(house, kind, f"Когда прогулка, {kind}?")
    anna, room = house.life.anna, house.life.rooms[ROOM]
    answer = {"m.in_reply_to": {"event_id": asked}}
    text = {"msgtype": "m.text", "body": f"В десять, {kind}"}
    sent = await anna.send(room, {**text, "m.relates_to": answer})
    there = await gets(house, kind, f"В десять, {kind}")
    assert "Анна Сергеевна" in there["text"]
    assert there["reply_to"]
    changed = {"msgtype": "m.text", "body": f"В одиннадцать, {kind}"}
    edit = {"rel_type": "m.replace", "event_id": sent}
    await anna.send(room, {**changed, "m.new_content": changed, "m.relates_to": edit})
    assert (await gets(house, kind, f"В одиннадцать, {kind}"))["id"] == there["id"]


async def test_a_photo_says_whose_it_is(house: BridgedHouse) -> None:
    words = {"msgtype": "m.image", "mimetype": "image/png", "filename": "walk.png"}
    await sends_file(house, "На прогулке", **words)
    assert "На прогулке" in (await arrives(house, "facebook", "image", "walk.png"))["text"]
    assert not (await arrives(house, "instagram", "image", "walk.png")).get("text")
    said = await gets(house, "instagram", "На прогулке")
    assert "Анна Сергеевна" in said["text"]
    assert "это фото" in said["text"]


@both
async def test_a_voice_message_says_whose_it_is(house: BridgedHouse, kind: Kind) -> None:
    voice = {"msgtype": "m.audio", "mimetype": "audio/ogg", "org.matrix.msc3245.voice": {}}
    await sends_file(house, f"{kind}.ogg", **voice)
    await arrives(house, kind, "voice", f"{kind}.ogg")
    assert "Анна Сергеевна" in (await gets(house, kind, "голосовое"))["text"]


async def test_a_place_arrives_as_an_address(house: BridgedHouse, kind: Kind) -> None:
    place = {"msgtype": "m.location", "body": f"Парк {kind}", "geo_uri": "geo:55.7,37.6"}
    await house.life.anna.send(house.life.rooms[ROOM], place)
    there = await gets(house, kind, f"Парк {kind} https://www.openstreetmap.org/?mlat=55.7")
    assert "Анна Сергеевна" in there["text"]


async def test_what_the_network_does_not_take_is_told_to_its_author(house: BridgedHouse) -> None:
    await sends_file(house, "menu.pdf", msgtype="m.file", mimetype="application/pdf")
    await arrives(house, "facebook", "file", "menu.pdf")
    words = "⚠️ Это не дошло до Instagram: в Instagram такого нет."
    await house.life.anna.sees_text(house.life.rooms[ROOM], words)


async def test_a_poll_of_the_bot_arrives_as_numbered_text(house: BridgedHouse, kind: Kind) -> None:
    asked = ("poll", ROOM, f"Идём, {kind}?", "Да", "Нет")
    assert (await asyncio.to_thread(house.life.house.command, *asked)).returncode == 0
    assert "1. Да\n2. Нет" in (await gets(house, kind, f"Идём, {kind}?"))["text"]


async def test_a_long_text_arrives_in_parts_or_its_author_hears(house: BridgedHouse) -> None:
    text = " ".join(f"слово{number}" for number in range(2500))
    anna, room = house.life.anna, house.life.rooms[ROOM]
    await anna.write(room, text)

    async def look() -> bool:
        told = await house.networks["facebook"].messages(house.chats["facebook"])
        said = " ".join(each.get("text", "") for each in told)
        return "слово0 " in said and "слово2499" in said

    await until(look, "all of it in Facebook")
    await anna.sees_text(room, "⚠️ Это не дошло до Instagram: текст слишком длинный для Instagram.")


@both
async def test_what_was_written_while_the_network_was_away_is_fetched(
    house: BridgedHouse, kind: Kind
) -> None:
    network, chat = house.networks[kind], house.chats[kind]
    await written(house, kind, f"Скоро пропаду, {kind}")
    await network.weather(away=True)

    async def is_away() -> bool:
        return "TRANSIENT_DISCONNECT" in await house.teremok("list", "--json")

    await until(is_away, "the account away", pause=1.0)
    for number in (1, 2):
        await network.write(chat, house.parents[chat], f"Пропущено {number} {kind}")
    await network.weather()
    anna, room = house.life.anna, house.life.rooms[ROOM]
    for number in (1, 2):
        await anna.sees_text(room, f"Пропущено {number} {kind}")
    bodies = [event["content"].get("body", "") for event in await anna.timeline(room)]
    missed = [body for body in bodies if body.startswith("Пропущено") and kind in body]
    assert missed == [f"Пропущено {number} {kind}" for number in (1, 2)], "each once, in order"


# --- deletion -------------------------------------------------------------------------------------


@both
async def test_what_a_parent_wrote_stays_there_and_the_duty_room_is_told(
    house: BridgedHouse, kind: Kind
) -> None:
    there, event = await written(house, kind, f"Ерунда {kind}")
    before = len(await house.duty())
    await house.life.valentina.redact(house.life.rooms[ROOM], event)
    told = await house.duty_hears("может только автор", "Попросите автора", after=before)
    assert "администратором" not in told, "that would not help"
    assert not (await message(house, kind, there)).get("deleted")


async def test_what_staff_wrote_is_deleted_there(house: BridgedHouse, kind: Kind) -> None:
    anna, room = house.life.anna, house.life.rooms[ROOM]
    sent = await anna.write(room, f"Ошибка {kind}")
    there = await gets(house, kind, f"Ошибка {kind}")
    await anna.redact(room, sent)

    async def look() -> bool:
        return bool((await message(house, kind, there["id"])).get("deleted"))

    await until(look, "it deleted")


# --- states ---------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize(
    ("condition", "words", "state"),
    [
        ("cookie-removed", "вышел", "вышел из мессенджера"),
        ("checkpoint-required", "подтверждения", "надо подтвердить на сайте"),
    ],
)
async def test_an_account_that_is_thrown_out_is_told_and_comes_back(
    house: BridgedHouse, kind: Kind, condition: str, words: str, state: str
) -> None:
    network, account = house.networks[kind], house.accounts[kind]
    before = len(await house.duty())
    await network.befall(account, condition)
    told = await house.duty_hears(words, after=before)
    assert f"teremok bridge login {kind}" in told
    assert state in await house.teremok("status", kind, well=False)
    await network.befall(account, "confirmed")
    await house.log_in_by_cookies(kind, account, "--flow", kind)
    await house.duty_hears("✅", after=before)
    await written(house, kind, f"Снова здесь, {condition} {kind}")
    await house.life.anna.write(house.life.rooms[ROOM], f"Рады, {condition} {kind}")
    await gets(house, kind, f"Рады, {condition} {kind}")
