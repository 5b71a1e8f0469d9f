"""The last good version of each file that people edit, kept for the next start of the daemon.

Whoever is in the middle of a change, or has made a mistake, must not be the reason that the house
does not come back after a crash.
"""

import logging
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from bot.status import PartState, Probe
from deploy.private_file import write_private
from rooms.files.yaml_file import FileProblem, load

log = logging.getLogger(__name__)

M = TypeVar("M", bound=BaseModel)


class BrokenFiles:
    """Which files of the house are broken, so that an older version of them is in force."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}

    def note(self, problem: FileProblem) -> None:
        """Take note of a file that cannot be understood."""
        place = "" if problem.line is None else f":{problem.line}"
        self._places[problem.path.name] = f"{problem.path.name}{place}"

    def forget(self, path: Path) -> None:
        """Take note that a file is in force as it stands."""
        self._places.pop(path.name, None)

    def probes(self) -> dict[str, Probe]:
        """A part of the house that is there as long as something is wrong with it."""
        return {"files": self._look} if self._places else {}

    async def _look(self) -> PartState:
        detail = ", ".join(sorted(self._places.values()))
        return PartState(False, "an older version is in force", essential=False, detail=detail)


def load_in_force(path: Path, model: type[M], folder: Path) -> M:
    """The file or, where it is broken, the version of it that was kept in the folder.

    Raises FileProblem with what is wrong with the file when there is no such version.
    """
    try:
        content = load(path, model)
    except FileProblem as problem:
        try:
            kept = load(folder / path.name, model, alone=True)
        except FileProblem:
            raise problem from None
        log.warning("The version from before stays in force: %s", problem)
        return kept
    keep_in_force(path, model, folder)
    return content


def keep_in_force(path: Path, model: type[BaseModel], folder: Path) -> None:
    """Keep this version in the folder, unless it was broken in the meantime."""
    candidate = folder / f"{path.name}.new"
    try:
        write_private(candidate, path.read_text(encoding="utf-8"))
        load(candidate, model, alone=True)
    except (FileProblem, OSError, ValueError):
        return
    candidate.replace(folder / path.name)
