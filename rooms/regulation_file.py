"""The file regulation.yaml: the sample it begins with, and taking up its changes while we run."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from policies.regulation import Regulation
from rooms.yaml_file import FileProblem, load

DEFAULT_REGULATION = Path(__file__).parent / "defaults" / "regulation.yaml"
"""The sample that a new house begins with."""

LOOK_SECONDS = 1.0
"""How often the file is looked at; a change is in force after two looks."""

_Version = tuple[int, int, int] | None


def load_regulation(path: Path) -> Regulation:
    """The regulation in the file; raises FileProblem."""
    return load(path, Regulation)


class RegulationWatcher:
    """Looks at the file and hands on each new version that has settled.

    `put_in_force` gets every valid version, the first one too; `report` gets what is wrong with a
    broken one, once, and then nothing is put in force.
    """

    def __init__(
        self,
        path: Path,
        put_in_force: Callable[[Regulation], None],
        report: Callable[[FileProblem], None],
    ) -> None:
        self._path = path
        self._put_in_force = put_in_force
        self._report = report
        self._seen: _Version = (0, 0, 0)
        self._taken_up: _Version = (0, 0, 0)

    async def run(self) -> None:
        """Look each second, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Take up what has changed and has stayed the same since the last look.

        An editor may be in the middle of writing a version that is seen for the first time.
        """
        version = await asyncio.to_thread(_version, self._path)
        settled, self._seen = version == self._seen, version
        if not settled or version == self._taken_up:
            return
        self._taken_up = version
        try:
            regulation = await asyncio.to_thread(load_regulation, self._path)
        except FileProblem as problem:
            self._report(problem)
        else:
            self._put_in_force(regulation)


def _version(path: Path) -> _Version:
    """What differs between two versions of a file; None: there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
