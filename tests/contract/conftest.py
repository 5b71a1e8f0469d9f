"""Fixtures of the contract tests."""

from collections.abc import AsyncIterator

import pytest

from rooms.storage.database import Store
from tests.support.bot import TestedBot
from tests.support.holding import Holding
from tests.support.homeserver import RunningHomeserver


@pytest.fixture
async def bot(homeserver: RunningHomeserver, store: Store) -> AsyncIterator[TestedBot]:
    """The bot with an account and a staff room of its own."""
    tested = TestedBot(homeserver, store)
    await tested.start()
    yield tested
    await tested.close()


@pytest.fixture
async def holding(
    homeserver: RunningHomeserver, store: Store, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Holding]:
    """A room and a chat where posts of the night wait for eight o'clock."""
    made = Holding(homeserver, store)
    await made.open()
    made.let_requests_end(monkeypatch)
    made.hours()
    yield made
    await made.outbox.stop()
    await made.crossroads.service.stop()
