"""How long the homeserver waits for the answer to a transaction."""

import asyncio

import pytest

from bridges.breath import LATE_SECONDS, LONGEST_SECONDS, LULL_SECONDS, SHORTEST_SECONDS, Breath


@pytest.fixture
async def taken() -> tuple[Breath, float]:
    """A breath after its first answer, and when that was."""
    breath = Breath()
    await breath.take(more_to_come=False)
    return breath, asyncio.get_running_loop().time()


async def test_the_first_answer_waits_for_nothing() -> None:
    assert Breath().left(asyncio.get_running_loop().time()) <= 0


async def test_a_second_answer_waits(taken: tuple[Breath, float]) -> None:
    breath, at = taken
    assert 0 < breath.left(at) <= SHORTEST_SECONDS
    assert breath.left(at + SHORTEST_SECONDS) <= 0


async def test_who_has_stopped_writing_does_not_wait_for_more(taken: tuple[Breath, float]) -> None:
    breath, at = taken
    breath.seconds = LONGEST_SECONDS
    assert breath.left(at + LULL_SECONDS) > 0
    breath.notice()
    written = asyncio.get_running_loop().time()
    assert breath.left(written + LULL_SECONDS) <= 0


async def test_who_goes_on_writing_is_waited_for(taken: tuple[Breath, float]) -> None:
    breath, _ = taken
    breath.seconds = LONGEST_SECONDS
    breath.notice()
    first = asyncio.get_running_loop().time()
    await asyncio.sleep(0.01)
    breath.notice()
    assert breath.left(first + LULL_SECONDS) > 0


async def test_what_was_written_before_the_last_answer_ends_no_breath(
    taken: tuple[Breath, float],
) -> None:
    breath, _ = taken
    breath.notice()
    await asyncio.sleep(0.01)
    await breath.take(more_to_come=True)
    answered = asyncio.get_running_loop().time()
    assert breath.left(answered + LULL_SECONDS) > 0


async def test_what_has_waited_for_us_is_answered_at_once(
    taken: tuple[Breath, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    breath, _ = taken
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        breath._answered_at = -LONGEST_SECONDS  # time passes

    monkeypatch.setattr("bridges.breath.asyncio.sleep", sleep)
    await breath.take(more_to_come=True, age=LATE_SECONDS + 1)
    await breath.take(more_to_come=False)  # who types tells of no time
    assert not slept
    await breath.take(more_to_come=False, age=0.1)
    assert slept
