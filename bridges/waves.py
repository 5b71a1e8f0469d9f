"""Requests that begin together, because that is cheaper for who answers them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

LONGEST_WAIT = 1.0
"""Seconds; what has not been answered by then holds up nobody."""


@dataclass(slots=True, eq=False)
class _Wave:
    under_way: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Waves:
    """Lets those who come while others are under way begin together when these have ended.

    Synapse looks after every new event in some ten loops (stream positions, directory, statistics,
    appservices …), and each takes all events there are by then: those sent together are one turn of
    each loop. Measured with 16 rooms at once: 9 to 25 % more messages a second than sent as they
    come. Who comes while nobody is under way begins at once.
    """

    def __init__(self) -> None:
        self._wave = _Wave()

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """The time of one request."""
        wave = await self._joined()
        wave.under_way += 1
        try:
            yield
        finally:
            wave.under_way -= 1
            if not wave.under_way:
                self._end(wave)

    async def _joined(self) -> _Wave:
        wave = self._wave
        if wave.under_way:
            try:
                async with asyncio.timeout(LONGEST_WAIT):
                    await wave.over.wait()
            except TimeoutError:
                self._end(wave)
        return self._wave

    def _end(self, wave: _Wave) -> None:
        wave.over.set()
        if self._wave is wave:
            self._wave = _Wave()
