"""Something that listens where a bridge should be, and answers as the test wants."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bridges.upstream.descriptor import read_descriptor
from bridges.upstream.provisioning import Bridge
from tests.support.houses import SERVER

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class OddBridge:
    """Is ready; what it answers to everything else is `answer`."""

    def __init__(self, answer: Answer, network: str) -> None:
        self.answer = answer
        self.asked: list[str] = []
        """The paths of all that was asked for."""
        self.network = network
        self.port = 0

    @property
    def bridge(self) -> Bridge:
        """How the driver knows it."""
        return Bridge(
            *(read_descriptor(self.network), f"http://127.0.0.1:{self.port}", SERVER),
            *(f"@teremok:{SERVER}", "secret", "as", "hs"),
        )

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if request.path == "/_matrix/mau/ready":
            return web.Response()
        return await self.answer(request)


@asynccontextmanager
async def odd_bridge(answer: Answer, network: str = "telegram") -> AsyncIterator[OddBridge]:
    """It, for as long as the block lasts."""
    odd = OddBridge(answer, network)
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", odd.take)
    runner = web.AppRunner(application, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    odd.port = runner.addresses[0][1]
    try:
        yield odd
    finally:
        await runner.cleanup()


def refusing(status: int, **body: str) -> Answer:
    """Whoever answers everything so."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return answer
