"""``GET /healthz``: whether every part works, for whoever watches the house. Nothing personal."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import asdict

from aiohttp import web

from bot.status import PartState, StatusSource

FRESH_SECONDS = 1.0
"""Anybody may ask; the parts are looked at no more often than this."""


class Health:
    """Answers 200 when all parts work, else 503; a JSON object with each part by its name."""

    def __init__(self, status: StatusSource) -> None:
        self._status = status
        self._looking = asyncio.Lock()
        self._parts: Mapping[str, PartState] = {}
        self._looked_at = float("-inf")

    async def show(self, request: web.Request) -> web.Response:
        """The aiohttp handler."""
        async with self._looking:
            if time.monotonic() - self._looked_at > FRESH_SECONDS:
                self._parts = await self._status.parts()
                self._looked_at = time.monotonic()
        ok = bool(self._parts) and all(part.ok for part in self._parts.values())
        return web.json_response(
            {name: asdict(part) for name, part in self._parts.items()},
            status=200 if ok else 503,
            headers={"Cache-Control": "no-store"},
        )
