"""The desk itself: what its tasks work with, in the daemon as from the command line."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from bot.homeserver import reach_homeserver
from bot.house import House
from bot.reconciling import apply_lock
from rooms.clock import Clock, SystemClock
from rooms.community import Community
from rooms.directory import Directory
from rooms.files.yaml_file import load
from rooms.reconcile.apply import Reconciliation
from rooms.reconcile.homeserver import Homeserver
from rooms.storage.database import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who and what there is (`directory`, fresh), where it is kept, and the homeserver."""

    directory: Directory
    store: Store
    homeserver: Homeserver
    clock: Clock
    reconciliation: Reconciliation


@asynccontextmanager
async def desk_of(house: House) -> AsyncIterator[Desk]:
    """The desk of a house from outside its daemon, which may be running beside it.

    Raises rooms.files.yaml_file.FileProblem; the homeserver is not asked yet.
    """
    community = load(house.community_path, Community)
    store = await Store.open(house.database_url)
    try:
        directory = Directory(house.server_name, community)
        await directory.refresh(store)
        async with reach_homeserver(
            house.homeserver_url, house.bot_id, house.secrets.bot_token, house.server_name
        ) as homeserver:
            reconciliation = Reconciliation(homeserver, store, house.server_name, apply_lock(house))
            yield Desk(directory, store, homeserver, SystemClock(), reconciliation)
    finally:
        await store.close()


def at_desk(house: House, work: Callable[[Desk], Awaitable[T]]) -> T:
    """What the work at a house's desk gives, from a program that runs no loop."""

    async def run() -> T:
        async with desk_of(house) as desk:
            return await work(desk)

    return asyncio.run(run())
