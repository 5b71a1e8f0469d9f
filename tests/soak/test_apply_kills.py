"""A large institution applied by a process that is killed at thirty random moments.

Once thirty times on the way of one apply, and once at one moment of each of thirty applies of a
smaller file. Short by default; ``make soak`` sets TEREMOK_SOAK_KILLS to the full measure.
"""

import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.homeserver import BotHomeserver
from tests.support.homeserver import RunningHomeserver
from tests.support.institution import GROUPS, STAFF
from tests.support.killed_apply import KilledApply, moments
from tests.support.kindergarten import new_bot

KILLS = int(os.environ.get("TEREMOK_SOAK_KILLS", "2"))
SEED = int(os.environ.get("TEREMOK_SOAK_SEED", "24"))
FULL = 30
LARGE = (GROUPS, STAFF) if KILLS >= FULL else (5, 12)
SMALL = (6, 20) if KILLS >= FULL else (3, 8)


@pytest.fixture(scope="module")
async def bot(homeserver: RunningHomeserver) -> AsyncIterator[BotHomeserver]:
    async with new_bot(homeserver, "bot-of-soak") as reached:
        yield reached


async def test_a_large_institution_survives_kills_on_its_way(
    homeserver: RunningHomeserver, bot: BotHomeserver, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    apply = KilledApply(homeserver, bot, tmp_path, LARGE)
    seconds, expected = await apply.undisturbed("large"), await apply.picture("large")
    for attempt in range(5):
        slug = f"killed{attempt}"
        kills = await apply.killed(slug, moments(chance, seconds / KILLS, KILLS))
        assert await apply.picture(slug) == expected
        assert await apply.rooms_of(slug) == apply.wanted_count(slug)
        if kills == KILLS:
            return
        seconds /= 2  # it was through too early: the machine has become faster since
    raise AssertionError("it is through before it is killed")


async def test_each_moment_of_an_apply_can_be_its_last(
    homeserver: RunningHomeserver, bot: BotHomeserver, tmp_path: Path
) -> None:
    chance = random.Random(SEED + 1)
    apply = KilledApply(homeserver, bot, tmp_path, SMALL)
    seconds = await apply.undisturbed("small")
    expected = await apply.picture("small")
    for number, moment in enumerate(moments(chance, seconds, KILLS)):
        slug = f"last{number}"
        await apply.killed(slug, [moment])
        assert await apply.picture(slug) == expected
        assert await apply.rooms_of(slug) == apply.wanted_count(slug)
