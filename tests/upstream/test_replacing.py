"""An account is lost for good and another one takes its place, in a whole house.

The house, the bridge framework and the homeserver are real, the messengers are a simulation.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.bridged_house import BRIDGES, BridgedHouse
from tests.support.upstream import Kind
from tests.support.waiting import until

FULL = "TEREMOK_SOAK_ROUNDS" in os.environ
"""Each network is tried by `make soak`; they differ little here, and each takes minutes."""
LOST = "🔁"
PATIENCE = 180.0
PAUSE = 1.0
"""Between two looks by a command."""


@pytest.fixture(scope="module")
async def house(
    network_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BridgedHouse]:
    folder = tmp_path_factory.mktemp("replacing")
    running = await BridgedHouse.begin(folder / "files", network_programs)
    try:
        for kind in BRIDGES:
            await running.link(kind)
        yield running
    finally:
        await running.end()


@pytest.fixture(params=BRIDGES if FULL else BRIDGES[:1])
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


async def new_account(house: BridgedHouse, kind: Kind, phone: str) -> str:
    return await house.networks[kind].account(f"Новый {phone[-4:]}", phone)


async def link(house: BridgedHouse, kind: Kind, account: str) -> dict[str, Any]:
    """`teremok bridge login`; what it says at its end."""
    login = await house.begin_login(kind, "--flow", "qr")
    await house.networks[kind].scan(account, login.code)
    told: dict[str, Any] = json.loads((await login.done())[-1])
    assert told["account"] == account
    house.accounts[kind] = account
    return told


async def overview(house: BridgedHouse, kind: Kind) -> dict[str, Any]:
    """`teremok bridge status`, whose exit code is 1 while an account is lost."""
    done = await asyncio.to_thread(house.life.house.command, "bridge", "status", kind, "--json")
    (bridge,) = json.loads(done.stdout)
    assert isinstance(bridge, dict)
    return bridge


async def joins_all(house: BridgedHouse, kind: Kind, account: str) -> None:
    """Somebody adds the account to every chat of the messenger, on the phone."""
    for chat in (await overview(house, kind))["chats"]:
        await house.networks[kind].role(chat["chat"], account, "member")


async def goes_through(house: BridgedHouse, kind: Kind, account: str, chat: str) -> None:
    async def look() -> bool:
        chats = (await overview(house, kind))["chats"]
        return {each["login"] for each in chats if each["chat"] == chat} == {account}

    await until(look, f"{chat} through {account}", PATIENCE, PAUSE)


async def carries(house: BridgedHouse, kind: Kind, key: str, chat: str, words: str) -> None:
    """Both ways, once."""
    network, room = house.networks[kind], house.life.rooms[key]
    await house.life.anna.write(room, f"Туда {words}")
    await network.gets(chat, f"Туда {words}")
    await network.write(chat, house.parents[chat], f"Обратно {words}")
    await house.life.anna.sees_text(room, f"Обратно {words}")
    told = [m["text"] for m in await network.messages(chat) if f"Туда {words}" in m["text"]]
    assert len(told) == 1, told


async def replaced(house: BridgedHouse, title: str, after: int) -> list[str]:
    """What the duty room was told of replacing; waits for the first of it."""
    await house.duty_hears(LOST, title, after=after)
    return [text for text in (await house.duty())[after:] if LOST in text and title in text]


TITLES = {"whatsapp": "WhatsApp", "telegram": "Telegram"}


async def test_after_a_log_in_all_chats_of_the_lost_account_go_through_the_new_one(
    house: BridgedHouse, kind: Kind
) -> None:
    network, former = house.networks[kind], house.accounts[kind]
    chats = {key: await house.group(kind, key, key) for key in ("ladybirds", "hedgehogs")}
    room = house.life.rooms["ladybirds"]
    said = await house.life.anna.write(room, f"Ещё через прежний {kind}")
    await network.gets(chats["ladybirds"], f"Ещё через прежний {kind}")
    account = await new_account(house, kind, "+49161000001")
    for chat in chats.values():
        await network.role(chat, account, "member")
    before = len(await house.duty())
    await network.befall(former, "logged-out")
    await house.duty_hears("🔴", f"teremok bridge login {kind}", after=before)
    told = await link(house, kind, account)
    assert told["taken_over"] == 2, told
    assert told["not_taken_over"] == {}
    for key, chat in chats.items():
        await goes_through(house, kind, account, chat)
        await carries(house, kind, key, chat, f"через нового {kind} {key}")
    (once,) = await replaced(house, TITLES[kind], before)
    assert "2 чата" in once

    async def only_one() -> bool:
        accounts = (await overview(house, kind))["accounts"]
        return [each["id"] for each in accounts] == [account]

    await until(only_one, "the lost account unlinked", PATIENCE, PAUSE)
    await network.role(chats["ladybirds"], account, "admin")
    valentina = house.life.valentina
    await valentina.call("PUT", f"/rooms/{room}/redact/{said}/former-{kind}", {})

    async def deleted() -> bool:
        told = await network.messages(chats["ladybirds"])
        return any(each.get("deleted") for each in told)

    await until(deleted, "what was written before is deleted in the messenger, too")
    assert len(await replaced(house, TITLES[kind], before)) == 1


async def test_the_daemon_plumbs_again_when_the_other_account_is_in_the_chat_at_last(
    house: BridgedHouse, kind: Kind
) -> None:
    network, former = house.networks[kind], house.accounts[kind]
    chat = await house.group(kind, "swallows", f"Ласточки {kind}")
    account = await new_account(house, kind, "+49161000002")
    told = await link(house, kind, account)
    assert told["taken_over"] == 0, "nothing is lost yet"
    before = len(await house.duty())
    await network.befall(former, "logged-out")
    await house.duty_hears("🔴", f"teremok bridge login {kind}", after=before)
    room = house.life.rooms["swallows"]
    people = set(await house.life.valentina.members(room))
    await joins_all(house, kind, account)
    await goes_through(house, kind, account, chat)
    await carries(house, kind, "swallows", chat, f"после потери {kind}")

    async def are_back() -> bool:
        return people <= set(await house.life.valentina.members(room))

    await until(are_back, "everybody in the room", PATIENCE)


async def test_an_account_that_is_in_no_such_chat_takes_over_nothing(house: BridgedHouse) -> None:
    network, former = house.networks["whatsapp"], house.accounts["whatsapp"]
    chat = await house.group("whatsapp", "fireflies", "Светлячки")
    account = await new_account(house, "whatsapp", "+49161000003")
    # Its id comes after the other's, so that commands go on taking the lost one.
    await network.befall(former, "logged-out")

    async def is_lost() -> bool:
        accounts = (await overview(house, "whatsapp"))["accounts"]
        return {each["id"]: each["state"] for each in accounts}[former] != "CONNECTED"

    await until(is_lost, "the account lost", PATIENCE, PAUSE)
    told = await link(house, "whatsapp", account)
    assert told["taken_over"] == 0, told
    assert set(told["not_taken_over"]) >= {"Светлячки"}
    await joins_all(house, "whatsapp", account)
    await goes_through(house, "whatsapp", account, chat)
    await carries(house, "whatsapp", "fireflies", chat, "в конце концов")


async def test_a_small_group_of_telegram_that_belongs_to_the_lost_account(
    house: BridgedHouse,
) -> None:
    network, former = house.networks["telegram"], house.accounts["telegram"]
    parent = await network.person("Мама мала", "+49172000001")
    made = await network.group("Маленькая", parent, former, small=True)
    await house.teremok("plumb", "fireflies", "telegram", made["id"])
    house.parents[made["id"]] = parent
    account = await new_account(house, "telegram", "+49161000004")
    await joins_all(house, "telegram", account)
    await network.befall(former, "logged-out")
    await link(house, "telegram", account)
    await goes_through(house, "telegram", account, made["id"])
    await carries(house, "telegram", "fireflies", made["id"], "в маленькой")
