"""HTTP to the sandbox's messenger: its bot interface, and what its answers mean for a connector."""

import json
import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import quote

import aiohttp

from bridges.network import NetworkAway, NetworkRefused

WAIT = 25
"""Seconds for which a poll waits for news."""
_PIECE = 64 * 1024
_ORDINARY = aiohttp.ClientTimeout(total=30, sock_connect=5)
_POLL = aiohttp.ClientTimeout(total=WAIT + 10, sock_connect=5)
_FILE = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=60)
_KEPT_ALIVE = 300
_LONGEST_PAUSE = 3600.0


class SandboxClient:
    """The messenger at `url`, asked with the bot's token; people read why it refuses something.

    Each call raises `NetworkAway` (no connection, 5xx, 429) or `NetworkRefused` (any other 4xx).
    """

    def __init__(self, url: str, token: str, language: str) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        self._session: aiohttp.ClientSession | None = None

    async def poll(self, cursor: int) -> bytes:
        """What people did after the cursor, waiting for it; JSON."""
        path = f"/bot/updates?after={cursor}&wait={WAIT}"
        return await self._ask("GET", path, timeout=_POLL)

    async def check(self) -> None:
        """Whether the messenger answers."""
        await self._ask("GET", "/healthz")

    async def ask(self, method: str, path: str, body: dict[str, Any]) -> bytes:
        """An ordinary request with a JSON body; `path` is below ``/bot/chats/``."""
        return await self._ask(method, f"/bot/chats/{path}", json=body)

    async def upload(
        self, path: str, message: dict[str, Any], content: AsyncIterator[bytes]
    ) -> bytes:
        """A message with a file, which is streamed."""
        form = aiohttp.MultipartWriter("form-data")
        field = form.append(json.dumps(message))
        field.set_content_disposition("form-data", name="message")
        file = form.append(content, {aiohttp.hdrs.CONTENT_TYPE: "application/octet-stream"})
        file.set_content_disposition("form-data", name="file", filename="file")
        return await self._ask("POST", f"/bot/chats/{path}", data=form, timeout=_FILE)

    @asynccontextmanager
    async def download(self, name: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """The bytes of a file, in pieces."""
        async with self._request("GET", f"/bot/media/{segment(name)}", timeout=_FILE) as response:
            yield _pieces(response)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, method: str, path: str, **options: Any) -> bytes:
        async with self._request(method, path, **options) as response:
            with _away_when_it_breaks():
                return await response.read()

    @asynccontextmanager
    async def _request(
        self, method: str, path: str, **options: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        options.setdefault("timeout", _ORDINARY)
        with _away_when_it_breaks():
            response = await self._opened().request(method, self._url + path, **options)
        async with response:
            if response.status >= 400:
                with _away_when_it_breaks():
                    raise _failure(response, await response.content.read(4096))
            yield response

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEPT_ALIVE),
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def segment(part: str) -> str:
    """An id as one step of a path."""
    return quote(part, safe="")


async def _pieces(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    with _away_when_it_breaks():
        async for piece in response.content.iter_chunked(_PIECE):
            yield piece


@contextmanager
def _away_when_it_breaks() -> Iterator[None]:
    try:
        yield
    except (aiohttp.ClientError, OSError, TimeoutError) as broken:
        raise NetworkAway(f"the sandbox is out of reach ({type(broken).__name__})") from broken


def _failure(response: aiohttp.ClientResponse, body: bytes) -> NetworkAway | NetworkRefused:
    reason = _reason(body) or f"HTTP {response.status}"
    # A token that is not accepted is for the operator to mend; the messages are good.
    if response.status >= 500 or response.status in (401, 408, 429):
        return NetworkAway(reason, _pause(response.headers.get("Retry-After")))
    return NetworkRefused(reason)


def _reason(body: bytes) -> str:
    try:
        reason = json.loads(body)["error"]
    except (ValueError, LookupError, TypeError):
        return ""
    return reason[:300] if isinstance(reason, str) else ""


def _pause(header: str | None) -> float | None:
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return min(seconds, _LONGEST_PAUSE) if math.isfinite(seconds) and seconds >= 0 else None
