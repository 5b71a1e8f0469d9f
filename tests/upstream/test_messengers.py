"""A whole house with WhatsApp and Telegram: the house, the bridge framework and the homeserver are
real, the two messengers are a simulation.
"""

import json
import re
import shlex
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.bridged_house import BRIDGES, BridgedHouse
from tests.support.element import Event
from tests.support.upstream import Kind
from tests.support.upstream_network import Json
from tests.support.waiting import until

ROOM = "ladybirds"


@pytest.fixture(scope="module")
async def house(
    network_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BridgedHouse]:
    """Both messengers' groups are plumbed into one group's room."""
    folder = tmp_path_factory.mktemp("messengers")
    running = await BridgedHouse.begin(folder / "files", network_programs)
    try:
        for kind in BRIDGES:
            await running.link(kind)
            await running.group(kind, ROOM, "Божьи коровки")
        yield running
    finally:
        await running.end()


@pytest.fixture
def kind(either: Kind) -> Kind:
    return either


async def texts(house: BridgedHouse, kind: str) -> list[str]:
    told = await house.networks[kind].messages(house.chats[kind])
    return [message.get("text", "") for message in told]


async def health_says(house: BridgedHouse, title: str, words: str) -> None:
    """Wait until /healthz says that of a bridge; the house stands without it."""
    running = house.life.house

    async def look() -> bool:
        async with running.session.get(f"{running.console_url}/healthz") as answer:
            shown = await answer.json()
            return answer.status == 200 and bool(shown[title]["words"] == words)

    await until(look, f"{title}: {words}")


async def writes(house: BridgedHouse, kind: Kind, text: str) -> tuple[str, Event]:
    """The parent of that messenger writes; the message's id, and the event in the room."""
    chat = house.chats[kind]
    message = await house.networks[kind].write(chat, house.parents[chat], text)
    return message, await house.life.anna.sees_text(house.life.rooms[ROOM], text)


async def test_both_are_listed_as_connected(house: BridgedHouse) -> None:
    async def look() -> bool:
        told = json.dumps(await house.status())
        return all(account in told for account in house.accounts.values())

    await until(look, "both accounts in the status", pause=1.0)


async def test_the_chats_of_an_account_are_listed(house: BridgedHouse, kind: Kind) -> None:
    other = await house.networks[kind].group("Ёжики", house.accounts[kind])
    told = json.loads(await house.teremok("chats", kind, "--json"))
    listed = {row["id"] for row in told}
    assert {house.chats[kind], other["id"]} <= listed


async def test_parents_of_both_messengers_read_each_other_and_the_staff(
    house: BridgedHouse,
) -> None:
    await writes(house, "whatsapp", "Привет из WhatsApp")
    await house.networks["telegram"].gets(house.chats["telegram"], "Привет из WhatsApp")
    await writes(house, "telegram", "Привет из Telegram")
    await house.networks["whatsapp"].gets(house.chats["whatsapp"], "Привет из Telegram")
    await house.life.anna.write(house.life.rooms[ROOM], "Завтра прогулка")
    for kind in BRIDGES:
        await house.networks[kind].gets(house.chats[kind], "Завтра прогулка")
    await house.life.house.until_quiet()
    for kind in BRIDGES:
        told = await texts(house, kind)
        for words in ("Привет из WhatsApp", "Привет из Telegram", "Завтра прогулка"):
            found = [text for text in told if words in text]
            assert len(found) == 1, (kind, words, told)
        staff = next(text for text in told if "Завтра прогулка" in text)
        assert "Анна Сергеевна" in staff


async def test_the_room_keeps_its_name_and_powers(house: BridgedHouse) -> None:
    anna, room = house.life.anna, house.life.rooms[ROOM]
    assert (await anna.state(room, "m.room.name"))["name"] == f"Группа {ROOM}"
    levels = await anna.state(room, "m.room.power_levels")
    for kind in BRIDGES:
        bot = f"@{kind}bot:{house.life.house.server_name}"
        assert levels["users"][bot] == 50


async def test_the_regulation_deletes_in_the_messenger(house: BridgedHouse, kind: Kind) -> None:
    network, chat = house.networks[kind], house.chats[kind]
    await network.role(chat, house.accounts[kind], "admin")
    clause = {
        "id": "3.4",
        "text": "Пишите коротко.",
        "rule": "length",
        "with": {"characters": 300},
        "action": "refuse",
    }
    await house.life.put_in_force(clause)
    message = await network.write(chat, house.parents[chat], "длинно " * 50)

    async def look() -> bool:
        told = await network.messages(chat)
        return any(each["id"] == message and each.get("deleted") for each in told)

    await until(look, "the deletion in the messenger")
    await house.life.put_in_force()


