"""Programs that are kept running, with real processes."""

import errno
import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from bot.starting.progress import Progress
from deploy import log_file
from deploy.child import CANNOT_START, Program
from deploy.log_file import LogFile
from deploy.supervisor import Supervisor
from tests.support.waiting import LIMIT_SECONDS, eventually

LONG = 5 * LIMIT_SECONDS
"""Seconds that no test waits."""
PATIENT = f"import signal, time; print('up', flush=True); time.sleep({LONG})"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {PATIENT}"


def python(name: str, code: str) -> Program:
    return Program(name, [sys.executable, "-c", code])


class Watched:
    """A supervisor, and what it told."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.ended: list[tuple[str, int, float]] = []
        self.supervisor = Supervisor(logs, lambda *what: self.ended.append(what))

    def log(self, name: str) -> str:
        path = self.logs / f"{name}.log"
        return path.read_text() if path.exists() else ""


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    made = Watched(tmp_path)
    yield made
    await made.supervisor.stop()


async def test_a_program_that_was_killed_is_started_again(watched: Watched) -> None:
    watched.supervisor.start(python("part", PATIENT))
    await eventually(lambda: watched.log("part") == "up\n")
    first = watched.supervisor.pids()["part"]
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: watched.log("part") == "up\nup\n")
    assert watched.supervisor.pids()["part"] != first
    assert [(name, code) for name, code, _ in watched.ended] == [("part", -signal.SIGKILL)]


async def test_what_a_program_left_behind_does_not_keep_it_from_being_started_again(
    watched: Watched, tmp_path: Path
) -> None:
    left = tmp_path / "left"
    leaves = f"setsid sleep 90 & echo $! >> {left}; sleep 0.5; exit 3"
    watched.supervisor.start(Program("part", ["/bin/sh", "-c", leaves]))
    try:
        await eventually(lambda: watched.ended)
    finally:
        await watched.supervisor.stop()
        for pid in left.read_text().split():
            os.kill(int(pid), signal.SIGKILL)


async def test_a_program_is_started_again_when_we_had_too_many_files_open(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refusals = os.pipe, [OSError(errno.EMFILE, "Too many open files")]

    def pipe() -> tuple[int, int]:
        if refusals:
            raise refusals.pop()
        return real()

    monkeypatch.setattr(os, "pipe", pipe)
    watched.supervisor.start(python("part", PATIENT))
    await eventually(lambda: watched.log("part").endswith("up\n"))
    assert [code for _, code, _ in watched.ended] == [CANNOT_START]


async def test_a_program_is_started_again_though_nobody_can_be_told_that_it_ended(
    tmp_path: Path,
) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    progress = Progress(Console(file=Full()))
    made = Watched(tmp_path)
    made.supervisor = Supervisor(tmp_path, lambda name, code, pause: progress.say(name))
    made.supervisor.start(python("part", "print('up', flush=True)"))
    try:
        await eventually(lambda: made.log("part").startswith("up\nup\n"))
    finally:
        await made.supervisor.stop()


async def test_a_program_that_always_fails_is_started_less_and_less_often(watched: Watched) -> None:
    watched.supervisor.start(python("part", "raise SystemExit(3)"))
    await eventually(lambda: len(watched.ended) >= 3)
    assert {code for _, code, _ in watched.ended} == {3}
    pauses = [pause for _, _, pause in watched.ended]
    assert pauses == sorted(set(pauses))


async def test_a_program_that_is_not_there_is_told_and_tried_again(watched: Watched) -> None:
    watched.supervisor.start(Program("part", ["/no/such/program"]))
    await eventually(lambda: len(watched.ended) >= 2)
    assert watched.ended[0][1] == CANNOT_START
    (said,) = watched.supervisor.last_words("part", 1)
    assert said == "/no/such/program: No such file or directory"


async def test_all_programs_end_with_what_they_started_even_the_stubborn(watched: Watched) -> None:
    watched.supervisor.start(python("polite", PATIENT))
    watched.supervisor.start(python("stubborn", STUBBORN))
    starts_another = (
        "import subprocess, sys, time;"
        f"print(subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]).pid, flush=True);"
        f"time.sleep({LONG})"
    )
    watched.supervisor.start(python("parent", starts_another))
    await eventually(lambda: "up" in watched.log("stubborn") and "up" in watched.log("parent"))
    grandchild = int(watched.log("parent").split()[0])
    pids = [*watched.supervisor.pids().values(), grandchild]
    assert len(pids) == 4
    await watched.supervisor.stop()
    await eventually(lambda: not any(is_running(pid) for pid in pids))
    assert watched.ended == []


async def test_a_stop_during_the_pause_before_a_restart_starts_nothing(watched: Watched) -> None:
    watched.supervisor.start(python("part", "print('once', flush=True)"))
    await eventually(lambda: watched.ended)
    await watched.supervisor.stop()
    assert watched.log("part") == "once\n"
    assert watched.supervisor.pids() == {}


async def test_a_crash_that_leaves_a_process_behind_does_not_hinder_the_next_start(
    watched: Watched,
) -> None:
    leaves_one = (
        "import subprocess, sys, os;"
        f"print(subprocess.Popen([sys.executable, '-c', {PATIENT!r}]).pid, flush=True);"
        "os._exit(1)"
    )
    watched.supervisor.start(python("part", leaves_one))
    await eventually(lambda: len(watched.ended) >= 2)
    left = int(watched.log("part").split()[0])
    assert not is_running(left)


async def test_output_is_kept_for_its_owner_only(watched: Watched) -> None:
    watched.supervisor.start(python("part", "import sys; print('out'); sys.stderr.write('err')"))
    await eventually(lambda: "err" in watched.log("part"))
    assert (watched.logs / "part.log").stat().st_mode & 0o777 == 0o600
    assert "out" in watched.log("part")


def test_a_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "LARGEST", 100)
    log = LogFile(tmp_path / "part.log")
    for number in range(50):
        log.append(f"line {number}\n".encode())
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 200
    assert log.last_lines(1) == ["line 49"]


async def test_the_programs_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    code = f"""
import asyncio, pathlib, sys
from deploy.child import Program
from deploy.supervisor import Supervisor
async def main():
    supervisor = Supervisor(pathlib.Path({str(tmp_path)!r}))
    supervisor.start(Program("part", [sys.executable, "-c", {STUBBORN!r}]))
    while "part" not in supervisor.pids():
        await asyncio.sleep(0.02)
    print(supervisor.pids()["part"], flush=True)
    await asyncio.sleep({LONG})
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        assert is_running(child)
        supervisor.kill()
    await eventually(lambda: not is_running(child), "the end of the program of a dead supervisor")


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_one_program_can_be_ended_and_started_anew_alone(watched: Watched) -> None:
    watched.supervisor.start(python("part", PATIENT))
    watched.supervisor.start(python("other", PATIENT))
    await eventually(lambda: watched.log("part") == watched.log("other") == "up\n")
    before = watched.supervisor.pids()
    await watched.supervisor.end("part")
    assert not psutil.pid_exists(before["part"])
    assert watched.supervisor.pids() == {"other": before["other"]}
    await watched.supervisor.end("part")
    watched.supervisor.start(python("part", PATIENT))
    await eventually(lambda: watched.log("part") == "up\nup\n")
    assert watched.ended == []
