"""Waiting for a bridge to come up, or to be gone."""

import asyncio
import time

import aiohttp

from bot.upstream.installed import InstalledBridge
from bot.upstream.run_state import known_processes, running_pid
from bridges.upstream.problems import BridgeProblem
from bridges.upstream.provisioning import Provisioning

START_SECONDS = 120.0
"""With the homeserver's start before it, on a slow computer."""
GONE_SECONDS = 60.0
MOST_ENDS = 3
"""Who has ended so often by itself does not come up: some refuse their data only at that point."""
ANSWER_SECONDS = 5.0
_LOOK_SECONDS = 0.2


async def comes_up(
    installed: InstalledBridge, seconds: float = START_SECONDS, former_pid: int | None = None
) -> bool:
    """Whether the bridge gets ready in that time, without ending again and again.

    `former_pid`: not the process that was.
    """
    ends = time.monotonic() + seconds
    ended: int | None = None
    async with aiohttp.ClientSession() as session:
        provisioning = Provisioning(installed.bridge, session)
        while time.monotonic() < ends:
            if await works(provisioning) and not _is_former(installed, former_pid):
                return True
            if (process := known_processes(installed.house).get(installed.network)) is not None:
                ended = process.ended if ended is None else ended
                if process.ended - ended >= MOST_ENDS:
                    return False
            await asyncio.sleep(_LOOK_SECONDS)
    return False


async def works(provisioning: Provisioning) -> bool:
    """Whether the bridge is ready, and is ours: another house's may have taken the port."""
    if not await provisioning.is_ready():
        return False
    try:
        await provisioning.whoami()
    except BridgeProblem:
        return False
    return True


async def goes_away(installed: InstalledBridge, seconds: float = GONE_SECONDS) -> bool:
    """Whether nobody takes connections at the bridge's address any more, in that time.

    What hangs takes them, and may go on writing to its data.
    """
    ends = time.monotonic() + seconds
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        while time.monotonic() < ends:
            try:
                async with session.get(f"{installed.without_secrets.url}/_matrix/mau/live"):
                    pass
            except aiohttp.ClientConnectorError:
                return True
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(_LOOK_SECONDS)
    return False


def _is_former(installed: InstalledBridge, former_pid: int | None) -> bool:
    return former_pid is not None and running_pid(installed.house, installed.network) == former_pid
