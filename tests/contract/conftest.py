"""Fixtures of the contract tests."""

from collections.abc import AsyncIterator

import pytest

from rooms.storage.database import Store
from tests.support.bot import TestedBot
from tests.support.homeserver import RunningHomeserver


@pytest.fixture
async def bot(homeserver: RunningHomeserver, store: Store) -> AsyncIterator[TestedBot]:
    """The bot with an account and a staff room of its own."""
    tested = TestedBot(homeserver, store)
    await tested.start()
    yield tested
    await tested.close()