async def test_a_deletion_that_the_messenger_refuses_is_shown_to_duty(
    house: BridgedHouse, kind: Kind
) -> None:
    network, chat = house.networks[kind], house.chats[kind]
    await network.role(chat, house.accounts[kind], "member")
    _, event = await writes(house, kind, f"Не удалить в {kind}")
    before = len(await house.duty())
    valentina, room = house.life.valentina, house.life.rooms[ROOM]
    await valentina.call("PUT", f"/rooms/{room}/redact/{event['event_id']}/no-{kind}", {})
    await house.duty_hears(after=before)
    told = await network.messages(chat)
    assert not any(each.get("deleted") for each in told if f"Не удалить в {kind}" in each["text"])


async def test_a_text_longer_than_the_network_takes_arrives_whole(house: BridgedHouse) -> None:
    words = " ".join(f"слово{number}" for number in range(700))
    await house.life.anna.write(house.life.rooms[ROOM], words)
    await house.networks["telegram"].gets(house.chats["telegram"], "слово699")
    told = [text for text in await texts(house, "telegram") if "слово" in text]
    assert told[0].endswith("[long message cut off]"), "what the bridge itself makes of it"
    assert all("cut off" not in text for text in told[1:])
    assert all(f"слово{number} " in " ".join(told) + " " for number in range(700))


async def test_a_location_has_its_author(house: BridgedHouse) -> None:
    place = {"msgtype": "m.location", "body": "Зоопарк", "geo_uri": "geo:55.76,37.58"}
    await house.life.anna.send(house.life.rooms[ROOM], place)

    async def look() -> Json | None:
        told = await house.networks["telegram"].messages(house.chats["telegram"])
        return next((each for each in told if each["kind"] == "location"), None)

    await until(look, "the place")

    async def author() -> bool:
        told = await texts(house, "telegram")
        return any("Анна Сергеевна" in text for text in told[-2:])

    await until(author, "whose place it is")


async def test_what_failed_while_the_network_was_away_comes_once_and_in_order(
    house: BridgedHouse, kind: Kind
) -> None:
    network, room = house.networks[kind], house.life.rooms[ROOM]
    await network.weather(away=True)
    anna = house.life.anna
    said = {await anna.write(room, f"Без связи {kind} {number}") for number in range(3)}
    await _failed(house, room, said)
    await network.weather()
    await network.gets(house.chats[kind], f"Без связи {kind} 2")
    await house.life.house.until_quiet()
    told = [text for text in await texts(house, kind) if f"Без связи {kind}" in text]
    assert [text[-1] for text in told] == ["0", "1", "2"]


async def _failed(house: BridgedHouse, room: str, said: set[str]) -> None:
    async def look() -> bool:
        failed = {
            event["content"]["m.relates_to"]["event_id"]
            for event in await house.life.anna.timeline(room)
            if event["type"] == "com.beeper.message_send_status"
            and event["content"].get("status") == "FAIL_RETRIABLE"
        }
        return said <= failed

    await until(look, "the failures")


async def test_what_a_parents_poll_has_come_to_is_in_the_archive(
    house: BridgedHouse, tmp_path: Path
) -> None:
    network, chat = house.networks["whatsapp"], house.chats["whatsapp"]
    other = await network.person("Папа Игорь", "+491700099")
    await network.role(chat, other, "member")
    question = {"question": "Куда идём?", "options": ["В парк", "В театр"], "choices": 1}
    poll = await network.write(chat, house.parents[chat], kind="poll", poll=question)
    await network.vote(poll, house.parents[chat], "В парк")
    await network.vote(poll, other, "В парк")
    await network.vote(poll, house.parents[chat], "В театр")

    async def look() -> bool:
        path = tmp_path / "room.zip"
        words = ("archive", "export", "--room", ROOM, "--out", str(path), "--force")
        assert house.life.house.command(*words).returncode == 0
        with zipfile.ZipFile(path) as whole:
            page = whole.read("index.html").decode()
        votes = re.findall(r"<li><b>(\d)</b> <span[^>]*>([^<]+)</span> <small[^>]*>([^<]+)<", page)
        return votes == [
            ("1", "В парк", "Папа Игорь"),
            ("1", "В театр", "Мама Божьи коровки"),
        ]

    await until(look, "the votes in the archive", pause=1.0)


