"""A real IRC server (ngircd) and people with IRC clients."""

import asyncio
import contextlib
import re
import shutil
import subprocess
from pathlib import Path

from deploy.parentage import dies_with_parent
from tests.support.ports import free_port
from tests.support.requirements import lacking
from tests.support.waiting import until

_CONFIGURATION = """\
[Global]
 Name = irc.sad24.test
 Info = for the tests
 Listen = 127.0.0.1
 Ports = {port}
 MotdPhrase = welcome
[Limits]
 MaxNickLength = 30
 MaxConnectionsIP = 0
 MaxPenaltyTime = 0
[Options]
 Ident = no
 DNS = no
 PAM = no
"""
_FORMATTING = re.compile(r"[\x02\x0f\x11\x16\x1d\x1e\x1f]|\x03\d{0,2}(,\d{1,2})?")


class IrcServer:
    """ngircd in a folder of its own; `stop()` and `start()` go on at the same port."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("ngircd") or shutil.which("ngircd", path="/usr/sbin")
        if program is None:
            lacking("this machine has no IRC server (apt-get install ngircd)")
        self._program = program
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it and return when it takes connections."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / "ngircd.conf"
        path.write_text(_CONFIGURATION.format(port=self.port))
        with (self._folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                [self._program, "-n", "-f", str(path)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=dies_with_parent(),
            )

        async def answers() -> bool:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                return False
            writer.close()
            return True

        await until(answers, "the IRC server")

    def stop(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None


class IrcClient:
    """Somebody in IRC; `said` are the lines of others: channel or nick, who, what."""

    def __init__(self, nick: str) -> None:
        self.nick = nick
        self.said: list[tuple[str, str, str]] = []
        self.lines: list[str] = []
        self._reading: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None

    @classmethod
    async def come(cls, server: IrcServer, nick: str, *channels: str) -> "IrcClient":
        """Connect and be in these channels."""
        client = cls(nick)
        reader, client._writer = await asyncio.open_connection("127.0.0.1", server.port)
        client._reading = asyncio.create_task(client._read(reader))
        await client.command(f"NICK {nick}")
        await client.command(f"USER {nick} 0 * :{nick}")
        await client.hears(" 001 ")
        for channel in channels:
            await client.command(f"JOIN {channel}")
            await client.hears(f" 366 {nick} {channel} ")
        return client

    async def go(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])

    async def command(self, line: str) -> None:
        assert self._writer is not None
        self._writer.write(line.encode() + b"\r\n")
        await self._writer.drain()

    async def say(self, channel: str, text: str) -> None:
        await self.command(f"PRIVMSG {channel} :{text}")

    def texts(self, channel: str) -> list[str]:
        """What others said in a channel, without colours and the like."""
        return [text for place, _, text in self.said if place == channel]

    async def hears(self, part: str, after: int = 0) -> str:
        """Wait for a line of the server with this in it."""

        async def look() -> str | None:
            return next((line for line in self.lines[after:] if part in line), None)

        return await until(look, f"“{part}” from the IRC server")

    async def sees(self, channel: str, text: str, seconds: float = 90.0) -> None:
        """Wait until somebody has said this in the channel."""

        async def look() -> bool:
            return text in self.texts(channel)

        await until(look, f"“{text}” in {channel}: {self.texts(channel)}", seconds)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ConnectionError):
            while line := (await reader.readline()).decode(errors="replace").rstrip("\r\n"):
                self.lines.append(line)
                if line.startswith("PING"):
                    await self.command("PONG" + line[4:])
                found = re.match(r":([^! ]+)\S* PRIVMSG (\S+) :(.*)", line)
                if found:
                    self.said.append((found[2], found[1], _FORMATTING.sub("", found[3])))
