"""How a bridge is, from all that knows of it: its files, its process, itself."""

import asyncio
from dataclasses import dataclass

import aiohttp

from bot.house import House
from bot.upstream.installed import InstalledBridge, installed_bridges
from bot.upstream.run_state import known_processes
from bridges.upstream.problems import BridgeProblem
from bridges.upstream.provisioning import Provisioning
from rooms.storage import upstream
from rooms.storage.database import Store


@dataclass(frozen=True, slots=True)
class Account:
    """A linked account; `state` is the bridge's own word, `error` its own code."""

    id: str
    name: str
    state: str
    error: str


@dataclass(frozen=True, slots=True)
class Overview:
    """How a bridge is; `accounts` is None where it does not answer."""

    network: str
    title: str
    version: str
    port: int
    managed: str
    works: bool
    pid: int | None
    memory_mb: int | None
    ended: int
    accounts: tuple[Account, ...] | None
    chats: int


async def overviews(house: House, store: Store) -> list[Overview]:
    """All bridges of a house. Raises DatabaseAway."""
    async with store.reading() as connection:
        plumbed = await upstream.chats(connection)
    async with aiohttp.ClientSession() as session:
        return list(
            await asyncio.gather(
                *(
                    _overview(
                        bridge, session, sum(chat.network == bridge.network for chat in plumbed)
                    )
                    for bridge in installed_bridges(house)
                )
            )
        )


async def _overview(
    installed: InstalledBridge, session: aiohttp.ClientSession, chats: int
) -> Overview:
    provisioning = Provisioning(installed.bridge, session)
    works = await provisioning.is_ready()
    accounts = None
    if works:
        try:
            logins = (await provisioning.whoami()).logins
        except BridgeProblem:
            works = False
        else:
            accounts = tuple(
                Account(login.id, login.name, login.state.state_event, login.state.error)
                for login in logins
            )
    process = known_processes(installed.house).get(installed.network)
    installation = installed.installation
    return Overview(
        network=installed.network,
        title=installed.descriptor.title,
        version=installation.now.program.version,
        port=installation.port,
        managed=installation.managed,
        works=works,
        pid=process.pid if process else None,
        memory_mb=process.memory_mb if process else None,
        ended=process.ended if process else 0,
        accounts=accounts,
        chats=chats,
    )
