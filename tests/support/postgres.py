"""A real PostgreSQL for the time of a test run."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from deploy.parentage import dies_with_parent
from tests.support.ports import free_port

START_SECONDS = 180


def binaries() -> Path | None:
    """Where `initdb` and `postgres` are on this machine, the newest version first."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name)
    )
    on_path = shutil.which("initdb")
    found = [*debian, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((path for path in found if (path / "postgres").exists()), None)


class RunningPostgres:
    """A server on a free port of the loopback, its data in the folder; no password is asked.

    It refuses to run as root: then the user `postgres` that Debian's package made runs it.
    """

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._programs = programs
        # Not runuser: a change of user after the kernel was asked to kill the child with us
        # makes it forget that.
        self._as_user: dict[str, Any] = (
            {"user": "postgres", "group": "postgres", "extra_groups": []}
            if os.geteuid() == 0
            else {}
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    def start(self) -> None:
        """Make the cluster and start it; returns when it answers."""
        self.folder.mkdir(parents=True)
        if self._as_user:
            shutil.chown(self.folder, "postgres", "postgres")
            for above in self.folder.parents:
                if above.owner() == "root" and above.stat().st_mode & 0o001 == 0:
                    above.chmod(above.stat().st_mode | 0o011)
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "teremok", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": "off",
            "shared_buffers": "32MB",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (Path(self.folder.parent) / f"{self.folder.name}.log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(data), *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=dies_with_parent(),
                **self._as_user,
            )
        self._wait()

    def _wait(self) -> None:
        assert self._process is not None
        until = time.monotonic() + START_SECONDS
        ready = [str(self._programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]
        while subprocess.run(ready).returncode:
            assert self._process.poll() is None, "PostgreSQL ended"
            assert time.monotonic() < until, "PostgreSQL does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        """End it at once, with all its processes."""
        if self._process is None:
            return
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)
        self._process.wait(START_SECONDS)
        self._process = None

    def new_database(self) -> str:
        """An empty database: its URL, postgres://…"""
        self._made += 1
        name = f"teremok_{self._made}"
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "teremok"]
        self._run("createdb", *where, "-T", "template0", name)
        return f"postgres://teremok@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self._as_user)
