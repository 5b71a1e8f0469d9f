"""Taking up the changes of a file that people edit, while we run."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from rooms.files.yaml_file import FileProblem, load
from rooms.storage.database import DatabaseAway

LOOK_SECONDS = 1.0
"""How often the file is looked at; a change is in force after two looks."""

M = TypeVar("M", bound=BaseModel)
_Version = tuple[int, int, int] | None


class WatchedFile(Generic[M]):
    """Looks at the file and hands on each new version that has settled.

    `take_up` gets every valid version, the first one too; `report` gets what is wrong with a
    broken one, once, and then nothing is taken up.
    """

    def __init__(
        self,
        path: Path,
        model: type[M],
        take_up: Callable[[M], Awaitable[None]],
        report: Callable[[FileProblem], Awaitable[None]],
    ) -> None:
        self._path = path
        self._model = model
        self._take_up = take_up
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
        with suppress(DatabaseAway):  # the next look tries again
            await self._hand_on()
            self._taken_up = version

    async def _hand_on(self) -> None:
        try:
            content = await asyncio.to_thread(load, self._path, self._model)
        except FileProblem as problem:
            await self._report(problem)
        else:
            await self._take_up(content)


def _version(path: Path) -> _Version:
    """What differs between two versions of a file; None: there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
