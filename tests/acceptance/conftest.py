"""One whole house for all tests that leave it as it was."""

from collections.abc import AsyncIterator

import pytest

from tests.support.element import Element
from tests.support.life import Life


@pytest.fixture(scope="package")
async def life(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Life]:
    """A house in which everything runs."""
    living = await Life.begin(tmp_path_factory.mktemp("life") / "files")
    try:
        yield living
    finally:
        await living.house.down()


@pytest.fixture
def valentina(life: Life) -> Element:
    """The head."""
    return life.valentina


@pytest.fixture
def anna(life: Life) -> Element:
    """An educator."""
    return life.anna


@pytest.fixture(scope="module")
async def nothing_set_aside(life: Life) -> AsyncIterator[None]:
    """All that these tests let happen can be carried out."""
    before = await life.house.set_aside()
    yield
    await life.house.until_quiet()
    assert await life.house.set_aside() == before
