"""The homeserver as the bot reaches it: through nio, and Synapse's admin API beside it.

nio returns errors; here they are raised. What fails for the moment is tried again a few times, and
what is asked to wait waits, both within bounds.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp
from nio import AsyncClient, ErrorResponse

from bot.asking import bot_session
from rooms.homeserver import (
    AccountState,
    Content,
    HomeserverAway,
    HomeserverRefused,
    NewRoom,
    RequestCounts,
    RoomId,
    RoomOrigin,
    RoomState,
    StateEvent,
    StateKey,
    UserId,
)

ROOM_VERSION = "11"
"""Element shows the bot's powers wrongly in rooms of version 12, where they are not written."""

PAUSES = (0.5, 2.0)
"""Seconds between the attempts of a request that fails for the moment."""
WAITS = 10
"""How often one request may be asked to wait."""
LONGEST_WAIT = 30.0

T = TypeVar("T")
Answer = Callable[[], Awaitable[T | ErrorResponse]]


class BotHomeserver:
    """Fulfils `rooms.homeserver.Homeserver`; the bot is an administrator of the homeserver."""

    def __init__(self, session: AsyncClient, server_name: str) -> None:
        self.counts = RequestCounts()
        self._session = session
        self._server_name = server_name

    @property
    def bot_id(self) -> UserId:
        """The bot's own id."""
        return UserId(self._session.user_id)

    async def find_alias(self, alias: str) -> RoomId | None:
        """The room that ``#alias:server`` leads to."""
        # Not through nio, which warns in the log of every answer that is not the expected one.
        found = await self._find(f"/_matrix/client/v3/directory/room/{_quoted(self._full(alias))}")
        return RoomId(found["room_id"]) if found else None

    async def read_state(self, room_id: RoomId) -> RoomState:
        """All state of a room that the bot is, or was, in."""
        answer = await self._look(lambda: self._session.room_get_state(room_id))
        return {
            (event["type"], event["state_key"]): StateEvent(event["content"], event["sender"])
            for event in answer.events
        }

    async def room_origin(self, room_id: RoomId) -> RoomOrigin | None:
        """What Synapse's admin API tells of a room."""
        path = f"/_synapse/admin/v1/rooms/{_quoted(room_id)}"
        room = await self._find(path)
        if room is None:
            return None
        return RoomOrigin(room.get("creator") or "", room.get("joined_members") or 0)

    async def account_state(self, user_id: UserId) -> AccountState:
        """What Synapse's admin API tells of an account."""
        account = await self._find(_account_path(user_id))
        if account is None:
            return AccountState.MISSING
        return AccountState.CLOSED if account.get("deactivated") else AccountState.OPEN

    async def create_room(self, room: NewRoom) -> RoomId:
        """Make a room with all that it has from the beginning."""
        state = [{"type": k, "state_key": s, "content": dict(c)} for (k, s), c in room.state]
        answer = await self._change(
            lambda: self._session.room_create(
                alias=room.alias,
                room_version=ROOM_VERSION,
                federate=False,
                space=room.is_space,
                initial_state=state,
            )
        )
        return RoomId(answer.room_id)

    async def put_state(self, room_id: RoomId, key: StateKey, content: Content) -> None:
        """Set a state event."""
        kind, state_key = key
        await self._change(
            lambda: self._session.room_put_state(room_id, kind, dict(content), state_key)
        )

    async def put_alias(self, alias: str, room_id: RoomId) -> None:
        """Let ``#alias:server`` lead to the room."""
        await self._change(lambda: self._session.room_put_alias(self._full(alias), room_id))

    async def remove_alias(self, alias: str) -> None:
        """Let ``#alias:server`` lead nowhere; it may do so already."""
        try:
            await self._change(lambda: self._session.room_delete_alias(self._full(alias)))
        except HomeserverRefused as refused:
            if refused.status != 404:
                raise

    async def join(self, room_id: RoomId, user_id: UserId) -> None:
        """Invite and accept in one request of Synapse's admin API."""
        path = f"/_synapse/admin/v1/join/{_quoted(room_id)}"
        await self._change(lambda: self._plain("POST", path, {"user_id": user_id}))

    async def create_account(self, user_id: UserId, name: str) -> None:
        """Make an account without a password, through Synapse's admin API."""
        path = _account_path(user_id)
        await self._change(lambda: self._plain("PUT", path, {"displayname": name}))

    def _full(self, alias: str) -> str:
        return f"#{alias}:{self._server_name}"

    async def _find(self, path: str) -> dict[str, Any] | None:
        try:
            return await self._look(lambda: self._plain("GET", path))
        except HomeserverRefused as refused:
            if refused.status == 404:
                return None
            raise

    async def _look(self, request: Answer[T]) -> T:
        return await self._ask(request, writes=False)

    async def _change(self, request: Answer[T]) -> T:
        return await self._ask(request, writes=True)

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
        self, method: str, path: str, body: Content | None = None
    ) -> dict[str, Any] | ErrorResponse:
        """A request for which nio has no method, answered as nio answers."""
        headers = {"Authorization": f"Bearer {self._session.access_token}"}
        data = None if body is None else json.dumps(body)
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


def _account_path(user_id: UserId) -> str:
    return f"/_synapse/admin/v2/users/{_quoted(user_id)}"


def _quoted(identifier: str) -> str:
    return quote(identifier, safe="")


@asynccontextmanager
async def reach_homeserver(
    url: str, bot_id: str, token: str, server_name: str
) -> AsyncIterator[BotHomeserver]:
    """The homeserver at `url` for as long as the block lasts; nothing is asked yet."""
    session = bot_session(url, bot_id, token)
    try:
        yield BotHomeserver(session, server_name)
    finally:
        await session.close()  # type: ignore[no-untyped-call]
