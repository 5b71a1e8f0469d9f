"""Looks at the parts of the house that the bot itself knows."""

from dataclasses import dataclass

import aiohttp

from bot.ear import Ear
from bot.status import PartState
from rooms.storage import settings
from rooms.storage.database import DatabaseAway, Store

WORKS = PartState(True, "works")


@dataclass(frozen=True, slots=True)
class DatabaseProbe:
    """Whether the database answers."""

    store: Store

    async def __call__(self) -> PartState:
        """Read something."""
        try:
            async with self.store.reading() as connection:
                await settings.get(connection, "nothing")
        except DatabaseAway:
            return PartState(False, "does not answer")
        return WORKS


@dataclass(frozen=True, slots=True)
class BotProbe:
    """Whether the bot hears what is said to it."""

    ear: Ear

    async def __call__(self) -> PartState:
        """What the ear says of itself."""
        return WORKS if self.ear.well else PartState(False, "does not hear yet")


@dataclass(frozen=True, slots=True)
class HomeserverProbe:
    """Whether the homeserver answers."""

    session: aiohttp.ClientSession
    url: str

    async def __call__(self) -> PartState:
        """Ask its own health page. Source: Synapse, ``GET /health``."""
        try:
            async with self.session.get(f"{self.url}/health") as answer:
                ok = answer.status == 200
        except (aiohttp.ClientError, OSError):
            return PartState(False, "does not answer")
        return WORKS if ok else PartState(False, "does not work")
