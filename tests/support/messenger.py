"""The sandbox's messenger as a process of its own."""

import asyncio
import secrets
import sys
from pathlib import Path
from typing import Any

import aiohttp

from deploy.parentage import dies_with_parent
from tests.support.ports import free_port


class RunningMessenger:
    """A messenger in a folder; `kill()` is kill -9, `start()` goes on with the same data and port.

    `call` speaks its interface: ``status, answer = await messenger.call("GET", "/api/chats")``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.token = secrets.token_urlsafe(24)
        self.port = free_port()
        self._token_file = folder.with_name(folder.name + ".token")
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._token_file.write_text(self.token)
        self._process = await run_messenger(
            "--folder", self.folder, "--port", self.port, "--token-file", self._token_file
        )
        assert self._process.stdout is not None
        address = (await self._process.stdout.readline()).decode().strip()
        assert address.startswith("http://127.0.0.1:"), "the messenger did not start"
        self.port = int(address.rpartition(":")[2])

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def stop(self) -> int:
        """End it in order; its exit code."""
        assert self._process is not None
        self._process.terminate()
        return await self._process.wait()

    async def close(self) -> None:
        await self.kill()
        if self._session is not None:
            await self._session.close()

    async def call(
        self, method: str, path: str, body: object = None, **options: Any
    ) -> tuple[int, Any]:
        """A request with a JSON body, and its JSON answer."""
        if body is not None:
            options["json"] = body
        async with self.session.request(method, self.url + path, **options) as response:
            return response.status, await response.json()

    async def as_bot(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """The same with the bot's token, below ``/bot``."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.call(method, f"/bot{path}", body, headers=headers)

    async def post_file(
        self,
        chat: str,
        person: dict[str, str],
        filename: str,
        mimetype: str,
        content: bytes,
        **fields: str,
    ) -> tuple[int, Any]:
        """A person's message with a file."""
        form = aiohttp.FormData({**person, **fields})
        form.add_field("file", content, filename=filename, content_type=mimetype)
        return await self.call("POST", f"/api/chats/{chat}/messages", data=form)

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session


async def run_messenger(
    *arguments: object, stderr: int | None = None
) -> asyncio.subprocess.Process:
    """The messenger with these arguments; what it says can be read."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bridges.sandbox.messenger",
        *map(str, arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=stderr,
        preexec_fn=dies_with_parent(),
    )
