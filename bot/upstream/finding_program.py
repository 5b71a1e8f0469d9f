"""Where a bridge's program is, and a copy of it that nobody changes under a running bridge."""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.house import House, HouseProblem
from bot.upstream.installed import ProgramSettings
from bridges.upstream.descriptor import Descriptor
from deploy.bridges.program import (
    Image,
    ProgramUnusable,
    Runnable,
    Version,
    find_program,
    read_version,
)
from deploy.private_file import PRIVATE_FOLDER, make_private_folder

ENGINES = ("docker", "podman")
PROGRAMS = "programs"
OLDEST_FRAMEWORK = (0, 27)
"""Of mautrix-go: since then there is the command ``bridge``."""
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: a place (a file, or the folder with it) or an image; None: the usual."""

    program: Path | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A program that answers, and its version."""

    runnable: Runnable
    version: Version


def find(house: House, descriptor: Descriptor, wanted: Wanted) -> Found:
    """The program, asked for its version. Raises HouseProblem with what to do."""
    runnable = _runnable(house, descriptor, wanted)
    where = runnable.image.name if runnable.image else runnable.path
    try:
        version = read_version(runnable)
    except ProgramUnusable as unusable:
        raise HouseProblem(
            "{path} cannot be run as the bridge to {title}: {reason}",
            path=where,
            title=descriptor.title,
            reason=unusable,
        ) from None
    if version.name.startswith("mautrix-") and version.name not in (
        descriptor.binary,
        *descriptor.names,
    ):
        raise HouseProblem(
            "{path} is {name}; the bridge to {title} is {binary}.",
            path=where,
            name=version.name,
            title=descriptor.title,
            binary=descriptor.binary,
        )
    if _is_too_old(version):
        raise HouseProblem(
            "{path} ({version}) is too old: it cannot plumb a chat into a room that is there"
            " already. Take a release of April 2026 or later.",
            path=where,
            version=version.version,
        )
    return Found(runnable, version)


def _is_too_old(version: Version) -> bool:
    """Of a framework that calls itself otherwise, nobody knows."""
    found = re.match(r"v?(\d{1,4})\.(\d{1,4})", version.framework)
    return found is not None and (int(found[1]), int(found[2])) < OLDEST_FRAMEWORK


def keep_program(folder: Path, found: Found) -> ProgramSettings:
    """A copy in the bridge's folder, so that a changed file changes nothing by itself.

    An image is kept by the engine. Raises OSError.
    """
    runnable = found.runnable
    if runnable.image is not None:
        return ProgramSettings(
            path=str(runnable.path),
            image=runnable.image.name,
            engine=runnable.image.engine,
            version=found.version.version,
        )
    place = folder / PROGRAMS / _digest(runnable.path) / runnable.path.name
    if not place.exists():
        make_private_folder(folder / PROGRAMS)
        make_private_folder(place.parent)
        beside = place.with_name(f".{place.name}.{os.getpid()}.new")
        shutil.copyfile(runnable.path, beside)
        beside.chmod(PRIVATE_FOLDER)
        beside.replace(place)
    path = str(place.relative_to(folder))
    return ProgramSettings(path=path, found=str(runnable.path), version=found.version.version)


def remove_other_programs(folder: Path, kept: tuple[ProgramSettings, ...]) -> None:
    """Remove the copies of programs that are needed no more."""
    needed = {(folder / program.path).parent for program in kept}
    for place in (folder / PROGRAMS).glob("*"):
        if place not in needed:
            shutil.rmtree(place, ignore_errors=True)


def _runnable(house: House, descriptor: Descriptor, wanted: Wanted) -> Runnable:
    if wanted.image:
        return Runnable(Path(descriptor.binary), Image(wanted.image, _engine(house)))
    found = find_program(descriptor.binary, wanted.program)
    if found is None and wanted.program is not None:
        raise HouseProblem("There is no file {path}.", path=wanted.program)
    if found is not None:
        if not os.access(found, os.X_OK):
            raise HouseProblem("{path} is not executable. Make it so: chmod +x {path}", path=found)
        return Runnable(found)
    if (name := usual_image(house, descriptor)) is not None:
        return Runnable(Path(descriptor.binary), Image(name, _engine(house)))
    raise HouseProblem(
        "The program {binary} is not on this computer. Get {what} (https://docs.mau.fi/bridges/"
        " says where from), then put it into a folder of PATH or say where it is: teremok bridge"
        " add {network} --program /path/to/{binary}. Or let a container run it: --image NAME",
        binary=descriptor.binary,
        network=descriptor.network,
        what=f"{descriptor.binary} {descriptor.tested or ''}".rstrip(),
    )


def usual_image(house: House, descriptor: Descriptor) -> str | None:
    """The container image of the release that we know, where the settings say whose to take."""
    registry = house.settings.bridges.registry
    if not (registry and descriptor.image and descriptor.tested):
        return None
    return f"{registry.rstrip('/')}/{descriptor.image}:{descriptor.tested}"


def _engine(house: House) -> str:
    wanted = house.settings.bridges.engine
    for engine in (wanted,) if wanted else ENGINES:
        found = shutil.which(engine)
        if found:
            return found
    raise HouseProblem(
        "There is neither docker nor podman here to run a container image."
        if wanted is None
        else "There is no {engine} here to run a container image.",
        engine=wanted or "",
    )


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()[:16]
