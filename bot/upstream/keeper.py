"""Keeps the bridges of a house running, while `teremok up` runs.

Bridges come and go by other commands, which only write their files: here they are noticed. The
homeserver reads registrations at its start alone, so that it is started anew for a new bridge.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable

from bot.house import House
from bot.starting.programs import HOMESERVER, homeserver_program
from bot.upstream.children import appearance, bridge_program, memory_of
from bot.upstream.installed import SETTINGS, InstalledBridge, bridges_folder, installed_bridges
from bot.upstream.run_state import ProcessState, forget_processes, keep_processes
from bot.upstream.turns import somebody_is_at_work
from bot.upstream.writing import registrations, write_configuration
from deploy.homeserver.process import wait_until_ready
from deploy.homeserver.registration import Registration
from deploy.supervisor import Supervisor

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
HOMESERVER_SECONDS = 120.0
AGAIN_SECONDS = 5.0

Tell = Callable[[str, dict[str, object]], None]
"""Tells whoever watches the house: an English source text with its values."""
Files = tuple[tuple[str, int, int], ...]


class Keeper:
    """Starts, restarts and ends the bridges as their files say."""

    def __init__(self, house: House, supervisor: Supervisor, tell: Tell) -> None:
        self._house = house
        self._supervisor = supervisor
        self._tell = tell
        self._registered: tuple[Registration, ...] = registrations(house)
        self._running: dict[str, tuple[str, InstalledBridge]] = {}
        self._files: Files = ()
        self._paused = False
        self._told: dict[str, ProcessState] = {}
        self.ended: Counter[str] = Counter()

    async def run(self) -> None:
        """Keep them as they should be until cancelled; what cannot be done is tried again."""
        while True:
            files = _files(self._house)
            try:
                try:
                    if files != self._files:
                        await self._settle()
                        self._files = () if self._paused else files
                finally:  # one that cannot be started leaves the others looked after
                    await self._measure()
            except Exception as problem:  # whatever it is, the house goes on without them
                kind = type(problem).__name__
                self._tell("The bridges cannot be looked after: {kind}", {"kind": kind})
                await asyncio.sleep(AGAIN_SECONDS)
            await asyncio.sleep(LOOK_SECONDS)

    async def _settle(self) -> None:
        wanted = {bridge.network: bridge for bridge in installed_bridges(self._house)}
        for network in [name for name in self._running if name not in wanted]:
            await self._end(network)
        if registrations(self._house) != self._registered:
            await self._restart_homeserver()
        self._paused = False
        failed: Exception | None = None
        for bridge in wanted.values():
            try:
                await self._keep(bridge)
            except Exception as problem:  # it stops only itself
                failed = problem
        if failed is not None:
            raise failed

    async def _keep(self, bridge: InstalledBridge) -> None:
        write_configuration(bridge)
        if bridge.installation.managed != "teremok":
            return
        if bridge.installation.paused:
            self._paused = True
            await self._end(bridge.network)
            if not somebody_is_at_work(self._house):  # it was killed, and all is as before
                bridge.change(lambda now: {"paused": False})
            return
        looks_so = appearance(bridge)
        known = self._running.get(bridge.network)
        if known is not None and known[0] == looks_so:
            return
        await self._end(bridge.network)
        self._supervisor.start(bridge_program(bridge))
        self._running[bridge.network] = (looks_so, bridge)
        self._tell("The bridge to {title} is started.", {"title": bridge.descriptor.title})

    async def _end(self, network: str) -> None:
        known = self._running.pop(network, None)
        if known is not None:
            await self._supervisor.end(known[1].process_name)

    async def _restart_homeserver(self) -> None:
        self._tell("The homeserver is started anew: it gets to know the bridges.", {})
        wanted = registrations(self._house)
        await self._supervisor.end(HOMESERVER)
        self._supervisor.start(homeserver_program(self._house))
        self._registered = wanted
        async with asyncio.timeout(HOMESERVER_SECONDS):
            await wait_until_ready(self._house.homeserver_url)

    async def _measure(self) -> None:
        pids = self._supervisor.pids()
        processes = {}
        for network, (_, bridge) in list(self._running.items()):
            pid = pids.get(bridge.process_name)
            memory = memory_of(bridge, pid)
            ended = self.ended[bridge.process_name]
            processes[network] = ProcessState(pid, memory, ended)
            if memory is not None and memory > bridge.installation.memory_mb:
                await self._start_anew(bridge, memory)
        if processes == self._told:
            return
        try:
            keep_processes(self._house, processes)
            self._told = processes
        except OSError as problem:
            log.warning("What the bridges do cannot be written: %s", problem.strerror)

    async def _start_anew(self, bridge: InstalledBridge, memory: int) -> None:
        self._tell(
            "The bridge to {title} took {memory} MB of memory and is started anew.",
            {"title": bridge.descriptor.title, "memory": memory},
        )
        await self._supervisor.end(bridge.process_name)
        self._supervisor.start(bridge_program(bridge))

    def forget(self) -> None:
        """Nothing runs any more."""
        forget_processes(self._house)


def _files(house: House) -> Files:
    """What tells one state of the bridges' settings from another."""
    found = []
    for path in sorted(bridges_folder(house).glob(f"*/{SETTINGS}")):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((path.parent.name, status.st_mtime_ns, status.st_ino))
    return tuple(found)
