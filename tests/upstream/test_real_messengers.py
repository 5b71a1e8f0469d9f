"""The real programs to the messengers in a whole house, without the messengers' servers.

TEREMOK_TEST_MAUTRIX_<NAME>_FORMER, where set, is an earlier release of the same program. Each is
told of a proxy where nobody is, so that it reaches no messenger from any machine.
"""

import json
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.house import House
from bot.upstream.watching import rows_of
from tests.support.life import Life
from tests.support.ports import free_port
from tests.support.upstream_programs import upstream_program
from tests.support.waiting import until

NOBODY = "127.0.0.1:9"
PROGRAMS = {"facebook": "meta"}
"""What a program is called, where that is not as its network."""
FLOWS = {
    "whatsapp": {"qr", "phone"},
    "telegram": {"phone", "qr", "bot"},
    "facebook": {"facebook", "messenger"},
    "instagram": {"instagram"},
}
TOLD = {
    "whatsapp": (f"proxy=http://{NOBODY}",),
    "telegram": (
        *("api_id=12345", "api_hash=0123456789abcdef"),
        *("proxy.type=socks5", f"proxy.address={NOBODY}"),
    ),
    "facebook": (f"proxy=http://{NOBODY}",),
    "instagram": (f"proxy=http://{NOBODY}",),
}
COOKIES = {
    "facebook": ("xs", "c_user", "datr"),
    "instagram": ("sessionid", "csrftoken", "ds_user_id", "mid", "ig_did"),
}

CHATS = {
    "whatsapp": "120363041234567890@g.us",
    "telegram": "channel:7",
    "facebook": "7",
    "instagram": "7",
}
ACCOUNT = "77"
UNREACHED = ("не может связаться", "не ответил за", "не смог открыть сайт")


class Real:
    """One of the bridges in a house of its own."""

    def __init__(self, life: Life, network: str, program: Path) -> None:
        self.life = life
        self.network = network
        self.program = program

    def bridge(self, *words: str) -> str:
        done = self.life.house.command("bridge", *words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    @property
    def place(self) -> Path:
        return self.life.house.folder / "bridges" / self.network

    @property
    def database(self) -> Path:
        return self.place / "bridge.db"

    async def chats(self) -> list[str]:
        """All that its database knows."""
        rows = await rows_of(House.open(self.life.house.folder), self.network)
        return [row.id for row in rows]

    async def is_told_of_an_account(self, metadata: str = "{}") -> dict[str, Any]:
        """Rows of a log-in and of a chat, as the framework writes them, and a kill."""
        self.bridge("command", self.network, "version")  # its user is known from then on
        with closing(sqlite3.connect(self.database, timeout=30)) as database, database:
            ((bridge, owner),) = database.execute('SELECT bridge_id, mxid FROM "user"').fetchall()
            database.execute(
                "INSERT INTO user_login (bridge_id, user_mxid, id, remote_name, metadata)"
                " VALUES (?, ?, ?, 'Kita', ?)",
                (bridge, owner, ACCOUNT, metadata),
            )
            database.execute(
                "INSERT INTO portal (bridge_id, id, receiver, name, topic, avatar_id, avatar_hash,"
                " avatar_mxc, name_set, avatar_set, topic_set, in_space, room_type, metadata)"
                " VALUES (?, ?, '', 'Ёжики', '', '', '', '', 0, 0, 0, 0, '', '{}')",
                (bridge, CHATS[self.network]),
            )
        pid = self.overview()["pid"]
        os.kill(pid, signal.SIGKILL)

        async def is_back() -> dict[str, Any] | None:
            overview = self.overview()
            return overview if overview["pid"] not in (pid, None) and overview["accounts"] else None

        return await until(is_back, "the bridge, back with its account")

    def overview(self) -> dict[str, Any]:
        (found,) = json.loads(self.bridge("list", "--json"))
        assert isinstance(found, dict)
        return found


@pytest.fixture(scope="module", params=list(FLOWS))
async def real(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Real]:
    """The program that the variable names is added, as an operator adds it."""
    network: str = request.param
    program = upstream_program(PROGRAMS.get(network, network))
    life = await Life.begin(tmp_path_factory.mktemp(network) / "files")
    made = Real(life, network, program)
    try:
        sets = (word for value in TOLD[network] for word in ("--set", f"network.{value}"))
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
    """Where there is only one, what is needed for it."""
    done = real.life.house.command("bridge", "login", real.network, "--json")
    assert done.returncode == 2
    flows = FLOWS[real.network]
    for word in flows if len(flows) > 1 else COOKIES[real.network]:
        assert word in done.stderr


def test_what_to_take_out_of_the_browser_is_told(real: Real) -> None:
    if real.network not in COOKIES:
        pytest.skip("no browser is needed")
    flow = ("--flow", real.network)
    done = real.life.house.command("bridge", "login", real.network, *flow, "--json")
    assert done.returncode == 2
    for name in COOKIES[real.network]:
        assert f"--answer {name}=" in done.stderr


def test_a_log_in_without_the_network_ends_with_a_clear_word(real: Real) -> None:
    """And can be begun again."""
    cookies = COOKIES.get(real.network, ())
    answers = (word for name in cookies for word in ("--answer", f"{name}=100{name}"))
    flow = real.network if cookies else "qr"
    words = ("bridge", "login", real.network, "--flow", flow, *answers)
    for _ in range(2):
        done = real.life.house.command(*words)
        assert done.returncode == 2, done.stdout
        (line,) = done.stderr.strip().splitlines()
        assert any(word in line for word in UNREACHED), line
    overview = real.overview()
    assert overview["works"] is True
    assert overview["accounts"] == []


def test_there_are_no_chats_before_an_account_is_linked(real: Real) -> None:
    done = real.life.house.command("bridge", "chats", real.network)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


async def test_an_account_that_is_linked_no_more_is_shown_as_that(real: Real) -> None:
    overview = await real.is_told_of_an_account()
    assert [account["id"] for account in overview["accounts"]] == [ACCOUNT]
    assert overview["accounts"][0]["state"] == "BAD_CREDENTIALS"
    assert await real.chats() == [CHATS[real.network]]
    plumbed = real.life.house.command(
        "bridge", "plumb", "ladybirds", real.network, CHATS[real.network]
    )
    assert plumbed.returncode == 2
    assert "BAD_CREDENTIALS" in plumbed.stderr


async def test_an_earlier_release_and_the_present_one_take_over_from_each_other(
    real: Real,
) -> None:
    name = PROGRAMS.get(real.network, real.network).upper()
    variable = f"TEREMOK_TEST_MAUTRIX_{name}_FORMER"
    former = os.environ.get(variable)
    if not former:
        pytest.skip(f"{variable} does not say where an earlier release is")
    present = real.overview()["version"]
    real.bridge("command", real.network, "version")
    tried = real.life.house.command("bridge", "upgrade", real.network, "--program", former)
    overview = real.overview()
    assert overview["works"] is True, tried.stderr
    if tried.returncode:
        # The earlier one does not know the tables of the present one: all is as before.
        assert overview["version"] == present
        (line,) = tried.stderr.strip().splitlines()
        assert "Всё осталось как было" in line
    else:
        assert overview["version"] != present
        real.bridge("upgrade", real.network, "--program", str(real.program))
        assert real.overview()["version"] == present
    overview = real.overview()
    assert overview["works"] is True
    assert [account["id"] for account in overview["accounts"]] == [ACCOUNT]
    assert await real.chats() == [CHATS[real.network]]
    assert len(list(real.place.glob("programs/*/*"))) <= 2
    assert "help" in real.bridge("command", real.network, "help")
