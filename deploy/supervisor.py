"""Keeping programs running: each is started again when it ends, and all end with us."""

import asyncio
from pathlib import Path

from deploy.child import Child, Ended, Program
from deploy.log_file import LogFile

STOP_SECONDS = 8.0
"""All programs together have so long for an orderly end; then they are killed."""
ONE_STOP_SECONDS = 3.5


class Supervisor:
    """Runs programs, with their output in ``<logs>/<name>.log``.

    Each is the leader of a session of its own, so that Ctrl-C in the terminal reaches only us
    and we end them in order: the last one started goes first.
    """

    def __init__(self, logs: Path, ended: Ended = lambda name, code, pause: None) -> None:
        self._logs = logs
        self._ended = ended
        self._children: dict[str, Child] = {}

    def start(self, program: Program) -> None:
        """Run the program from now on; it is started again however it ends."""
        log = LogFile(self._logs / f"{program.name}.log")
        self._children[program.name] = Child(program, log, self._ended)

    def pids(self) -> dict[str, int]:
        """The process ids of those that run now."""
        return {name: child.pid for name, child in self._children.items() if child.pid is not None}

    def last_words(self, name: str, lines: int = 5) -> list[str]:
        """The end of a program's output."""
        return LogFile(self._logs / f"{name}.log").last_lines(lines)

    async def end(self, name: str) -> None:
        """End one program in good order, if there is such a one."""
        child = self._children.pop(name, None)
        if child is not None:
            await child.stop(ONE_STOP_SECONDS)

    async def stop(self) -> None:
        """End all of them: asked first, killed after STOP_SECONDS."""
        clock = asyncio.get_running_loop().time
        until = clock() + STOP_SECONDS
        while self._children:
            _, child = self._children.popitem()
            await child.stop(max(0.1, min(until - clock(), ONE_STOP_SECONDS)))
