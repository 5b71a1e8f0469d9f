"""Asks the homeserver through nio, which returns errors where others raise them."""

import asyncio
import json
from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar, cast

import aiohttp
from nio import AsyncClient, AsyncClientConfig, ErrorResponse, Response

from rooms.storage.queue import Hopeless, TryLater

ANSWER_SECONDS = 60
DEVICE = "TEREMOK"
"""The device of the bot's session."""

T = TypeVar("T")


class _Session(AsyncClient):
    """nio without a memory: it asks and parses, and keeps neither rooms nor its own token.

    What is not committed must not be known either.
    """

    async def receive_response(self, response: Response) -> None:
        """Keep nothing of an answer."""


def bot_session(homeserver_url: str, bot_id: str, token: str) -> AsyncClient:
    """The bot's session; nothing is asked yet. To be closed by its owner."""
    # Retries are ours to make: nio's own would wait in silence for as long as it takes.
    config = AsyncClientConfig(
        max_limit_exceeded=0,
        max_timeouts=0,
        request_timeout=ANSWER_SECONDS,
        encryption_enabled=False,
    )
    session = _Session(homeserver_url, bot_id, device_id=DEVICE, config=config)
    session.restore_login(bot_id, DEVICE, token)
    return session


async def ask(request: Awaitable[T | ErrorResponse]) -> T:
    """The answer to a request.

    Raises TryLater when the homeserver is away, busy or failing, and Hopeless when it refuses.
    """
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await request
    except (aiohttp.ClientError, TimeoutError, OSError) as away:
        raise TryLater(f"the homeserver is away ({type(away).__name__})") from away
    if not isinstance(answer, ErrorResponse):
        return answer
    http = getattr(cast("Any", answer).transport_response, "status", 0)
    raise _refusal(http, answer.status_code, answer.message, answer.retry_after_ms)


async def ask_plainly(
    session: AsyncClient,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    *,
    token: str | None = None,
) -> dict[str, Any]:
    """One request for which nio has no method; gives the JSON object. Raises as `ask` does.

    `token` is given where the bot speaks for somebody else.
    """
    headers = {"Authorization": f"Bearer {token or session.access_token}"}
    data = None if body is None else json.dumps(body)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await session.send(method, path, data, headers)
            async with answer:
                content = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as away:
        raise TryLater(f"the homeserver is away ({type(away).__name__})") from away
    if not isinstance(content, dict):
        content = {}
    if answer.status < 300:
        return content
    code, message = content.get("errcode"), content.get("error")
    raise _refusal(answer.status, code, message, content.get("retry_after_ms"))


def _refusal(
    http: int, code: str | None, message: str | None, retry_after_ms: int | None
) -> TryLater | Hopeless:
    words = f"{http} {code or ''} {message or ''}".strip()
    if http == 429 or code == "M_LIMIT_EXCEEDED":
        return TryLater(words, (retry_after_ms or 1000) / 1000)
    # 401: the homeserver restarts, or the token was changed; both can be set right.
    if http == 401 or not 400 <= http < 500:
        return TryLater(words)
    return Hopeless(words)
