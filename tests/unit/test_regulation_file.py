"""Taking up what is changed in a file, and the regulation of a new house."""

import asyncio
import os
from pathlib import Path

import pytest

from policies.regulation import Regulation
from rooms.files import watched_file
from rooms.files.watched_file import WatchedFile
from rooms.files.yaml_file import FileProblem, load
from rooms.judgement import Judge
from tests.support.posts import MONDAY_NOON, post

ONE = "clauses: [{id: '1', text: a, rule: length, with: {characters: 5}, action: refuse}]"
TWO = "clauses: [{id: '2', text: a, rule: length, with: {characters: 5}, action: refuse}]"


class Watched:
    """A watched file, and what became of its versions."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: list[str] = []
        self.watcher = WatchedFile(path, Regulation, self._take_up, self._report)

    async def _take_up(self, regulation: Regulation) -> None:
        self.said.append(regulation.clauses[0].id if regulation.clauses else "none")

    async def _report(self, problem: FileProblem) -> None:
        self.said.append(str(problem))

    async def look_twice(self) -> None:
        await self.watcher.look()
        await self.watcher.look()


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "regulation.yaml")


async def test_a_change_is_taken_up_once(watched: Watched) -> None:
    watched.path.write_text(ONE)
    await watched.look_twice()
    await watched.look_twice()
    assert watched.said == ["1"]
    watched.path.write_text(TWO + " ")
    await watched.look_twice()
    await watched.look_twice()
    assert watched.said == ["1", "2"]


async def test_a_file_that_is_still_being_written_is_not_read(watched: Watched) -> None:
    watched.path.write_text(ONE[:20])
    await watched.watcher.look()
    watched.path.write_text(ONE)
    await watched.look_twice()
    assert watched.said == ["1"]


async def test_a_broken_version_is_reported_once_and_mended_later(watched: Watched) -> None:
    watched.path.write_text("clauses: 5")
    await watched.look_twice()
    await watched.look_twice()
    assert watched.said == [
        "regulation.yaml:1:10: A list is expected here, but there is 5.",
    ]
    watched.path.write_text(ONE)
    await watched.look_twice()
    assert watched.said[1:] == ["1"]


async def test_a_file_put_in_its_place_is_seen_though_it_looks_the_same(watched: Watched) -> None:
    watched.path.write_text(ONE)
    await watched.look_twice()
    other = watched.path.with_name("new")
    other.write_text(TWO)
    times = watched.path.stat()
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(watched.path)
    await watched.look_twice()
    assert watched.said == ["1", "2"]


async def test_a_file_that_vanished_is_reported_and_taken_up_when_it_is_back(
    watched: Watched,
) -> None:
    await watched.look_twice()
    assert "There is no file" in watched.said[0]
    watched.path.write_text(ONE)
    await watched.look_twice()
    assert watched.said[1:] == ["1"]


async def test_it_looks_until_it_is_stopped(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched_file, "LOOK_SECONDS", 0.01)
    looking = asyncio.create_task(watched.watcher.run())
    watched.path.write_text(ONE)
    while watched.said[-1:] != ["1"]:
        await asyncio.sleep(0.01)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking


def test_the_regulation_of_a_new_house_lets_people_write_by_day() -> None:
    judge = Judge(load(Path("rooms/defaults/regulation.yaml"), Regulation), "Europe/Moscow")
    assert judge.judge(post()).lets_through
    night = MONDAY_NOON.replace(hour=19)
    for roles, refused in ((("educator",), True), (("parent",), True), (("head",), False)):
        verdict = judge.judge(post(roles=roles, at=night))
        assert verdict.lets_through is not refused
    assert judge.judge(post(kind="staff", room="staff", at=night)).lets_through
    assert not judge.judge(post(kind="staff", room="staff", roles=("parent",))).lets_through
    assert not judge.judge(post("а" * 3001)).lets_through
