"""Whether the bridges' programs work, for /healthz and `teremok status`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp

from bot.house import House
from bot.status import PartState, Probe
from bot.upstream.coming_up import works
from bot.upstream.installed import InstalledBridge, installed_bridges
from bot.upstream.run_state import known_processes
from bridges.upstream.provisioning import Provisioning


@dataclass(frozen=True, slots=True)
class BridgeProbe:
    """Whether one bridge is ready. The house stands without it: it stops only its own network."""

    installed: InstalledBridge
    session: aiohttp.ClientSession

    async def __call__(self) -> PartState:
        """Ask the program."""
        does = await works(Provisioning(self.installed.bridge, self.session))
        words = "works" if does else "does not run"
        return PartState(does, words, essential=False, detail=self._detail())

    def _detail(self) -> str:
        version = self.installed.installation.now.program.version
        process = known_processes(self.installed.house).get(self.installed.network)
        if process is None or process.memory_mb is None:
            return version
        return f"{version}, {process.memory_mb} MB"


def bridge_probes(
    house: House, session: aiohttp.ClientSession
) -> Callable[[], Mapping[str, Probe]]:
    """Gives the probes of the bridges that the house has at the moment, by their titles."""

    def probes() -> Mapping[str, Probe]:
        return {
            installed.descriptor.title: BridgeProbe(installed, session)
            for installed in installed_bridges(house)
        }

    return probes
