"""The processes of the bridges: how each is started, and how much memory it takes."""

import hashlib
import json
import os
import shlex
from pathlib import Path

from bot.upstream.installed import CONFIGURATION, InstalledBridge
from deploy.child import Program

_KIBIBYTES_PER_MB = 1024


def bridge_program(bridge: InstalledBridge) -> Program:
    """The program as a child of ours, with its configuration as it was written last."""
    installation = bridge.installation
    runnable = bridge.runnable
    container = f"teremok-{bridge.network}-{_mark(bridge.folder)}"
    command = runnable.command(
        *("-n", "-c", str(bridge.folder / CONFIGURATION)),
        name=container,
        folder=bridge.folder,
        variables=installation.environment,
        memory_mb=installation.memory_mb,
    )
    if runnable.image is not None:
        # The engine's own process may have been killed while what it started lives on.
        engine = shlex.quote(runnable.image.engine)
        words = f"{engine} rm -f {container} >/dev/null 2>&1; exec {shlex.join(command)}"
        command = ["/bin/sh", "-c", words]
    return Program(bridge.process_name, command, {**os.environ, **installation.environment})


def appearance(bridge: InstalledBridge) -> str:
    """A digest of all that a running bridge was started with."""
    installation = bridge.installation
    program = installation.now.program.model_dump()
    content = (bridge.folder / CONFIGURATION).read_bytes()
    limit = installation.memory_mb if bridge.runnable.image else None
    told = [program, installation.environment, installation.starts, limit]
    asked = json.dumps(told, sort_keys=True)
    return hashlib.sha256(content + asked.encode()).hexdigest()


def memory_of(bridge: InstalledBridge, pid: int | None) -> int | None:
    """The memory that a bridge takes, in MB; None: not known.

    Of a container only the engine knows, which keeps to the limit itself.
    """
    return None if pid is None or bridge.runnable.image else resident_mb(pid)


def resident_mb(pid: int) -> int | None:
    """The memory that a process has, in MB; None where there is no such process."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    for line in lines:
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // _KIBIBYTES_PER_MB
    return None


def _mark(folder: Path) -> str:
    """So that two houses on one machine do not end each other's containers."""
    return hashlib.sha256(str(folder).encode()).hexdigest()[:8]
