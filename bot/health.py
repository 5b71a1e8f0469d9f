"""``GET /healthz``: whether every part works, for whoever watches the house. Nothing personal."""

import asyncio
import time
from collections.abc import Mapping

from aiohttp import web

from bot.status import PartState, StatusSource, stands

FRESH_SECONDS = 1.0
"""Anybody may ask; the parts are looked at no more often than this."""


class Health:
    """Answers 200 when the house stands, else 503; a JSON object with each part by its name.

    A bridge that is down stops only its own network: it is shown, and the house stands.
    """

    def __init__(self, status: StatusSource) -> None:
        self._status = status
        self._looking = asyncio.Lock()
        self._parts: Mapping[str, PartState] = {}
        self._looked_at = float("-inf")

    async def parts(self) -> Mapping[str, PartState]:
        """Each part by its name, as it was a moment ago."""
        async with self._looking:
            if time.monotonic() - self._looked_at > FRESH_SECONDS:
                self._parts = await self._status.parts()
                self._looked_at = time.monotonic()
            return self._parts

    async def show(self, request: web.Request) -> web.Response:
        """The aiohttp handler."""
        parts = await self.parts()
        return web.json_response(
            {name: part.as_json() for name, part in parts.items()},
            status=200 if stands(parts) else 503,
            headers={"Cache-Control": "no-store"},
        )
