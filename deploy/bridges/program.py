"""A bridge's program: where it is, whether it can be run, and which version it is."""

import json
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import yaml

from deploy.parentage import dies_with_parent

ASK_SECONDS = 60
"""For a question to the program itself."""
FETCH_SECONDS = 1800
"""For the first question to a container, whose image may have to be fetched."""
LARGEST_ANSWER = 4 * 1024 * 1024
_KEPT, _LONGEST_NAME = 300, 100


class ProgramUnusable(Exception):
    """It cannot be run, or is no such bridge; str() is its last words or the system's reason."""


@dataclass(frozen=True, slots=True)
class Image:
    """A container image and the engine that runs it (``docker`` or ``podman``)."""

    name: str
    engine: str


@dataclass(frozen=True, slots=True)
class Runnable:
    """A bridge's program: a file, or what a container image has under that name."""

    path: Path
    image: Image | None = None

    def command(
        self,
        *arguments: str,
        name: str = "",
        folder: Path | None = None,
        variables: Iterable[str] = (),
        memory_mb: int | None = None,
    ) -> list[str]:
        """What to run. In a container, `folder` is where it is outside, and nothing else is there.

        `name` is the container's, so that one whose engine was killed can be removed; `variables`
        are the names of those that it is given of the environment; `memory_mb` is what a container
        may take, which the engine ends otherwise: its memory is not that of the engine's process.
        """
        if self.image is None:
            return [str(self.path), *arguments]
        command = [self.image.engine, "run", "--rm", "--init", "--network=host"]
        command += [f"--user={os.getuid()}:{os.getgid()}"]
        command += [f"--name={name}"] if name else []
        command += [f"--env={variable}" for variable in variables]
        command += [f"--memory={memory_mb}m"] if memory_mb else []
        if folder is not None:
            command += [f"--volume={folder}:{folder}", f"--workdir={folder}"]
        return [*command, f"--entrypoint=/usr/bin/{self.path.name}", self.image.name, *arguments]


@dataclass(frozen=True, slots=True)
class Version:
    """What ``--version-json`` tells; `framework` is the version of mautrix-go."""

    name: str
    version: str
    framework: str


def find_program(name: str, given: Path | None = None) -> Path | None:
    """The program at the given place (a file, or the folder with it), else in ``PATH``."""
    if given is not None:
        place = given / name if given.is_dir() else given
        return place.absolute() if place.is_file() else None
    found = shutil.which(name)
    return Path(found).absolute() if found else None


def read_version(program: Runnable) -> Version:
    """Ask the program for its version. Raises ProgramUnusable."""
    seconds = FETCH_SECONDS if program.image else ASK_SECONDS
    words = _ask(program, "--version-json", seconds=seconds)
    try:
        told = json.loads(words)
        framework = told["Mautrix"]["Version"]
        names = (told["Name"], told["FormattedVersion"], framework)
        version = Version(*(str(name)[:_LONGEST_NAME] for name in names))
    except (ValueError, LookupError, TypeError):
        raise ProgramUnusable(_last(words) or "no answer to --version-json") from None
    return version


def read_example(program: Runnable) -> dict[str, Any]:
    """The configuration that the program shows as an example: all keys that it knows.

    Raises ProgramUnusable.
    """
    words = _ask(program, "-e", "-c", "-")
    try:
        example = yaml.safe_load(words)
    except yaml.YAMLError:
        example = None
    if not isinstance(example, dict):
        raise ProgramUnusable(_last(words) or "no example of its configuration")
    return example


def run_once(
    program: Runnable,
    *arguments: str,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run it to its end; gives what it said. Raises ProgramUnusable where it failed."""
    return _ask(program, *arguments, folder=folder, environment=environment)


def _ask(
    program: Runnable,
    *arguments: str,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    seconds: float = ASK_SECONDS,
) -> str:
    # Files, not pipes: what the program has started may hold a pipe for ever.
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        try:
            done = subprocess.run(
                program.command(*arguments, folder=folder),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=complained,
                timeout=seconds,
                env=None if environment is None else dict(environment),
                preexec_fn=_begin(LARGEST_ANSWER if program.image is None else None),
            )
        except subprocess.TimeoutExpired:
            raise ProgramUnusable(f"no answer in {seconds:.0f} s") from None
        except OSError as refused:
            raise ProgramUnusable(refused.strerror or str(refused)) from None
        answer, complaint = _read(said), _read(complained)
    if done.returncode == -signal.SIGXFSZ:
        raise ProgramUnusable(f"it says without end: {_last(answer) or _last(complaint)}")
    if done.returncode:
        words = _last(complaint) or _last(answer)
        raise ProgramUnusable(f"{words} ({done.returncode})" if words else f"{done.returncode}")
    return answer


def _begin(largest: int | None) -> Callable[[], None]:
    """What a child runs before its program; `largest`: the size of files that it may write.

    An engine that fetches an image writes larger ones.
    """
    die_with_us = dies_with_parent()

    def begin() -> None:
        die_with_us()
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    return begin


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(LARGEST_ANSWER).decode(errors="replace")


def _last(words: str) -> str:
    """The first line of an error: a panic's reason stands before the trace."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    reasons = [line for line in lines if line.startswith("panic:")]
    return (reasons or lines[-1:] or [""])[0][:_KEPT]
