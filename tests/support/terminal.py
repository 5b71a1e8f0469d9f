"""Somebody at a terminal, in which a `teremok` command runs and asks."""

import asyncio
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import time

from tests.support.house import TEREMOK, RunningHouse

PATIENCE = 180.0
WIDTH = 4000
"""Wide enough that nothing is broken into lines."""


def _take_terminal() -> None:
    """Passwords are asked for at the terminal that the process belongs to."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """One command; `said` is all that it has shown so far, what was typed included."""

    def __init__(self, process: subprocess.Popen[bytes], keyboard: int) -> None:
        self._process = process
        self._keyboard = keyboard
        self.said = ""
        self._seen = 0

    @classmethod
    def begin(cls, house: RunningHouse, *words: str) -> "Terminal":
        """Run a command beside the house."""
        keyboard, screen = pty.openpty()
        fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WIDTH, 0, 0))
        process = subprocess.Popen(
            [*TEREMOK, *words, "--data", str(house.folder)],
            stdin=screen,
            stdout=screen,
            stderr=screen,
            preexec_fn=_take_terminal,
        )
        os.close(screen)
        os.set_blocking(keyboard, False)
        return cls(process, keyboard)

    async def shows(self, pattern: str) -> re.Match[str]:
        """Wait until something is shown, after what was waited for before."""
        ends = time.monotonic() + PATIENCE
        while True:
            self._look()
            if found := re.compile(pattern, re.MULTILINE).search(self.said, self._seen):
                self._seen = found.end()
                return found
            assert time.monotonic() < ends, f"not shown: {pattern}\n{self.said[self._seen :]}"
            assert self._process.poll() is None, f"it ended: {self.said}"
            await asyncio.sleep(0.05)

    def types(self, text: str) -> None:
        """Type a line."""
        os.write(self._keyboard, f"{text}\n".encode())

    async def ends(self) -> int:
        """Wait for its end; gives the exit code."""
        ends = time.monotonic() + PATIENCE
        while self._process.poll() is None:
            assert time.monotonic() < ends, f"it does not end: {self.said}"
            self._look()
            await asyncio.sleep(0.05)
        self._look()
        os.close(self._keyboard)
        return self._process.returncode

    def _look(self) -> None:
        try:
            while told := os.read(self._keyboard, 65536):
                self.said += told.decode(errors="replace").replace("\r\n", "\n")
        except (BlockingIOError, OSError):
            return
