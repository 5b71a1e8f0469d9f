"""A whole house as the user runs it: `teremok up` in a folder of its own."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiohttp
import psutil
from click.testing import CliRunner

from bot.cli import main
from bot.health import FRESH_SECONDS
from bot.house import House
from deploy.parentage import dies_with_parent
from rooms.storage import queue
from rooms.storage.database import Store
from rooms.storage.queue import SET_ASIDE
from tests.support.ports import free_ports

START_SECONDS, STOP_SECONDS = 240, 180
PASSWORD = "the-parrot-is-green-24"
TEREMOK = (sys.executable, "-c", "from bot.cli import main; main()")
"""The command, whatever is installed."""
PROGRAMS = {
    "daemon": "bot.daemon",
    "homeserver": "synapse",
    "sandbox": "bridges.sandbox.messenger",
}
"""What the command line of each child has in it."""
_commands = ThreadPoolExecutor(1)
"""One after the other: each takes the process's own output."""


def teremok(
    *words: str, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in this process: a process of its own takes seconds to start.

    A command runs a loop of its own, so it needs a thread of its own beside the test's.
    """
    runner = CliRunner(env=environment)
    done = _commands.submit(runner.invoke, main, words, input=stdin).result()
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


class RunningHouse:
    """`teremok up` on free ports. `kill("daemon")` is kill -9; the supervisor starts it again."""

    def __init__(self, folder: Path, *, server_name: str = "sad24.test") -> None:
        self.folder = folder
        self.server_name = server_name
        self.ports = free_ports(3)
        self.process: subprocess.Popen[str] | None = None
        self.session = aiohttp.ClientSession()

    @property
    def homeserver_url(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}"

    @property
    def console_url(self) -> str:
        return f"http://127.0.0.1:{self.ports[1]}"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.ports[2]}"

    @property
    def house(self) -> House:
        return House.open(self.folder)

    def command(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a `teremok` command beside the house."""
        return teremok(*words, "--data", str(self.folder), stdin=stdin)

    def start_beside(self) -> subprocess.CompletedProcess[str]:
        """Another `teremok up`, which must end by itself."""
        words = [*TEREMOK, "up", "--data", str(self.folder)]
        return subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)

    async def up(self, *more: str) -> None:
        """Start and wait until every part works."""
        words = [
            *TEREMOK,
            *("up", "--data", str(self.folder)),
            *("--server-name", self.server_name),
            *("--homeserver-port", str(self.ports[0])),
            *("--console-port", str(self.ports[1])),
            *("--sandbox-port", str(self.ports[2])),
            *more,
        ]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder.parent / f"{self.folder.name}.log").open("a") as output:
            self.process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
                preexec_fn=dies_with_parent(),
            )
        await self.until_well()

    async def until_well(self, seconds: float = START_SECONDS) -> None:
        """Wait for 200 at /healthz."""
        await asyncio.sleep(FRESH_SECONDS + 0.1)  # it may speak of the time before a kill
        ends = time.monotonic() + seconds
        last = ""
        while time.monotonic() < ends:
            assert self.process is not None
            assert self.process.poll() is None, self.output()
            try:
                async with self.session.get(f"{self.console_url}/healthz") as answer:
                    last = await answer.text()
                    if answer.status == 200:
                        return
            except aiohttp.ClientError as error:
                last = repr(error)
            await asyncio.sleep(0.1)
        raise AssertionError(f"the house does not get well: {last}\n{self.output()[-3000:]}")

    def output(self) -> str:
        """What `up` printed."""
        return (self.folder.parent / f"{self.folder.name}.log").read_text()

    def child(self, name: str) -> psutil.Process:
        """The process of a part."""
        assert self.process is not None
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if PROGRAMS[name] in " ".join(process.cmdline()):
                    return process
            except psutil.Error:
                continue
        raise LookupError(name)

    def kill(self, name: str) -> None:
        """Kill -9 of one part."""
        try:
            self.child(name).kill()
        except (LookupError, psutil.Error):
            return

    async def down(self) -> None:
        """Ctrl-C, and wait for the end; nothing more can be asked then."""
        await self.session.close()
        await self.stop()

    async def stop(self) -> None:
        """Ctrl-C, and wait for the end."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            await asyncio.to_thread(self.process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.kill(self.process.pid, signal.SIGKILL)
            raise

    # --- as a member of the staff ---------------------------------------------------------------

    async def matrix(
        self, token: str | None, method: str, path: str, body: Any = None, **query: str
    ) -> tuple[int, Any]:
        """One call of the client-server API."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        json_body = {} if body is None and method != "GET" else body
        async with self.session.request(
            method, self.homeserver_url + path, json=json_body, headers=headers, params=query
        ) as answer:
            return answer.status, await answer.json(content_type=None)

    async def staff(self, localpart: str, *, unlimited: bool = True) -> str:
        """Give somebody a password and log in; gives the access token."""
        added = self.command("user", "add", localpart, "--password-stdin", stdin=PASSWORD + "\n")
        assert added.returncode == 0, added.stderr
        status, answer = await self.matrix(
            None,
            "POST",
            "/_matrix/client/v3/login",
            {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": localpart},
                "password": PASSWORD,
            },
        )
        assert status == 200, answer
        if unlimited:
            user = f"@{localpart}:{self.server_name}"
            status, limits = await self.matrix(
                self.house.secrets.bot_token,
                "POST",
                f"/_synapse/admin/v1/users/{user}/override_ratelimit",
                {"messages_per_second": 0, "burst_count": 0},
            )
            assert status == 200, limits
        return str(answer["access_token"])

    async def room(self, token: str, alias: str) -> str:
        """The room of an alias, without its server."""
        full = f"%23{alias}:{self.server_name}"
        status, answer = await self.matrix(
            token, "GET", f"/_matrix/client/v3/directory/room/{full}"
        )
        assert status == 200, answer
        return str(answer["room_id"])

    async def say(self, token: str, room: str, content: str | dict[str, Any], key: str) -> str:
        """Post in a room, again until it is taken; gives the event's id."""
        body = {"msgtype": "m.text", "body": content} if isinstance(content, str) else content
        path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/{key}"
        while True:
            try:
                status, answer = await self.matrix(token, "PUT", path, body)
            except (aiohttp.ClientError, json.JSONDecodeError):
                status, answer = 0, {}
            if status == 200:
                return str(answer["event_id"])
            assert status in (0, 429, 500, 502, 503), (status, answer)
            await asyncio.sleep(0.1)

    async def timeline(
        self, token: str, room: str, place: dict[str, str] | None = None
    ) -> list[dict[str, Any]]:
        """The events of a room, oldest first; with a `place`, those since it, which moves on."""
        events: list[dict[str, Any]] = []
        place = {} if place is None else place
        path = f"/_matrix/client/v3/rooms/{room}/messages"
        while True:
            status, answer = await self.matrix(token, "GET", path, dir="f", limit="100", **place)
            assert status == 200, answer
            events += answer["chunk"]
            if "end" not in answer or not answer["chunk"]:
                return events
            place["from"] = answer["end"]

    # --- as a parent on the sandbox phone -------------------------------------------------------

    async def phone(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """One call of the sandbox's interface."""
        async with self.session.request(
            method, f"{self.sandbox_url}/api{path}", json=body, params=query
        ) as answer:
            assert answer.status < 300, (answer.status, await answer.text())
            return await answer.json()

    async def post(self, chat: str, person: str, name: str, text: str) -> str:
        """A parent writes; gives the message's id."""
        body = {"from": person, "name": name, "text": text}
        return str((await self.phone("POST", f"/chats/{chat}/messages", body))["id"])

    async def messages(self, chat: str) -> list[dict[str, Any]]:
        """What parents see in a chat, oldest first."""
        return list((await self.phone("GET", f"/chats/{chat}/messages"))["messages"])

    async def until_quiet(self, seconds: float = 120) -> None:
        """Wait until nothing waits to be carried out any more."""
        ends = time.monotonic() + seconds
        quiet, waiting = 0, []
        while time.monotonic() < ends:
            waiting = [lane for lane in await self._lanes() if not lane.startswith(SET_ASIDE)]
            quiet = quiet + 1 if not waiting else 0
            if quiet == 3:
                return
            await asyncio.sleep(0.2)
        raise AssertionError(f"the queue does not empty: {waiting}")

    async def set_aside(self) -> list[str]:
        """What could not be carried out."""
        return [lane for lane in await self._lanes() if lane.startswith(SET_ASIDE)]

    async def _lanes(self) -> list[str]:
        store = await Store.open(self.house.database_url)
        try:
            async with store.reading() as connection:
                lanes = await queue.lengths(connection)
        finally:
            await store.close()
        return [f"{each.lane} ({each.waiting}): {each.problem}" for each in lanes]


def seen_by_ghosts(events: list[dict[str, Any]]) -> list[str]:
    """What ghosts said, in order, edits and redacted ones left out."""
    return [
        event["content"]["body"]
        for event in events
        if event["type"] == "m.room.message"
        and re.match(r"@teremok_", event["sender"])
        and "body" in event["content"]
        and event["content"].get("m.relates_to", {}).get("rel_type") != "m.replace"
    ]
