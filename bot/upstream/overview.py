"""How a bridge is, from all that knows of it: its files, its process, itself."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

import aiohttp

from bot.house import House
from bot.upstream.installed import InstalledBridge, installed_bridges
from bot.upstream.run_state import known_processes
from bridges.upstream.answers import Login
from bridges.upstream.observing import account_subject
from bridges.upstream.problems import BridgeProblem
from bridges.upstream.provisioning import Provisioning
from rooms.storage import upstream
from rooms.storage.database import Store
from rooms.storage.upstream import KeptState


@dataclass(frozen=True, slots=True)
class Account:
    """A linked account; `state` is the bridge's own word, `error` its own code.

    `condition` is how the house has seen it last (`bridges.upstream.states.Condition`; empty: not
    yet), `since` when that began (ms).
    """

    id: str
    name: str
    state: str
    error: str
    condition: str = ""
    since: int | None = None


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
        kept = await upstream.states(connection)
    async with aiohttp.ClientSession() as session:
        return list(
            await asyncio.gather(
                *(
                    _overview(
                        bridge,
                        session,
                        sum(chat.network == bridge.network for chat in plumbed),
                        {each.subject: each for each in kept if each.network == bridge.network},
                    )
                    for bridge in installed_bridges(house)
                )
            )
        )


async def _overview(
    installed: InstalledBridge,
    session: aiohttp.ClientSession,
    chats: int,
    kept: Mapping[str, KeptState],
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
                _account(login, kept.get(account_subject(login.id))) for login in logins
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


def _account(login: Login, kept: KeptState | None) -> Account:
    state = login.state
    account = Account(login.id, login.name, state.state_event, state.error)
    return replace(account, condition=kept.state, since=kept.since) if kept else account
