"""Our appservice on the homeserver: mautrix's, with a transaction route of its own.

mautrix answers 200 even when a handler raised, and remembers transactions only in memory; here
200 is answered once what the transaction brought is in the database.
Source: Application Service API, https://spec.matrix.org/v1.11/application-service-api/
"""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeGuard

from aiohttp import web
from mautrix.appservice import AppService, ASStateStore
from mautrix.appservice.state_store.memory import ASStateStore as _BaseStateStore
from mautrix.client.state_store.memory import MemoryStateStore

from bridges.breath import Breath
from rooms.storage.database import DatabaseAway
from rooms.traces import trace

log = logging.getLogger(__name__)

Events = list[Mapping[str, Any]]
Take = Callable[[str, Events, Events], Awaitable[None]]
"""Takes a transaction: its id, its events and its ephemeral events; returns when they are on
disk."""

TRANSACTION_LIMIT = 64 * 1024 * 1024
"""Bytes; Synapse sends at most 100 events at a time, each of at most 64 KiB."""
SENDER = "_teremok_bridge"
APPSERVICE_ID = "teremok"


class _StateStore(MemoryStateStore, _BaseStateStore):
    """Which ghosts are registered and joined, as far as this run has seen."""

    def __init__(self) -> None:
        MemoryStateStore.__init__(self)
        _BaseStateStore.__init__(self)


class TeremokAppService(AppService):
    """The listener for the homeserver's transactions, and the way to speak as ghosts."""

    def __init__(
        self, homeserver_url: str, server_name: str, as_token: str, hs_token: str, take: Take
    ) -> None:
        self._take = take
        self._lines: set[asyncio.BaseTransport] = set()
        self.breath = Breath()
        self.pings = 0
        """How often the homeserver has called only to see whether we are there."""
        state: ASStateStore = _StateStore()
        super().__init__(
            server=homeserver_url,
            domain=server_name,
            as_token=as_token,
            hs_token=hs_token,
            bot_localpart=SENDER,
            id=APPSERVICE_ID,
            state_store=state,
            aiohttp_params={"client_max_size": TRANSACTION_LIMIT},
            ephemeral_events=True,
        )

    def register_routes(self, app: web.Application) -> None:
        """Only the routes of the current specification; the old ones took tokens in the URL."""
        prefix = "/_matrix/app/v1"
        app.router.add_put(prefix + "/transactions/{transaction_id}", self._take_transaction)
        app.router.add_get(prefix + "/users/{user_id}", self._nobody_there)
        app.router.add_get(prefix + "/rooms/{alias}", self._nobody_there)
        app.router.add_post(prefix + "/ping", self._answer_ping)

    def _is_homeserver(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(errors="surrogateescape"), self.hs_token.encode())

    async def _take_transaction(self, request: web.Request) -> web.Response:
        if not self._is_homeserver(request):
            return _error(401, "M_UNKNOWN_TOKEN", "wrong or missing hs_token")
        try:
            body = await request.json()
        except (ValueError, LookupError, RecursionError):  # LookupError: no such charset
            return _error(400, "M_NOT_JSON", "the body is not JSON")
        if not isinstance(body, dict):
            return _error(400, "M_BAD_JSON", "the body is not an object")
        events = body.get("events")
        ephemeral = body.get("ephemeral", body.get("de.sorunome.msc2409.ephemeral", []))
        if not (_are_objects(events) and _are_objects(ephemeral)):
            return _error(400, "M_BAD_JSON", "events and ephemeral must be lists of objects")
        try:
            await self._take(request.match_info["transaction_id"], events, ephemeral)
            self._note_line(request)
            await self.breath.take(more_to_come=len(events) > 1, age=_age(events))
        except DatabaseAway:
            log.warning("Database away: the homeserver will send the transaction again")
            return _error(503, "M_UNKNOWN", "the database is away, send it again")
        except Exception as error:
            log.error("Transaction not taken, it will be sent again: %s", trace(error))
            return _error(500, "M_UNKNOWN", "not taken, send it again")
        return web.json_response({})

    def is_connected(self) -> bool:
        """Whether a connection over which a transaction has come is still open."""
        return any(not line.is_closing() for line in self._lines)

    def _note_line(self, request: web.Request) -> None:
        self._lines = {line for line in self._lines if not line.is_closing()}
        if request.transport is not None:
            self._lines.add(request.transport)

    async def _nobody_there(self, request: web.Request) -> web.Response:
        if not self._is_homeserver(request):
            return _error(401, "M_UNKNOWN_TOKEN", "wrong or missing hs_token")
        return _error(404, "M_NOT_FOUND", "ghosts and rooms are never made on request")

    async def _answer_ping(self, request: web.Request) -> web.Response:
        if not self._is_homeserver(request):
            return _error(401, "M_UNKNOWN_TOKEN", "wrong or missing hs_token")
        self.pings += 1
        return web.json_response({})


def _are_objects(value: object) -> TypeGuard[Events]:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _age(events: Events) -> float | None:
    """How long ago the newest of the events was sent, in seconds.

    Source: UnsignedData.age, https://spec.matrix.org/v1.11/client-server-api/
    """
    unsigned = [event.get("unsigned") for event in events]
    ages = [about.get("age") for about in unsigned if isinstance(about, dict)]
    return min((age / 1000 for age in ages if isinstance(age, int)), default=None)


def _error(status: int, code: str, words: str) -> web.Response:
    return web.json_response({"errcode": code, "error": words}, status=status)
