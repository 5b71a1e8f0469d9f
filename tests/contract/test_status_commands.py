"""`teremok status` and `teremok console` tell the truth, whether the house runs or not."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.house import House
from bot.house_settings import Ports
from bot.status import PartState
from rooms.clock import SystemClock
from rooms.storage import accounts
from rooms.storage.accounts import Account
from rooms.storage.database import Store
from tests.support.console import ServedConsole, furnish
from tests.support.ports import free_ports


@pytest.fixture
async def furnished(tmp_path: Path) -> AsyncIterator[tuple[House, ServedConsole]]:
    """A house whose console can be started; its homeserver is not needed."""
    homeserver, sandbox, nothing = free_ports(3)
    house = House.create(
        tmp_path / "data",
        "teremok.test",
        Ports(homeserver=homeserver, console=nothing, sandbox=sandbox),
    )
    store = await Store.open(house.database_url)
    console = ServedConsole(store, SystemClock())
    await furnish(store, SystemClock().now_ms(), name="Коровки\x1b[2J")
    yield house, console
    await store.close()


async def _teremok(house: House, *arguments: str) -> tuple[int, str, str]:
    environment = {**os.environ, "TEREMOK_LANGUAGE": "en", "TEREMOK_DATA": str(house.folder)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        *arguments,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    return process.returncode or 0, said.decode(), complained.decode()


async def test_a_house_that_does_not_run_is_said_to(
    furnished: tuple[House, ServedConsole],
) -> None:
    code, said, _ = await _teremok(furnished[0], "status")
    assert code == 1
    assert said.startswith("The house is not running. Start it: teremok up --data ")
    assert "sandbox hedgehogs, 3 messages wait" in said
    assert "\x1b" not in said
    code, said, _ = await _teremok(furnished[0], "status", "--json")
    whole = json.loads(said)
    assert code == 1
    assert (whole["running"], whole["ok"], whole["parts"]) == (False, False, {})
    assert whole["archive"]["events"] == 1234


async def test_a_running_house_tells_of_every_part(
    furnished: tuple[House, ServedConsole],
) -> None:
    house, console = furnished
    ports = Ports(homeserver=house.ports.homeserver, console=console.port, sandbox=9)
    text = (house.folder / "teremok.yaml").read_text()
    text = text.replace(str(house.ports.console), str(ports.console))
    (house.folder / "teremok.yaml").write_text(text)
    await console.start()
    try:
        code, said, complained = await _teremok(house, "status")
        assert (code, complained) == (0, "")
        assert said.startswith("All is well.")
        assert "✓ gate: works" in said
        console.parts["gate"] = PartState(False, "does not answer")
        await asyncio.sleep(1.1)  # the parts are looked at once a second
        code, said, _ = await _teremok(house, "status", "--json")
        assert code == 1
        assert json.loads(said)["running"] is True
        assert json.loads(said)["parts"]["gate"]["ok"] is False
    finally:
        await console.stop()


async def test_a_link_is_printed_for_an_administrator_only(
    furnished: tuple[House, ServedConsole],
) -> None:
    house, console = furnished
    code, link, _ = await _teremok(house, "console")
    assert code == 0
    assert link.startswith(f"{house.console_url}/login?token=")
    async with console.store.transaction() as connection:
        await accounts.put(connection, Account("@olga:teremok.test", "Ольга", "educator", 0))
    for nobody in ("olga", "nobody"):
        code, said, complained = await _teremok(house, "console", "--user", nobody)
        assert (code, said) == (2, "")
        assert complained == f"teremok: {nobody} is no administrator of this house.\n"


async def test_help_has_an_example(furnished: tuple[House, ServedConsole]) -> None:
    for command in ("status", "console"):
        code, said, _ = await _teremok(furnished[0], command, "--help")
        assert code == 0
        assert f"Example:  teremok {command}" in said
