"""An apply whose process is killed at random moments and begun again ends as if it had not been."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.homeserver import BotHomeserver
from tests.support.homeserver import RunningHomeserver
from tests.support.killed_apply import KilledApply, moments
from tests.support.kindergarten import new_bot

SEED = 24
POINTS = 3
SIZE = (5, 12)
"""Groups and people."""


@pytest.fixture(scope="module")
async def bot(homeserver: RunningHomeserver) -> AsyncIterator[BotHomeserver]:
    async with new_bot(homeserver, "bot-of-kills") as reached:
        yield reached


async def test_killed_at_random_moments_it_ends_as_undisturbed(
    homeserver: RunningHomeserver, bot: BotHomeserver, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    apply = KilledApply(homeserver, bot, tmp_path, SIZE)
    seconds = await apply.undisturbed("calm")
    expected = await apply.picture("calm")
    for number, moment in enumerate(moments(chance, seconds, POINTS)):
        slug = f"killed{number}"
        await apply.killed(slug, [moment])
        assert await apply.picture(slug) == expected
        assert await apply.rooms_of(slug) == apply.wanted_count(slug)


async def test_killed_again_and_again_on_its_way_it_ends_as_undisturbed(
    homeserver: RunningHomeserver, bot: BotHomeserver, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    apply = KilledApply(homeserver, bot, tmp_path, SIZE)
    seconds = await apply.undisturbed("quiet")
    kills = await apply.killed("often", moments(chance, seconds / POINTS / 2, POINTS))
    assert kills > 1
    assert await apply.picture("often") == await apply.picture("quiet")
    assert await apply.rooms_of("often") == apply.wanted_count("often")
