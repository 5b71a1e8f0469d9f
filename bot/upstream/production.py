"""Bridges that an operator has kept running by compose or systemd."""

import os
import pwd
import shlex
from pathlib import Path

from bot.house import HouseProblem
from bot.upstream.installed import CONFIGURATION, InstalledBridge
from deploy.bridges.parts import compose_part, systemd_unit
from deploy.private_file import write_private


def check_production(bridge: InstalledBridge) -> None:
    """Raise HouseProblem where the house or the program does not fit what was asked for."""
    installation = bridge.installation
    if installation.managed == "teremok":
        return
    if bridge.house.settings.ports.internal is None:
        raise HouseProblem(
            "A bridge that Teremok does not start itself must know where to report to: write a"
            " free port into teremok.yaml, as ports: {internal: 8011}, and start the house anew."
        )
    is_image = installation.now.program.image is not None
    if installation.managed == "compose" and not is_image:
        raise HouseProblem("compose runs container images: say which one with --image NAME.")
    if installation.managed == "systemd" and is_image:
        raise HouseProblem("systemd runs a program: say where it is with --program PATH.")


def write_parts(bridge: InstalledBridge) -> Path:
    """Write the file for compose or systemd into the bridge's folder; gives its path."""
    installation, folder = bridge.installation, bridge.folder
    program = installation.now.program
    name = f"teremok-bridge-{bridge.network}"
    if installation.managed == "compose":
        path = folder / "compose.yaml"
        text = compose_part(
            name,
            program.image or "",
            f"/usr/bin/{bridge.runnable.path.name}",
            folder,
            f"{os.getuid()}:{os.getgid()}",
            installation.memory_mb,
            installation.environment,
        )
    else:
        path = folder / f"{name}.service"
        text = systemd_unit(
            bridge.descriptor.title,
            bridge.runnable.command("-n", "-c", str(folder / CONFIGURATION)),
            folder,
            pwd.getpwuid(os.getuid()).pw_name,
            installation.memory_mb,
            installation.environment,
        )
    write_private(path, text)
    return path


def what_to_do(bridge: InstalledBridge, path: Path) -> str:
    """The command with which the operator takes the file into use."""
    if bridge.installation.managed == "compose":
        engine = Path(bridge.installation.now.program.engine or "docker").name
        return f"{engine} compose -f {shlex.quote(str(path))} up --detach"
    name, place = path.name, shlex.quote(str(path))
    return f"systemctl link {place} && systemctl enable {name} && systemctl restart {name}"
