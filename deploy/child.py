"""One program that is kept running."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from deploy.log_file import LogFile
from deploy.parentage import dies_with_parent

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
CALM_SECONDS = 60.0
"""A program that ran so long begins with the shortest pause again."""

LAST_WORDS_SECONDS = 2.0
"""So long we listen to what is still on its way when a program has ended."""
CANNOT_START = 127
_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Program:
    """What to run under that name; without an environment, it has ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None


Ended = Callable[[str, int, float], None]
"""Called when a program ended by itself: its name, exit code, seconds until it starts again."""


class Child:
    """Runs a program, and again with growing pauses whenever it ended, until it is stopped."""

    def __init__(self, program: Program, log: LogFile, ended: Ended) -> None:
        self._program = program
        self._log = log
        self._ended = ended
        self._stopping = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._keeper = asyncio.create_task(self._keep_running())

    @property
    def pid(self) -> int | None:
        """The process id, while it runs."""
        return None if self._process is None else self._process.pid

    async def stop(self, patience: float) -> None:
        """Ask it to end; kill it and all that it started when `patience` (seconds) is over."""
        self._stopping.set()
        self._ask_to_end()
        done, _ = await asyncio.wait([self._keeper], timeout=patience)
        if not done:
            self._kill_all()
            await asyncio.wait([self._keeper])

    async def _keep_running(self) -> None:
        clock = asyncio.get_running_loop().time
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            began = clock()
            code = await self._run_once()
            if self._stopping.is_set():
                return
            if clock() - began > CALM_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self._ended(self._program.name, code, pause)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _run_once(self) -> int:
        # A pipe of our own: asyncio's process would not be over before everybody who holds the
        # other end is, and what a crashed program started may hold it for ever.
        try:
            ours, theirs = os.pipe()
        except OSError as problem:  # we have too many files open, for now
            return self._cannot_start(problem)
        reading = asyncio.create_task(self._keep_output(ours))
        try:
            self._process = process = await self._begin(theirs)
        except OSError as problem:
            return self._cannot_start(problem)
        finally:
            os.close(theirs)
        if self._stopping.is_set():
            self._ask_to_end()
        try:
            return await process.wait()
        finally:
            # What it started may live on, and hold its ports.
            self._kill_all()
            # Who left our session lives on, and may hold the pipe.
            await asyncio.wait([reading], timeout=LAST_WORDS_SECONDS)
            reading.cancel()
            self._process = None

    def _cannot_start(self, problem: OSError) -> int:
        self._keep(f"{self._program.command[0]}: {problem.strerror}\n".encode())
        return CANNOT_START

    async def _begin(self, output: int) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self._program.command,
            env=self._program.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            preexec_fn=dies_with_parent(),
        )

    async def _keep_output(self, pipe: int) -> None:
        stream = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(pipe, "rb", buffering=0)
        )
        try:
            while chunk := await stream.read(_CHUNK):
                self._keep(chunk)
        finally:
            transport.close()

    def _keep(self, chunk: bytes) -> None:
        # A full disk must not end the program whose words are lost.
        with contextlib.suppress(OSError):
            self._log.append(chunk)

    def _ask_to_end(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()

    def _kill_all(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
