"""A bridge's program: where it is, whether it can be run, and which version it is."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from deploy.parentage import dies_with_parent

ASK_SECONDS = 60
"""For a question to the program itself; the first one to a container may have to fetch it."""
_KEPT = 300


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
    ) -> list[str]:
        """What to run. In a container, `folder` is where it is outside, and nothing else is there.

        `name` is the container's, so that one whose engine was killed can be removed; `variables`
        are the names of those that it is given of the environment.
        """
        if self.image is None:
            return [str(self.path), *arguments]
        command = [self.image.engine, "run", "--rm", "--init", "--network=host"]
        command += [f"--user={os.getuid()}:{os.getgid()}"]
        command += [f"--name={name}"] if name else []
        command += [f"--env={variable}" for variable in variables]
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
    words = _ask(program, "--version-json")
    try:
        told = json.loads(words)
        framework = told["Mautrix"]["Version"]
        version = Version(str(told["Name"]), str(told["FormattedVersion"]), str(framework))
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
) -> str:
    try:
        done = subprocess.run(
            program.command(*arguments, folder=folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=ASK_SECONDS,
            env=None if environment is None else dict(environment),
            preexec_fn=dies_with_parent(),
        )
    except subprocess.TimeoutExpired:
        raise ProgramUnusable(f"no answer in {ASK_SECONDS} s") from None
    except OSError as refused:
        raise ProgramUnusable(refused.strerror or str(refused)) from None
    if done.returncode:
        words = _last(done.stderr) or _last(done.stdout)
        raise ProgramUnusable(f"{words} ({done.returncode})" if words else f"{done.returncode}")
    return done.stdout


def _last(words: str) -> str:
    """The first line of an error: a panic's reason stands before the trace."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    reasons = [line for line in lines if line.startswith("panic:")]
    return (reasons or lines[-1:] or [""])[0][:_KEPT]