async def test_a_phone_that_is_offline_is_told_once_and_its_return(house: BridgedHouse) -> None:
    network, account = house.networks["whatsapp"], house.accounts["whatsapp"]
    before = len(await house.duty())
    await network.befall(account, "phone-offline")
    told = await house.duty_hears("🟠", after=before)
    await health_says(house, "WhatsApp", "the phone has been offline for days")
    (shown,) = json.loads(await house.teremok("status", "whatsapp", "--json", well=False))
    (kept,) = (each for each in shown["accounts"] if each["id"] == account)
    assert kept["condition"] == "phone"
    assert kept["since"] > 0
    await network.befall(account, "phone-seen")
    await house.duty_hears("✅", after=before)
    await health_says(house, "WhatsApp", "works")
    again = [text for text in (await house.duty())[before:] if text == told]
    assert len(again) == 1


@pytest.mark.parametrize("condition", ["temporary-ban", "logged-out"])
async def test_an_account_that_is_lost_is_told_once_and_linked_again(
    house: BridgedHouse, kind: Kind, condition: str
) -> None:
    network, account = house.networks[kind], house.accounts[kind]
    before = len(await house.duty())
    await network.befall(account, condition, "until tomorrow")
    told = await house.duty_hears("🔴", after=before)
    if condition == "logged-out":
        assert f"teremok bridge login {kind}" in told
    await network.befall(account, "pardoned")
    login = await house.begin_login(kind, "--flow", "qr", "--again", account)
    await network.scan(account, login.code)
    await login.done()
    await house.duty_hears("✅", after=before)
    lost = [text for text in (await house.duty())[before:] if "🔴" in text]
    assert lost == [told]
    await house.life.anna.write(house.life.rooms[ROOM], f"Снова после {condition} {kind}")
    await network.gets(house.chats[kind], f"Снова после {condition} {kind}")
    await writes(house, kind, f"И обратно после {condition} {kind}")


async def test_a_private_message_to_the_schools_account_is_not_swallowed(
    house: BridgedHouse, kind: Kind
) -> None:
    before = len(await house.duty())
    parent = house.parents[house.chats[kind]]
    await house.networks[kind].write_privately(house.accounts[kind], parent, "Только вам")
    title = {"whatsapp": "WhatsApp", "telegram": "Telegram"}[kind]
    await house.duty_hears(title, after=before)


async def test_a_small_group_of_telegram_becomes_a_large_one_in_the_same_room(
    house: BridgedHouse,
) -> None:
    network, account = house.networks["telegram"], house.accounts["telegram"]
    small = await network.group("Малая", account, small=True)
    told = await house.teremok("plumb", "swallows", "telegram", small["id"])
    advised = told[told.index("teremok bridge command") :].splitlines()[0]
    await house.teremok(*shlex.split(advised)[2:])

    async def look() -> Json | None:
        told = [chat for bridge in await house.status() for chat in bridge["chats"]]
        large = (c for c in told if c["asked"] == small["id"] and c["chat"].startswith("channel:"))
        return next(large, None)

    chat = (await until(look, "the large group in its room", pause=1.0))["chat"]
    await house.life.anna.write(house.life.rooms["swallows"], "Теперь большая")
    await network.gets(chat, "Теперь большая")


async def test_a_program_that_refuses_the_data_late_is_soon_given_up(
    house: BridgedHouse, kind: Kind, tmp_path: Path
) -> None:
    """Beside everything it comes up; where the homeserver is there, it ends."""

    async def bridge() -> Json:
        return next(each for each in await house.status() if each["network"] == kind)

    before = await bridge()
    folder = house.life.house.folder / "bridges" / kind
    (real,) = folder.glob("programs/*/*")
    other = tmp_path / real.name
    ends = f'[ "$1" = -n ] && [ "$3" = {folder / "config.yaml"} ] && exit 15\n'
    other.write_text(f'#!/bin/sh\n{ends}exec {real} "$@"\n')
    other.chmod(0o755)
    told = await house.teremok("upgrade", kind, "--program", str(other), well=False)
    assert "teremok bridge logs" in told
    after = await bridge()
    assert (after["works"], after["version"]) == (True, before["version"])
    assert {each["id"] for each in after["accounts"]} == {house.accounts[kind]}
    assert after["ended"] - before["ended"] <= 4
    await writes(house, kind, f"И после этого {kind}")


async def test_the_account_leaves_the_group_and_the_room_keeps_its_people(
    house: BridgedHouse, kind: Kind
) -> None:
    network = house.networks[kind]
    chat = await house.group(kind, "hedgehogs", f"Ёжики {kind}")
    room = house.life.rooms["hedgehogs"]
    people = {house.life.anna.user_id, house.life.valentina.user_id}
    await network.role(chat, house.accounts[kind], "gone")

    async def look() -> bool:
        members = set(await house.life.valentina.members(room))
        return f"@{kind}bot:{house.life.house.server_name}" not in members

    await until(look, "that the bridge's bot has left")

    async def back() -> bool:
        return people <= set(await house.life.valentina.members(room))

    await until(back, "all of the staff in the room")
