"""A whole house with simulated messengers added by `teremok bridge`, as an operator adds real ones.

A simulation of the networks, on the real bridge framework: tests/upstream/network/README.md.
"""

import asyncio
import json
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.element import Event
from tests.support.house import TEREMOK
from tests.support.life import COMMUNITY, Life
from tests.support.ports import free_port
from tests.support.upstream import Kind
from tests.support.upstream_network import Json, SimulatedNetwork
from tests.support.waiting import until

BRIDGES: tuple[Kind, ...] = ("whatsapp", "telegram")
NEEDED = {"telegram": ("network.api_id=12345", "network.api_hash=abcdef")}
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
        kinds: Iterable[Kind] = BRIDGES,
    ) -> "BridgedHouse":
        """Start the house, add the bridges; nothing is linked yet.

        `prepare` makes the house's folder before.
        """
        networks: dict[str, SimulatedNetwork] = {
            kind: SimulatedNetwork(programs, kind) for kind in kinds
        }
        for network in networks.values():
            network.start()
        house = cls(await Life.begin(folder, prepare, institution), networks)
        try:
            for kind in kinds:
                values = (f"network.messenger={networks[kind].url}", *NEEDED.get(kind, ()))
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

    async def link_by_cookies(self, kind: Kind, name: str = "Kita", *words: str) -> str:
        """Link a new account by what a browser has, from the command line; gives its id."""
        network = self.networks[kind]
        account = await network.account(name, "")
        await self.log_in_by_cookies(kind, account, *words)
        self.accounts[kind] = account
        return account

    async def log_in_by_cookies(
        self, kind: Kind, account: str, *words: str, well: bool = True
    ) -> str:
        """Log an account in with the cookies that it has now; gives what was printed."""
        cookies = (await self.networks[kind].phone(account))["cookies"]
        answers = [word for each in cookies.items() for word in ("--answer", "=".join(each))]
        return await self.teremok("login", kind, "--json", *words, *answers, well=well)

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
        """`teremok bridge status --json`, whether all is well or not."""
        done = await asyncio.to_thread(self.life.house.command, "bridge", "status", "--json")
        told: list[Json] = json.loads(done.stdout)
        return told

    async def duty(self) -> list[str]:
        """What the staff's room has been told by the bot, oldest first."""
        return self._told(await self.life.valentina.timeline(await self._staff_room()))

    async def _staff_room(self) -> str:
        return await self.life.house.room(self.life.valentina.token, "sad24-staff")

    def _told(self, events: Iterable[Event]) -> list[str]:
        bot = self.life.house.house.bot_id
        return [
            str(event["content"].get("body"))
            for event in events
            if event["sender"] == bot and event["type"] == "m.room.message"
        ]

    async def duty_hears(self, *words: str, after: int = 0) -> str:
        """Wait until the staff's room is told something with all these words in it."""

        news = self.life.valentina.news(await self._staff_room())
        told: list[str] = []

        async def look() -> str | None:
            told.extend(self._told(await news.read()))
            fitting = (text for text in told[after:] if all(word in text for word in words))
            return next(fitting, None)

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
