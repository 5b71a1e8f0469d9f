"""The rooms of a house put right from outside the daemon, which may be running beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.homeserver import reach_homeserver
from bot.house import House
from rooms.reconcile.apply import Reconciliation
from rooms.reconcile.homeserver import HomeserverAway
from rooms.storage.database import Store


def apply_lock(house: House) -> Path:
    """The file by which everybody who puts this house's rooms right takes turns."""
    return house.folder / "run" / "apply.lock"


@asynccontextmanager
async def reconciling(house: House, store: Store) -> AsyncIterator[Reconciliation]:
    """The house's reconciliation for as long as the block lasts.

    Where its methods cannot reach the homeserver, the block raises HouseProblem if the house is not
    running, else rooms.reconcile.homeserver.HomeserverAway.
    """
    token = house.secrets.bot_token
    async with reach_homeserver(
        house.homeserver_url, house.bot_id, token, house.server_name
    ) as homeserver:
        try:
            yield Reconciliation(homeserver, store, house.server_name, apply_lock(house))
        except HomeserverAway:
            house.check_running()
            raise
