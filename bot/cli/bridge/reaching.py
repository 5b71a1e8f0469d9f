"""What the commands need to speak with a bridge: it must run, and so must the house."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import aiohttp

from bot.house import House
from bot.upstream.installed import InstalledBridge, open_bridge
from bot.upstream.watching import known_rows
from bridges.upstream.chats import Row
from bridges.upstream.homeserver import BotClient
from bridges.upstream.provisioning import Bridge, Provisioning
from bridges.upstream.workshop import Workshop
from rooms.storage.database import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reached:
    """A bridge of a running house, and what it is driven with."""

    installed: InstalledBridge
    bridge: Bridge
    workshop: Workshop

    @property
    def provisioning(self) -> Provisioning:
        """Its provisioning API."""
        return self.workshop.provisioning(self.bridge)

    @property
    def store(self) -> Store:
        """The house's database."""
        return self.workshop.store


@asynccontextmanager
async def reaching(house: House, network: str) -> AsyncIterator[Reached]:
    """A bridge for as long as the block lasts. Raises HouseProblem and FileProblem."""
    installed = open_bridge(house, network)
    house.check_running()

    async def rows(bridge: Bridge) -> list[Row]:
        return await known_rows(house, bridge.network)

    store = await Store.open(house.database_url)
    try:
        async with aiohttp.ClientSession() as session:
            client = BotClient(house.homeserver_url, house.bot_id, house.secrets.bot_token, session)
            workshop = Workshop(client, session, store, house.folder / "run", rows)
            yield Reached(installed, installed.bridge, workshop)
    finally:
        await store.close()


def at_bridge(house: House, network: str, work: Callable[[Reached], Awaitable[T]]) -> T:
    """What the work with a bridge gives, from a program that runs no loop."""

    async def run() -> T:
        async with reaching(house, network) as reached:
            return await work(reached)

    return asyncio.run(run())
