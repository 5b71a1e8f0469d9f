"""A first start of a bridge beside everything: on an empty database, with no homeserver in reach.

A program looks through its configuration, makes its tables and opens its port before it asks the
homeserver for the first time, and then waits for it; whatever is wrong ends it before.
"""

import asyncio
import contextlib
import os
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from deploy.bridges.accepting import NotAccepted
from deploy.bridges.configuration import as_yaml, database_options, merged
from deploy.bridges.log_words import reason
from deploy.bridges.program import Runnable
from deploy.parentage import dies_with_parent
from deploy.private_file import make_private_folder, write_private

START_SECONDS, MIGRATE_SECONDS = 60.0, 600.0
"""How long a program may take, on an empty database and on one that it brings up to itself."""
END_SECONDS = 5.0
_LOOK_SECONDS = 0.05


async def try_start(
    program: Runnable,
    options: Mapping[str, Any],
    folder: Path,
    environment: Mapping[str, str],
    database: Path | None = None,
) -> None:
    """Start the program on these options and end it when it is up; raises NotAccepted.

    `database`: an SQLite file to start on, whose tables are so brought up to the program.
    """
    make_private_folder(folder)
    with tempfile.TemporaryDirectory(prefix=".trial-", dir=folder) as name:
        place = Path(name)
        port, nobody = _two_free_ports()
        trial = merged(
            options,
            {
                "appservice": {"port": port, "hostname": "127.0.0.1"},
                "homeserver": {"address": f"http://127.0.0.1:{nobody}", "status_endpoint": None},
                "database": database_options(database or place / "trial.db"),
                "logging": {"min_level": "warn", "writers": [{"type": "stdout", "format": "json"}]},
            },
        )
        write_private(place / "config.yaml", as_yaml(trial))
        command = program.command(
            *("-n", "-c", str(place / "config.yaml")),
            folder=folder,
            variables=environment,
        )
        with (place / "output.log").open("wb") as output:
            try:
                process = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    env={**os.environ, **environment},
                    cwd=place,
                    preexec_fn=dies_with_parent(),
                )
            except OSError as refused:
                raise NotAccepted(refused.strerror or str(refused)) from None
            try:
                seconds = MIGRATE_SECONDS if database else START_SECONDS
                came_up = await _is_up(process, port, seconds)
                has_ended = process.returncode is not None
            finally:
                await _end(process)
        if not came_up:
            words = (place / "output.log").read_text(encoding="utf-8", errors="replace")
            said = reason(words.splitlines())
            if has_ended:
                raise NotAccepted(said or f"exit code {process.returncode}")
            late = f"no answer in {seconds:.0f} s"  # what it said by then need not be the reason
            raise NotAccepted(f"{late} ({said})" if said else late)


async def _is_up(process: asyncio.subprocess.Process, port: int, seconds: float) -> bool:
    limit = aiohttp.ClientTimeout(total=2)
    async with aiohttp.ClientSession(timeout=limit) as session:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while process.returncode is None:
                    if await _answers(session, f"http://127.0.0.1:{port}/_matrix/mau/live"):
                        return True
                    await asyncio.sleep(_LOOK_SECONDS)
    return False


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), END_SECONDS)
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _two_free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        for listener in (one, other):
            listener.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
