"""The simulated messenger and its bridge: built once, started with a given configuration.

A simulation of the network on the real bridge framework: tests/upstream/network/README.md.
"""

import asyncio
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

import aiohttp
import yaml

from deploy.parentage import dies_with_parent
from deploy.private_file import make_private_folder, write_private
from tests.support.requirements import lacking
from tests.support.waiting import until

Kind = Literal["whatsapp", "telegram", "facebook", "instagram"]

SOURCES = Path(__file__).parents[1] / "upstream" / "network"
CACHE = Path(__file__).parents[2] / ".cache" / "upstream-network"
START_SECONDS, STOP_SECONDS = 180.0, 120.0
DAY_SECONDS = 24 * 3600
OLDEST_GO = (1, 25)


def programs() -> Path:
    """The folder with the programs: messenger, and simulated-whatsapp and so on for each kind.

    Built when the sources have changed; two runs at once build one after the other. Where there
    is no Go the test is skipped.
    """
    go, version = _go()
    digest = hashlib.sha256(version.encode())
    for path in sorted([*SOURCES.rglob("*.go"), SOURCES / "go.mod", SOURCES / "go.sum"]):
        digest.update(str(path.relative_to(SOURCES)).encode() + path.read_bytes())
    wanted = CACHE / digest.hexdigest()[:16]
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not wanted.exists():
            _build(go, wanted)
            _sweep(wanted)
    return wanted


def _go() -> tuple[str, str]:
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if go is None:
        lacking("this machine has no Go, with which the simulated messenger is built")
    if shutil.which("gcc") is None:
        lacking("this machine has no C compiler, which the bridge's SQLite needs")
    asked = [go, "env", "GOVERSION"]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    numbers = tuple(int(each) for each in re.findall(r"\d+", version)[:2])
    if numbers < OLDEST_GO:
        lacking(f"this machine has {version}, and the bridge framework needs go1.25 or later")
    return go, version


def _build(go: str, wanted: Path) -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        made = Path(folder) / "made"
        made.mkdir()
        environment = {"HOME": str(CACHE), **os.environ, "GOTOOLCHAIN": "local", "GOWORK": "off"}
        command = [go, "build", "-tags", "goolm", "-trimpath", "-mod=readonly", "-buildvcs=false"]
        built = subprocess.run(
            [*command, "-o", f"{made}/", "./cmd/..."],
            cwd=SOURCES,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert built.returncode == 0, f"the simulated messenger does not build:\n{built.stderr}"
        for kind in get_args(Kind):
            (made / f"simulated-{kind}").hardlink_to(made / "bridge")
        made.rename(wanted)


def _sweep(wanted: Path) -> None:
    """Remove builds of former sources; what may still run was begun within a day."""
    for path in CACHE.iterdir():
        if path.is_dir() and path != wanted and time.time() - path.stat().st_mtime > DAY_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


class RunningBridge:
    """A bridge program with a configuration in a folder of its own.

    `kill()` is kill -9, `stop()` an orderly end, `start()` goes on with the same data. `program`
    may be any bridge on the framework.
    """

    def __init__(self, program: Path, folder: Path, configuration: Mapping[str, Any]) -> None:
        self.program = program
        self.folder = folder
        self.configuration = configuration
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.configuration['appservice']['port']}"

    async def start(self) -> None:
        """Start it (again) and return when it is ready."""
        make_private_folder(self.folder)
        path = self.folder / "config.yaml"
        write_private(path, yaml.safe_dump(dict(self.configuration), sort_keys=False))
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                [self.program, "-n", "-c", path],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                preexec_fn=dies_with_parent(),
            )
        await until(self._is_ready, f"{self.program.name} ready", START_SECONDS)

    async def _is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"the bridge ended:\n{self.log()[-3000:]}"
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{self.url}/_matrix/mau/ready") as answer,
            ):
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def kill(self) -> None:
        """Kill -9."""
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait, STOP_SECONDS)
            self._process = None

    async def stop(self) -> int:
        """End it in good order; its exit code."""
        assert self._process is not None
        self._process.terminate()
        code = await asyncio.to_thread(self._process.wait, STOP_SECONDS)
        self._process = None
        return code

    def log(self) -> str:
        """All that it wrote."""
        return (self.folder / "output.log").read_text()

    async def provision(
        self, user_id: str, method: str, path: str, body: object = None, **query: str
    ) -> tuple[int, Any]:
        """A call of the provisioning API as that user: the status and the JSON.

        `path` begins after ``/_matrix/provision``.
        """
        secret = self.configuration["provisioning"]["shared_secret"]
        headers = {"Authorization": f"Bearer {secret}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(
                method,
                f"{self.url}/_matrix/provision{path}",
                json=body,
                params={"user_id": user_id, **query},
            ) as answer,
        ):
            return answer.status, await answer.json(content_type=None)
