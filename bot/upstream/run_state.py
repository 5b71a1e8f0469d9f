"""What the running house knows of its bridges' processes, for its other processes to read."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.house import House
from deploy.private_file import write_private

_NAME = "bridges.json"


@dataclass(frozen=True, slots=True)
class ProcessState:
    """A bridge's process: None where it does not run. `ended` counts its ends since the start."""

    pid: int | None
    memory_mb: int | None
    ended: int


def keep_processes(house: House, processes: dict[str, ProcessState]) -> None:
    """Write what is known of each network's process."""
    content = {network: asdict(process) for network, process in processes.items()}
    write_private(_path(house), json.dumps(content))


def known_processes(house: House) -> dict[str, ProcessState]:
    """What a running house wrote; nothing where it does not run."""
    if house.run is None:
        return {}
    try:
        content = json.loads(_path(house).read_text(encoding="utf-8"))
        return {network: ProcessState(**process) for network, process in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def running_pid(house: House, network: str) -> int | None:
    """The process of a bridge that runs now, as far as the running house has told."""
    process = known_processes(house).get(network)
    return None if process is None else process.pid


def forget_processes(house: House) -> None:
    """None of them runs any more."""
    _path(house).unlink(missing_ok=True)


def _path(house: House) -> Path:
    return house.folder / "run" / _NAME
