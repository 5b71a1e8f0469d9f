"""`teremok bridge login` in every way that takes more than scanning, in a whole house.

The house and the bridge framework are real, the messengers are a simulation.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.bridged_house import BridgedHouse
from tests.support.terminal import Terminal
from tests.support.upstream import Kind
from tests.support.waiting import until
from tests.upstream.test_logins import passkey_answer

TELEGRAM = "fi.mau.telegram.login"


@pytest.fixture(scope="module")
async def house(
    network_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BridgedHouse]:
    folder = tmp_path_factory.mktemp("logins")
    running = await BridgedHouse.begin(folder / "files", network_programs)
    try:
        yield running
    finally:
        await running.end()


async def log_in(house: BridgedHouse, kind: Kind, *words: str) -> tuple[int, str]:
    """The command to its end: exit code, and what it said."""
    done = await asyncio.to_thread(
        house.life.house.command, "bridge", "login", kind, "--json", *words
    )
    return done.returncode, done.stdout + done.stderr


def at_terminal(house: BridgedHouse, kind: Kind, flow: str, *words: str) -> Terminal:
    """The command with somebody who can be asked."""
    return Terminal.begin(house.life.house, "bridge", "login", kind, "--flow", flow, *words)


async def accounts(house: BridgedHouse, kind: Kind) -> dict[str, str]:
    (bridge,) = [each for each in await house.status() if each["network"] == kind]
    return {each["id"]: each["state"] for each in bridge["accounts"]}


async def is_connected(house: BridgedHouse, kind: Kind, account: str) -> None:
    """Wait until the status shows that an account is."""

    async def look() -> bool:
        return (await accounts(house, kind)).get(account) == "CONNECTED"

    await until(look, f"{account} connected", pause=1.0)


async def test_whatsapp_by_a_pairing_code(house: BridgedHouse) -> None:
    phone = "+49170000001"
    account = await house.networks["whatsapp"].account("Kita", phone)
    login = await house.begin_login(
        "whatsapp", "--flow", "phone", "--answer", f"phone_number={phone}"
    )
    await house.networks["whatsapp"].scan(account, login.code)
    told = json.loads((await login.done())[-1])
    assert (told["account"], told["state"]) == (account, "CONNECTED")
    await is_connected(house, "whatsapp", account)


async def test_whatsapp_wants_a_passkey_and_says_what_to_answer(house: BridgedHouse) -> None:
    phone = "+49170000002"
    account = await house.networks["whatsapp"].account("Kita", phone, passkey=True)
    login = await house.begin_login("whatsapp", "--flow", "qr")
    await house.networks["whatsapp"].scan(account, login.code)
    told = "\n".join(await login.done())
    assert "--answer passkey=" in told
    assert account not in await accounts(house, "whatsapp")


async def test_a_passkey_that_answers_something_else_ends_it_clearly(house: BridgedHouse) -> None:
    phone = "+49170000003"
    account = await house.networks["whatsapp"].account("Kita", phone, passkey=True)
    answer = json.dumps(passkey_answer("c29tZXRoaW5nIGVsc2U"))
    login = await house.begin_login("whatsapp", "--flow", "qr", "--answer", f"passkey={answer}")
    await house.networks["whatsapp"].scan(account, login.code)
    (line,) = [line for line in await login.done() if not line.startswith("{")]
    assert "Traceback" not in line
    assert account not in await accounts(house, "whatsapp")


async def test_a_passkey_is_asked_for_at_the_terminal(house: BridgedHouse) -> None:
    """What the browser answers depends on the question: nobody can write it beforehand."""
    phone, network = "+49170000004", house.networks["whatsapp"]
    account = await network.account("Kita", phone, passkey=True)
    terminal = at_terminal(house, "whatsapp", "phone")
    await terminal.shows("Phone number: ")
    terminal.types(phone)
    await network.scan(account, (await terminal.shows(r"^ {4}(\S{4}-\S{4})$"))[1])
    options = json.loads((await terminal.shows(r"^\}\)\((\{.*\})\)$"))[1])
    await terminal.shows(": $")
    terminal.types(json.dumps(passkey_answer(options["challenge"])))
    assert await terminal.ends() == 0, terminal.said
    await is_connected(house, "whatsapp", account)


async def test_telegram_by_number_code_and_password(house: BridgedHouse) -> None:
    phone, network = "+49170000005", house.networks["telegram"]
    account = await network.account("Kita", phone, password="parrot")
    number = ("--answer", f"{TELEGRAM}.phone_number={phone}")
    terminal = at_terminal(house, "telegram", "phone", *number)
    await terminal.shows(r"(?i)code.*: $")
    terminal.types("00000")
    await terminal.shows(r"(?i)code.*: $")
    terminal.types((await network.phone(account))["code"])
    await terminal.shows(r"(?i)password.*: $")
    terminal.types("parrots")
    await terminal.shows(r"(?i)password.*: $")
    terminal.types("parrot")
    assert await terminal.ends() == 0, terminal.said
    assert "parrot" not in terminal.said, "passwords are not shown"
    await is_connected(house, "telegram", account)


async def test_without_anybody_to_ask_it_says_what_is_missing(house: BridgedHouse) -> None:
    phone = "+49170000006"
    account = await house.networks["telegram"].account("Kita", phone)
    number = ("--answer", f"{TELEGRAM}.phone_number={phone}")
    code, said = await log_in(house, "telegram", "--flow", "phone", *number)
    assert code == 2, said
    assert f"--answer {TELEGRAM}.code=…" in said
    assert account not in await accounts(house, "telegram")


async def test_a_password_that_is_given_beforehand(house: BridgedHouse) -> None:
    phone, network = "+49170000007", house.networks["telegram"]
    account = await network.account("Kita", phone, password="parrot")
    password = ("--answer", f"{TELEGRAM}.password=parrot")
    login = await house.begin_login("telegram", "--flow", "qr", *password, "--answer", "nick=x")
    await network.scan(account, login.code)
    said = await login.done()
    told = json.loads(said[-1])
    assert (told["account"], told["state"]) == (account, "CONNECTED")
    assert any("nick" in line for line in said[:-1]), "nobody asked for it"
