"""Looking again and again at what other processes change in the database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from rooms.storage.database import DatabaseAway
from rooms.storage.queue import TryLater
from rooms.traces import trace

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0


async def keep_looking(waits: str, look: Callable[[], Awaitable[object]]) -> None:
    """Look once a second for ever; what cannot be seen or done now is, later.

    `waits` is what waits then, for the log. A look where nothing has changed has to be cheap.
    """
    while True:
        try:
            await look()
        except (DatabaseAway, TryLater) as away:
            log.info("%s: %s", waits, away)
        except Exception as error:
            log.error("%s: %s", waits, trace(error))
        await asyncio.sleep(LOOK_SECONDS)
