"""The homeserver's own Python environment.

Synapse is under the AGPL and brings some fifty packages: it lives beside Teremok, in a process and
an environment of its own, and is spoken to over HTTP only.
"""

import hashlib
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from deploy.parentage import dies_with_parent

LOCK = Path(__file__).parent / "requirements.lock"
_STAMP = "installed.sha256"
_LINES_KEPT = 5

Progress = Callable[[str, int, int], None]
"""Called with the package at hand, its number and how many there are."""


class InstallationFailed(Exception):
    """The environment could not be made; str() is one line."""


def environment_folder() -> Path:
    """Where the homeserver's environment is: inside the one that runs this program."""
    return Path(sys.prefix) / "homeserver"


def python_path(folder: Path | None = None) -> Path:
    """The interpreter of the homeserver's environment."""
    return (folder or environment_folder()) / "bin" / "python"


def is_installed(folder: Path | None = None) -> bool:
    """Whether the environment holds exactly what the lock file names."""
    folder = folder or environment_folder()
    stamp = folder / _STAMP
    return (
        python_path(folder).exists() and stamp.is_file() and stamp.read_text().strip() == _digest()
    )


def install(progress: Progress, folder: Path | None = None) -> None:
    """Make the environment, or bring it up to the lock file; does nothing where it is.

    An installation that was broken off is taken up where it stopped. Raises InstallationFailed.
    """
    folder = folder or environment_folder()
    if is_installed(folder):
        return
    try:
        (folder / _STAMP).unlink(missing_ok=True)
        if not python_path(folder).exists():
            _run([sys.executable, "-m", "venv", str(folder)])
        _install_packages(folder, progress)
        (folder / _STAMP).write_text(_digest() + "\n")
    except OSError as problem:
        raise InstallationFailed(f"{folder}: {problem.strerror or problem}") from problem


def _digest() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _install_packages(folder: Path, progress: Progress) -> None:
    count = len(re.findall(r"^[a-z0-9][^\s=]*==", LOCK.read_text(), re.MULTILINE))
    arguments = "--require-hashes --no-input --disable-pip-version-check --progress-bar off"
    command = [str(python_path(folder)), "-m", "pip", "install", *arguments.split()]
    for number, package in enumerate(_packages([*command, "-r", str(LOCK)]), 1):
        progress(package, min(number, count), count)


def _packages(command: list[str]) -> Iterator[str]:
    """Each package as pip comes to it; raises InstallationFailed with pip's last words."""
    last: deque[str] = deque(maxlen=_LINES_KEPT)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        preexec_fn=dies_with_parent(),
    ) as pip:
        for line in pip.stdout or ():
            last.append(line.strip())
            at_hand = re.match(
                r"(?:Collecting|Requirement already satisfied:) ([^\s=<>;\[]+)", line
            )
            if at_hand:
                yield at_hand[1]
    if pip.returncode:
        errors = [line for line in last if line.startswith("ERROR")]
        raise InstallationFailed((errors or [*last] or ["pip failed"])[0])


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise InstallationFailed(lines[-1] if lines else " ".join(command))
