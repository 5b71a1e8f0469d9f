"""Whether the bridges and their accounts work, for /healthz and `teremok status`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp

from bot.house import House
from bot.status import PartState, Probe
from bot.upstream.coming_up import works
from bot.upstream.installed import InstalledBridge, installed_bridges
from bot.upstream.run_state import known_processes
from bridges.upstream.provisioning import Provisioning
from bridges.upstream.states import Condition
from rooms.storage import upstream
from rooms.storage.database import Store

_TROUBLES = {
    Condition.BANNED: "an account is banned",
    Condition.CONFIRM: "an account has to be confirmed",
    Condition.LOGGED_OUT: "an account is logged out",
    Condition.OUTDATED: "is too old for the messenger",
    Condition.DEAF: "hears nothing",
    Condition.PHONE: "the phone has been offline for days",
    Condition.DEGRADED: "an account has lost its connection",
    Condition.CONNECTING: "an account does not get a connection",
    Condition.UNPLUMBED: "a chat is not plumbed into its room",
    Condition.LEFT_OVER: "a chat is not parted from its room",
}
"""The worst first."""


@dataclass(frozen=True, slots=True)
class BridgeProbe:
    """Whether one bridge is ready, and its accounts and chats are as people were told last.

    The house stands without it: it stops only its own network.
    """

    installed: InstalledBridge
    session: aiohttp.ClientSession
    store: Store

    async def __call__(self) -> PartState:
        """Ask the program."""
        does = await works(Provisioning(self.installed.bridge, self.session))
        trouble = await self._trouble() if does else "does not run"
        words, detail = trouble or "works", self._detail()
        return PartState(trouble is None, words, essential=False, detail=detail)

    async def _trouble(self) -> str | None:
        async with self.store.reading() as connection:
            told = {kept.told for kept in await upstream.told(connection, self.installed.network)}
        return next((words for condition, words in _TROUBLES.items() if condition in told), None)

    def _detail(self) -> str:
        version = self.installed.installation.now.program.version
        process = known_processes(self.installed.house).get(self.installed.network)
        if process is None or process.memory_mb is None:
            return version
        return f"{version}, {process.memory_mb} MB"


def bridge_probes(
    house: House, session: aiohttp.ClientSession, store: Store
) -> Callable[[], Mapping[str, Probe]]:
    """Gives the probes of the bridges that the house has at the moment, by their titles."""

    def probes() -> Mapping[str, Probe]:
        return {
            installed.descriptor.title: BridgeProbe(installed, session, store)
            for installed in installed_bridges(house)
        }

    return probes
