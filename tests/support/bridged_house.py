"""A whole house with simulated messengers added by `teremok bridge`, as an operator adds real ones.

A simulation of the networks, on the real bridge framework: tests/upstream/network/README.md.
"""

import asyncio
import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.house import TEREMOK
from tests.support.life import COMMUNITY, Life
from tests.support.ports import free_port
from tests.support.upstream import Kind
from tests.support.upstream_network import Json, SimulatedNetwork
from tests.support.waiting import until

BRIDGES: tuple[Kind, ...] = ("whatsapp", "telegram")
NEEDED = {"whatsapp": (), "telegram": ("network.api_id=12345", "network.api_hash=abcdef")}
PATIENCE = 180.0


@dataclass
class BridgedHouse:
    """The house, the messengers, the linked accounts and the plumbed chats, by network."""

    life: Life
    networks: dict[str, SimulatedNetwork]
    accounts: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    chats: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def begin(
        cls,
        folder: Path,
        programs: Path,
        prepare: Callable[[Path], None] | None = None,
        institution: Mapping[str, Any] = COMMUNITY,
    ) -> "BridgedHouse":
        """Start the house, add both bridges; nothing is linked yet.

        `prepare` makes the house's folder before.
        """
        networks: dict[str, SimulatedNetwork] = {
            kind: SimulatedNetwork(programs, kind) for kind in BRIDGES
        }
        for network in networks.values():
            network.start()
        house = cls(await Life.begin(folder, prepare, institution), networks)
        try:
            for kind in BRIDGES:
                values = (f"network.messenger={networks[kind].url}", *NEEDED[kind])
                await house.teremok(
                    *("add", kind, "--program", str(programs / f"simulated-{kind}")),
                    *("--port", str(free_port())),
                    *(word for value in values for word in ("--set", value)),
                )
        except BaseException:
            await house.end()
            raise
        return house

    async def end(self) -> None:
        """End every process."""
        await self.life.house.down()
        for network in self.networks.values():
            network.stop()

    async def teremok(self, *words: str, well: bool = True) -> str:
        """A `teremok bridge` command; gives what it printed, and its complaints."""
        done = await asyncio.to_thread(self.life.house.command, "bridge", *words)
        told = done.stdout + done.stderr
        assert (done.returncode == 0) == well, (words, told)
        return told

    async def link(self, kind: Kind, name: str = "Kita") -> str:
        """Link a new account by QR, from the command line; gives its id."""
        network = self.networks[kind]
        account = await network.account(name, f"+4916000{len(self.accounts):06d}")
        shown = await self.begin_login(kind, "--flow", "qr")
        await network.scan(account, shown.code)
        told = await shown.done()
        assert json.loads(told[-1])["account"] == account, told
        self.accounts[kind] = account
        return account

    async def begin_login(self, kind: Kind, *words: str) -> "Login":
        """`teremok bridge login` in a process of its own, up to the first code that it shows."""
        command = [*TEREMOK, "bridge", "login", kind, "--json", *words]
        process = await asyncio.create_subprocess_exec(
            *command,
            *("--data", str(self.life.house.folder)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        login = Login(process)
        await login.next_code()
        return login

    async def group(self, kind: Kind, key: str, name: str) -> str:
        """A group of the messenger with a parent and our account in it, plumbed; gives its id."""
        network = self.networks[kind]
        parent = await network.person(f"Мама {name}", f"+4917000{len(self.parents):06d}")
        chat = str((await network.group(name, parent, self.accounts[kind]))["id"])
        await self.teremok("plumb", key, kind, chat)
        self.parents[chat], self.chats[kind] = parent, chat
        return chat

    async def status(self) -> list[Json]:
        """`teremok bridge status --json`."""
        told: list[Json] = json.loads(await self.teremok("status", "--json"))
        return told

    async def duty(self) -> list[str]:
        """What the staff's room has been told by the bot, oldest first."""
        valentina, house = self.life.valentina, self.life.house.house
        room = await self.life.house.room(valentina.token, "sad24-staff")
        return [
            str(event["content"].get("body"))
            for event in await valentina.timeline(room)
            if event["sender"] == house.bot_id and event["type"] == "m.room.message"
        ]

    async def duty_hears(self, *words: str, after: int = 0) -> str:
        """Wait until the staff's room is told something with all these words in it."""

        async def look() -> str | None:
            told = (await self.duty())[after:]
            return next((text for text in told if all(word in text for word in words)), None)

        return await until(look, f"the duty room told {words}", PATIENCE)


class Login:
    """A running `teremok bridge login --json`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.code = ""
        self.lines: list[str] = []

    async def next_code(self) -> str:
        """Wait for the next code that it shows."""
        assert self._process.stdout is not None
        while True:
            line = (await self._process.stdout.readline()).decode()
            assert line, f"no code: {self.lines}"
            self.lines.append(line)
            try:
                told: Any = json.loads(line)
            except ValueError:
                continue
            if told.get("show"):
                self.code = str(told["data"])
                return self.code

    async def done(self) -> list[str]:
        """Wait until it ends; gives all that it said."""
        assert self._process.stdout is not None
        rest = (await self._process.stdout.read()).decode()
        await self._process.wait()
        self.lines += rest.splitlines()
        return self.lines
