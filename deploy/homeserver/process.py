"""How the homeserver's process is started, and when it is ready."""

import asyncio
import os
from pathlib import Path

import aiohttp

from deploy.homeserver.environment import python_path
from deploy.homeserver.settings import HomeserverSettings

_GATE_FOLDER = Path(__file__).parent / "gate"


def homeserver_command(settings: HomeserverSettings) -> list[str]:
    """The program and its arguments."""
    configuration = str(settings.configuration_path)
    return [str(python_path()), "-m", "synapse.app.homeserver", "-c", configuration]


def homeserver_environment() -> dict[str, str]:
    """The environment variables: ours, less what would lead a private server's requests out."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and not name.startswith(("PYTHON", "SYNAPSE"))
    }
    return {
        **inherited,
        "PYTHONPATH": str(_GATE_FOLDER),
        "PYTHONUNBUFFERED": "1",
        # glibc keeps up to eight arenas a core; the database threads would fill each of them.
        "MALLOC_ARENA_MAX": "2",
    }


async def is_ready(url: str) -> bool:
    """Whether the homeserver answers at all."""
    limit = aiohttp.ClientTimeout(total=5)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(f"{url}/health") as answer,
        ):
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


async def wait_until_ready(url: str, pause: float = 0.2) -> None:
    """Return when the homeserver answers; the caller limits the time."""
    while not await is_ready(url):  # noqa: ASYNC110
        await asyncio.sleep(pause)
