"""Requests of the bot to the homeserver, counted, and made again where that may help.

nio returns errors; here they are raised. What fails for the moment is tried again a few times, and
what is asked to wait waits, both within bounds.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp
from nio import AsyncClient, ErrorResponse

from rooms.reconcile.homeserver import Content, HomeserverAway, HomeserverRefused, RequestCounts

PAUSES = (0.5, 2.0)
"""Seconds between the attempts of a request that fails for the moment."""
WAITS = 10
"""How often one request may be asked to wait."""
LONGEST_WAIT = 30.0
TOKEN_MS = 5 * 60_000

T = TypeVar("T")
Answer = Callable[[], Awaitable[T | ErrorResponse]]


class BotRequests:
    """Asks over the bot's session.

    Every method raises HomeserverRefused, or HomeserverAway after all attempts.
    """

    def __init__(self, session: AsyncClient) -> None:
        self.counts = RequestCounts()
        self._session = session

    async def look(self, request: Answer[T]) -> T:
        """The answer to a request that changes nothing."""
        return await self._ask(request, writes=False)

    async def change(self, request: Answer[T]) -> T:
        """The answer to a request that changes something."""
        return await self._ask(request, writes=True)

    async def get(self, path: str) -> dict[str, Any]:
        """The JSON object that is there."""
        return await self.look(lambda: self._plain("GET", path))

    async def find(self, path: str) -> dict[str, Any] | None:
        """The JSON object that is there, None where there is nothing."""
        try:
            return await self.get(path)
        except HomeserverRefused as refused:
            if refused.status == 404:
                return None
            raise

    async def send(
        self, method: str, path: str, body: Content | None = None, token: str | None = None
    ) -> dict[str, Any]:
        """Change something by a request for which nio has no method.

        `token` is given where the bot acts in somebody else's name.
        """
        return await self.change(lambda: self._plain(method, path, body, token))

    async def upload(self, path: str, content: bytes, mimetype: str) -> dict[str, Any]:
        """Hand over a file; returns the JSON object that is answered."""
        return await self.change(lambda: self._plain("POST", path, content, mimetype=mimetype))

    async def _ask(self, request: Answer[T], *, writes: bool) -> T:
        """The answer; raises HomeserverRefused, or HomeserverAway after all attempts."""
        waits, pauses = WAITS, list(PAUSES)
        while True:
            if writes:
                self.counts.write += 1
            else:
                self.counts.read += 1
            try:
                return await _answer(request)
            except _AskedToWait as wait:
                waits, pause, reason = waits - 1, wait.seconds, "it asks to wait"
                if waits < 0:
                    raise HomeserverAway(reason) from None
            except HomeserverAway:
                if not pauses:
                    raise
                pause = pauses.pop(0)
            await asyncio.sleep(pause)

    async def _plain(
        self,
        method: str,
        path: str,
        body: Content | bytes | None = None,
        token: str | None = None,
        mimetype: str = "application/json",
    ) -> dict[str, Any] | ErrorResponse:
        """A request for which nio has no method, answered as nio answers."""
        bearer = f"Bearer {token or self._session.access_token}"
        headers = {"Authorization": bearer, "Content-Type": mimetype}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body)
        async with await self._session.send(method, path, data, headers) as answer:
            content = await answer.json(content_type=None)
            if answer.status < 300 and isinstance(content, dict):
                return content
            error = ErrorResponse.from_dict(content)
            error.transport_response = answer
            return error


class _AskedToWait(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = min(max(seconds, 0.05), LONGEST_WAIT)


async def _answer(request: Answer[T]) -> T:
    try:
        answer = await request()
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as gone:
        raise HomeserverAway(type(gone).__name__) from gone
    if not isinstance(answer, ErrorResponse):
        return answer
    status = getattr(answer.transport_response, "status", 0)
    if status == 429 or answer.status_code == "M_LIMIT_EXCEEDED":
        raise _AskedToWait((answer.retry_after_ms or 1000) / 1000)
    if not 400 <= status < 500:
        raise HomeserverAway(f"{status} {answer.message}")
    raise HomeserverRefused(answer.status_code or "M_UNKNOWN", answer.message, status)


@asynccontextmanager
async def in_name_of(requests: BotRequests, user_id: str) -> AsyncIterator[str]:
    """A token to act with in the name of somebody of this homeserver, good for the block only.

    Source: Synapse's User Admin API, Login as a user.
    """
    good_until = {"valid_until_ms": int(time.time() * 1000) + TOKEN_MS}
    path = f"/_synapse/admin/v1/users/{quoted(user_id)}/login"
    token = str((await requests.send("POST", path, good_until))["access_token"])
    try:
        yield token
    finally:
        await requests.send("POST", "/_matrix/client/v3/logout", {}, token)


def quoted(identifier: str) -> str:
    """An id as a part of a path."""
    return quote(identifier, safe="")
