"""What the commands need to speak with a bridge: it must run, and so must the house."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import aiohttp

from bot.house import House, HouseProblem
from bot.upstream.installed import InstalledBridge, open_bridge
from bot.upstream.watching import turn_of
from bridges.upstream.chats import Chats, Row
from bridges.upstream.commands import Commands
from bridges.upstream.homeserver import BotClient
from bridges.upstream.management import management_room
from bridges.upstream.plumbing import Plumber
from bridges.upstream.provisioning import Provisioning
from deploy.bridges.portals import PortalsAway, read_portals
from rooms.storage.database import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reached:
    """A bridge of a running house, and the ways to it."""

    installed: InstalledBridge
    provisioning: Provisioning
    commands: Commands
    client: BotClient
    store: Store

    async def chats(self) -> Chats:
        """Its chats."""
        installed = self.installed

        async def rows() -> list[Row]:
            try:
                portals = await read_portals(installed.database)
            except PortalsAway:
                return []
            return [Row(row.id, row.receiver, row.name, row.room_id) for row in portals]

        return Chats(installed.bridge, self.commands, await self.management_room(), rows)

    async def plumber(self) -> Plumber:
        """Who plumbs its chats into our rooms."""
        room = await self.management_room()
        return Plumber(self.provisioning, self.client, self.commands, await self.chats(), room)

    async def management_room(self) -> str:
        """The room in which its bot is talked to."""
        return await management_room(self.installed.bridge, self.client, self.store)


@asynccontextmanager
async def reaching(house: House, network: str) -> AsyncIterator[Reached]:
    """A bridge for as long as the block lasts. Raises HouseProblem and FileProblem."""
    installed = open_bridge(house, network)
    if house.run is None:
        raise HouseProblem("This house is not running. Start it: teremok up")
    bridge = installed.bridge
    store = await Store.open(house.database_url)
    try:
        async with aiohttp.ClientSession() as session:
            client = BotClient(house.homeserver_url, house.bot_id, house.secrets.bot_token, session)
            provisioning = Provisioning(bridge, session)
            turn = turn_of(house, network)
            commands = Commands(bridge, client, turn=turn)
            yield Reached(installed, provisioning, commands, client, store)
    finally:
        await store.close()


def at_bridge(house: House, network: str, work: Callable[[Reached], Awaitable[T]]) -> T:
    """What the work with a bridge gives, from a program that runs no loop."""

    async def run() -> T:
        async with reaching(house, network) as reached:
            return await work(reached)

    return asyncio.run(run())
