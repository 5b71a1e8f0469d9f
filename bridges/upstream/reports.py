"""Where bridges report by themselves how an account is.

Source: ``homeserver.status_endpoint`` of mautrix-go v0.30.0: a POST with the bridge's as_token as
bearer, made again until the answer is 2xx.
"""

import hmac
import json

from aiohttp import web
from pydantic import ValidationError

from bridges.upstream.answers import State
from bridges.upstream.known import KnownBridges
from bridges.upstream.watch import Watch
from rooms.archive.words import storable_json
from rooms.storage.database import DatabaseAway

LARGEST = 256 * 1024
PATH = "/upstream/{network}"


class Reports:
    """The routes for all bridges."""

    def __init__(self, known: KnownBridges, watch: Watch) -> None:
        self._known = known
        self._watch = watch

    def add_routes(self, application: web.Application) -> None:
        """Answer bridges below ``/upstream/<network>``."""
        application.router.add_post(f"{PATH}/state", self._state)

    async def _state(self, request: web.Request) -> web.Response:
        try:
            return await self._taken(request, request.match_info["network"])
        except DatabaseAway:
            return web.json_response({"errcode": "M_UNKNOWN"}, status=503)

    async def _taken(self, request: web.Request, network: str) -> web.Response:
        if not await self._is_bridge(request, network):
            return web.json_response({"errcode": "M_UNKNOWN_TOKEN"}, status=401)
        try:
            body = storable_json(json.loads(await _body(request)))
            state = State.model_validate(body)
        except (ValueError, ValidationError, RecursionError):
            return web.json_response({"errcode": "M_BAD_JSON"}, status=400)
        await self._watch.take_report(network, state)
        return web.json_response({})

    async def _is_bridge(self, request: web.Request, network: str) -> bool:
        bridge = self._known.get(network)
        if bridge is None:  # it may have been added a moment ago
            await self._known.refresh()
            bridge = self._known.get(network)
        given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        wanted = f"Bearer {bridge.as_token}".encode() if bridge else b"\0"
        return hmac.compare_digest(given, wanted)


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > LARGEST:
            raise ValueError("too large")
    return bytes(body)
