"""The messenger as an aiohttp application."""

from aiohttp import web

from bridges.sandbox.messenger.answers import (
    LARGEST_BODY,
    add_safe_headers,
    answer_in_json,
    in_json,
    refuse_other_sites,
)
from bridges.sandbox.messenger.bot import Bot
from bridges.sandbox.messenger.faults import Faults
from bridges.sandbox.messenger.files import media_route, page_routes
from bridges.sandbox.messenger.messenger import Messenger
from bridges.sandbox.messenger.public import Public


def make_application(messenger: Messenger, token: str) -> web.Application:
    """People under ``/api`` and at ``/``, the bot under ``/bot``."""
    faults = Faults()

    async def tell_health(_request: web.Request) -> web.Response:
        if messenger.journal.broken.is_set():
            return in_json({"status": "the journal cannot be written"}, status=503)
        return in_json({"status": "ok"})

    async def let_waiters_go(_application: web.Application) -> None:
        messenger.bell.fall_silent()

    application = web.Application(
        middlewares=[answer_in_json, refuse_other_sites], client_max_size=LARGEST_BODY
    )
    application.on_response_prepare.append(add_safe_headers)
    application.on_shutdown.append(let_waiters_go)
    application.add_routes(Public(messenger, faults).routes())
    application.add_routes(Bot(messenger, faults, token).routes())
    application.add_routes([web.get("/healthz", tell_health), media_route(messenger)])
    application.add_routes(page_routes())
    return application
