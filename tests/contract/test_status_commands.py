"""`teremok status` and `teremok console` tell the truth, whether the house runs or not."""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.house import House, HouseLock
from bot.house_settings import Ports
from bot.status import PartState
from rooms.clock import SystemClock
from rooms.storage import accounts, queue
from rooms.storage.accounts import Account
from rooms.storage.database import Store
from rooms.storage.queue import Task
from tests.support.console import ServedConsole, furnish
from tests.support.house import TEREMOK, teremok
from tests.support.ports import free_ports
from tests.support.waiting import until


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
    async with store.transaction() as connection:
        await queue.add(connection, Task("asked:1", "expire", {"decision": 1}), 1)
    yield house, console
    await store.close()


async def _teremok(house: House, *words: str) -> tuple[int, str, str]:
    said = {"TEREMOK_LANGUAGE": "en", "TEREMOK_DATA": str(house.folder)}
    done = await asyncio.to_thread(lambda: teremok(*words, **said))
    return done.returncode, done.stdout, done.stderr


async def test_a_house_that_does_not_run_is_said_to(
    furnished: tuple[House, ServedConsole],
) -> None:
    code, said, _ = await _teremok(furnished[0], "status")
    assert code == 1
    assert said.startswith("The house is not running. Start it: teremok up --data ")
    assert "sandbox hedgehogs, 3 messages wait" in said
    assert "\x1b" not in said
    assert "Waiting: 3\nWaiting for a decision: 1\nWaiting for their hour: 0\n" in said
    lock = HouseLock(furnished[0].folder)  # as a `teremok up` whose daemon does not answer yet
    assert (await _teremok(furnished[0], "status"))[1].startswith("Teremok is starting")
    lock.release()
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

        async def is_seen() -> str | None:  # the parts are looked at once a second
            code, said, _ = await _teremok(house, "status", "--json")
            return said if code == 1 else None

        said = await until(is_seen, "the part that does not work")
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


def test_help_has_an_example() -> None:
    # In a process of its own: the words are made when a command is imported.
    english = {**os.environ, "TEREMOK_LANGUAGE": "en"}
    for command in ("status", "console"):
        words = [*TEREMOK, command, "--help"]
        done = subprocess.run(words, env=english, capture_output=True, text=True, check=True)
        assert f"Example:  teremok {command}" in done.stdout
