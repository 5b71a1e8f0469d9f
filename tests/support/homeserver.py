"""A real Synapse, configured as `teremok up` configures it."""

import asyncio
import contextlib
import secrets
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from deploy.homeserver.configuration import write_configuration
from deploy.homeserver.environment import install
from deploy.homeserver.first_accounts import NewAccount, register
from deploy.homeserver.process import (
    homeserver_command,
    homeserver_environment,
    wait_until_ready,
)
from deploy.homeserver.registration import teremok_registration
from deploy.homeserver.settings import Gate, HomeserverSettings
from deploy.parentage import dies_with_parent
from deploy.private_file import make_private_folder, write_private
from tests.support.ports import free_ports

PASSWORD = "the-parrot-is-green"
START_SECONDS, STOP_SECONDS = 240, 120


@dataclass(frozen=True)
class User:
    """Somebody with an account, logged in."""

    user_id: str
    access_token: str
    device_id: str
    password: str = PASSWORD


class RunningHomeserver:
    """A Synapse in a folder of its own, with our registration and our gate module.

    Its appservice transactions and its gate's questions go to `internal_port`, on which a test
    may listen (the gate's under ``/gate``). `kill()` is kill -9, `stop()` an orderly end,
    `start()` goes on with the same data.
    """

    def __init__(
        self,
        folder: Path,
        *,
        server_name: str = "teremok.test",
        port: int | None = None,
        internal_port: int | None = None,
        additions: Mapping[str, object] | None = None,
    ) -> None:
        self.folder = folder
        self.server_name = server_name
        free = free_ports(2)
        self.port = port or free[0]
        self.internal_port = internal_port or free[1]
        self.as_token, self.hs_token, self.gate_token, self.registration_secret = (
            secrets.token_urlsafe(24) for _ in range(4)
        )
        # Hashing a password the ordinary way takes a third of a second on slow cores.
        self._additions = {"bcrypt_rounds": 4, **(additions or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> HomeserverSettings:
        """What its configuration is made of."""
        internal = f"http://127.0.0.1:{self.internal_port}"
        gate = Gate(f"{internal}/gate", self.folder / "gate_token")
        return HomeserverSettings(
            folder=self.folder,
            server_name=self.server_name,
            port=self.port,
            registration_secret_path=self.folder / "registration_secret",
            registration=teremok_registration(
                self.server_name, internal, self.as_token, self.hs_token
            ),
            gate=gate,
            additions=self._additions,
        )

    async def start(self) -> None:
        """Start it (again) and return when it answers."""
        install(lambda *_: None)
        make_private_folder(self.folder)
        write_private(self.folder / "gate_token", self.gate_token)
        write_private(self.folder / "registration_secret", self.registration_secret)
        write_configuration(self.settings)
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                homeserver_command(self.settings),
                env=homeserver_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                preexec_fn=dies_with_parent(),
            )
        async with asyncio.timeout(START_SECONDS):
            ready = asyncio.create_task(wait_until_ready(self.url, 0.05))
            while not ready.done():
                if self._process.poll() is not None:
                    ready.cancel()
                    raise AssertionError(f"Synapse ended: {self.log()[-3000:]}")
                await asyncio.sleep(0.05)
            await ready

    def kill(self) -> None:
        """Kill -9."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(how)
            self._process.wait(STOP_SECONDS)
            self._process = None

    @property
    def pid(self) -> int:
        """The process's id, while it runs."""
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        """All that it wrote."""
        paths = (self.folder / "output.log", self.folder / "logs" / "homeserver.log")
        return "".join(path.read_text() for path in paths if path.exists())

    async def register(self, localpart: str, *, admin: bool = False) -> User:
        """Make an account with the password PASSWORD; the user is logged in."""
        made: NewAccount = await register(
            self.url, self.registration_secret, localpart, PASSWORD, administrator=admin
        )
        return User(made.user_id, made.access_token, made.device_id)

    async def request(
        self, token: str, method: str, path: str, body: object | None = None, **query: str
    ) -> tuple[int, Any]:
        """One call of the client-server API as that user: the status and the JSON.

        `path` begins with /_matrix or /_synapse.
        """
        headers = {"Authorization": f"Bearer {token}"}
        json = {} if body is None and method != "GET" else body
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(method, self.url + path, json=json, params=query) as answer,
        ):
            return answer.status, await answer.json(content_type=None)
