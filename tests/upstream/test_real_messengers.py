"""The real mautrix-whatsapp and mautrix-telegram in a whole house, without the messengers' servers.

TEREMOK_TEST_MAUTRIX_<NAME>_FORMER, where set, is an earlier release of the same program.
"""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.life import Life
from tests.support.ports import free_port
from tests.support.upstream_programs import upstream_program

FLOWS = {"whatsapp": {"qr", "phone"}, "telegram": {"phone", "qr", "bot"}}
NEEDED = {"whatsapp": (), "telegram": ("network.api_id=12345", "network.api_hash=0123456789abcdef")}


class Real:
    """One of the two bridges in a house of its own."""

    def __init__(self, life: Life, network: str, program: Path) -> None:
        self.life = life
        self.network = network
        self.program = program

    def bridge(self, *words: str) -> str:
        done = self.life.house.command("bridge", *words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def overview(self) -> dict[str, Any]:
        (found,) = json.loads(self.bridge("list", "--json"))
        assert isinstance(found, dict)
        return found


@pytest.fixture(scope="module", params=["whatsapp", "telegram"])
async def real(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Real]:
    """The program that the variable names is added, as an operator adds it."""
    network: str = request.param
    program = upstream_program(network)
    life = await Life.begin(tmp_path_factory.mktemp(network) / "files")
    made = Real(life, network, program)
    try:
        sets = (word for value in NEEDED[network] for word in ("--set", value))
        made.bridge(
            *("add", network, "--program", str(program), "--port", str(free_port())),
            *sets,
        )
        yield made
    finally:
        await life.house.down()


async def test_it_starts_on_the_configuration_that_we_wrote(real: Real) -> None:
    overview = real.overview()
    assert overview["works"] is True
    assert overview["accounts"] == []
    assert overview["ended"] == 0
    await real.life.house.until_well()
    async with real.life.house.session.get(f"{real.life.house.console_url}/healthz") as answer:
        health = await answer.json()
    assert health[overview["title"]]["ok"] is True
    assert overview["version"] in health[overview["title"]]["detail"]


def test_its_bot_answers_ours(real: Real) -> None:
    words = real.bridge("command", real.network, "help")
    for command in ("login", "set-relay", "bridge", "unbridge"):
        assert command in words


def test_the_ways_to_log_in_are_told(real: Real) -> None:
    done = real.life.house.command("bridge", "login", real.network)
    assert done.returncode == 2
    for flow in FLOWS[real.network]:
        assert flow in done.stderr


def test_a_log_in_without_the_network_ends_with_a_clear_word(real: Real) -> None:
    """The machine of the tests does not reach the messengers."""
    for _ in range(2):
        done = real.life.house.command(
            *("bridge", "login", real.network, "--flow", "qr"),
        )
        assert done.returncode == 2, done.stdout
        (line,) = done.stderr.strip().splitlines()
        assert "Traceback" not in line
        assert "не" in line.lower()
    overview = real.overview()
    assert overview["works"] is True
    assert overview["accounts"] == []


def test_there_are_no_chats_before_an_account_is_linked(real: Real) -> None:
    done = real.life.house.command("bridge", "chats", real.network)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_earlier_release_and_the_present_one_take_over_from_each_other(
    real: Real,
) -> None:
    variable = f"TEREMOK_TEST_MAUTRIX_{real.network.upper()}_FORMER"
    former = os.environ.get(variable)
    if not former:
        pytest.skip(f"{variable} does not say where an earlier release is")
    present = real.overview()["version"]
    place = real.life.house.folder / "bridges" / real.network
    real.bridge("command", real.network, "version")
    tried = real.life.house.command("bridge", "upgrade", real.network, "--program", former)
    overview = real.overview()
    assert overview["works"] is True, tried.stderr
    if tried.returncode:
        # The earlier one does not know the tables of the present one: all is as before.
        assert overview["version"] == present
        assert len(tried.stderr.strip().splitlines()) == 1
    else:
        assert overview["version"] != present
        real.bridge("upgrade", real.network, "--program", str(real.program))
        assert real.overview()["version"] == present
    assert real.overview()["works"] is True
    assert len(list(place.glob("programs/*/*"))) <= 2
    assert "help" in real.bridge("command", real.network, "help")
