"""Requests begin together; none is held up for ever."""

import asyncio

import pytest

from bridges import waves
from bridges.waves import Waves


class Requests:
    """Requests that take until they are answered; notes in which order they began."""

    def __init__(self) -> None:
        self._waves = Waves()
        self.begun: list[str] = []
        self._answers: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str) -> None:
        self._answers[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._one(name))
        await _turns()

    async def answer(self, name: str) -> None:
        self._answers[name].set()
        await self._tasks.pop(name)
        await _turns()

    async def cancel(self, name: str) -> None:
        self._tasks.pop(name).cancel()
        await _turns()

    async def _one(self, name: str) -> None:
        async with self._waves.together():
            self.begun.append(name)
            await self._answers[name].wait()


async def _turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_comes_while_others_are_under_way_begins_when_they_have_ended() -> None:
    requests = Requests()
    for name in "abc":
        await requests.ask(name)
    assert requests.begun == ["a"]
    await requests.answer("a")
    assert requests.begun == ["a", "b", "c"]
    await requests.ask("d")
    await requests.answer("c")
    assert requests.begun == ["a", "b", "c"]
    await requests.answer("b")
    assert requests.begun == ["a", "b", "c", "d"]
    await requests.answer("d")
    await requests.ask("e")
    assert requests.begun[-1] == "e"
    await requests.answer("e")


async def test_what_is_not_answered_holds_up_nobody_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waves, "LONGEST_WAIT", 0.01)
    requests = Requests()
    await requests.ask("hangs")
    for name in "abc":
        await requests.ask(name)
        while name not in requests.begun:
            await asyncio.sleep(0.005)
        await requests.answer(name)
    await requests.answer("hangs")
    await requests.ask("d")
    assert requests.begun == ["hangs", "a", "b", "c", "d"]
    await requests.answer("d")


async def test_who_gives_up_holds_up_nobody() -> None:
    requests = Requests()
    for name in "abc":
        await requests.ask(name)
    await requests.cancel("b")
    await requests.cancel("a")
    assert requests.begun == ["a", "c"]
    await requests.ask("d")
    await requests.cancel("c")
    assert requests.begun == ["a", "c", "d"]
    await requests.answer("d")
