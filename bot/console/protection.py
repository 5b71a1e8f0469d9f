"""What every answer of the console carries, and whom it does not answer at all."""

import logging
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

from rooms.storage.database import DatabaseAway

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With "no-referrer" browsers would send forms with "Origin: null", and we check it.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HEALTH, METRICS = "/healthz", "/metrics"
"""Asked by programs under whatever name they know this machine by."""

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
"""Names of this machine for itself."""

ErrorPage = Callable[[web.Request, int], Awaitable[web.Response]]


def own_hosts(urls: Iterable[str]) -> frozenset[str]:
    """The values of the Host header that mean the console, which is reached at these addresses."""
    hosts: set[str] = set()
    for url in map(URL, urls):
        names = {url.host or ""} | (LOOPBACK if url.host in LOOPBACK else set())
        hosts |= {f"{name}:{url.port}" for name in names}
        hosts |= {url.host or ""} if url.is_default_port() else set()
    return frozenset(hosts)


def protect(urls: Iterable[str], error_page: ErrorPage) -> Middleware:
    """Checks Host and Origin, adds the headers, and lets no error out as it is."""
    hosts = own_hosts(urls)

    @web.middleware
    async def protection(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await _answer(request, handler, hosts, error_page)
        if not response.prepared:
            response.headers.update(HEADERS)
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return protection


async def _answer(
    request: web.Request, handler: Handler, hosts: frozenset[str], error_page: ErrorPage
) -> web.StreamResponse:
    if request.path not in (HEALTH, METRICS) and not _is_meant(request, hosts):
        # A page from elsewhere whose name was turned to this machine (DNS rebinding).
        return web.Response(status=421, text="This address is not known here.\n")
    try:
        return await handler(request)
    except web.HTTPException as known:
        if known.status < 400:
            return known
        return await error_page(request, known.status)
    except DatabaseAway:
        return await error_page(request, 503)
    except Exception:
        log.exception("A page of the console failed")
        return await error_page(request, 500)


def _is_meant(request: web.Request, hosts: frozenset[str]) -> bool:
    if request.headers.get("Host", "").lower() not in hosts:
        return False
    origin = request.headers.get("Origin")
    if request.method in ("GET", "HEAD") or origin is None:
        return True
    try:
        return URL(origin).authority.lower() in hosts
    except ValueError:
        return False
