"""What the bridges ask of the homeserver, as ghosts or as the bot, through our appservice."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from mautrix.api import MediaPath, Method, Path, PathBuilder
from mautrix.appservice import AppService, IntentAPI
from mautrix.errors import MatrixConnectionError, MatrixRequestError, MUserInUse
from mautrix.types import RoomID, UserID

from bridges.waves import Waves
from rooms.archive.media import MediaAway, MediaBroken, MediaGone
from rooms.storage.queue import Hopeless, TryLater

MARKER = "ru.teremok"
"""The key in an event's content that says which of our tasks it came from."""
REQUEST_SECONDS = 60
PIECE = 64 * 1024
_MIMETYPE = re.compile(r"[\w!#$&^.+\-]+/[\w!#$&^.+\-]+(; ?[\w.+\-]+=[\w.+\-]+)*", re.ASCII)


def calling_nobody(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the bot says, so that words of others in it call no room.

    Homeservers look for "@room" in a text that does not say itself whom it calls, and the bot has
    the power to call everybody.
    """
    return {"m.mentions": {}, **content} if "body" in content else dict(content)


class Matrix:
    """Requests in the name of ghosts and the bot.

    Every method raises TryLater when the homeserver is away, busy or failing, and Hopeless when
    it refuses.
    """

    def __init__(self, appservice: AppService, bot_id: str) -> None:
        self._appservice = appservice
        self.bot_id = bot_id
        self._waves = Waves()

    async def send(
        self,
        room_id: str,
        user_id: str,
        event_type: str,
        content: Mapping[str, Any],
        source: str,
        at: int | None = None,
    ) -> str:
        """Send an event; gives its id.

        The same source again within half an hour, and as long as the homeserver runs, sends
        nothing twice (transaction ids of appservices are kept in its memory); the source also
        goes into the content, where `find` looks for it. `at` is the time of writing in
        milliseconds.
        """
        path = Path.v3.rooms[room_id].send[event_type][source]
        body = {**content, MARKER: {**content.get(MARKER, {}), "id": source}}
        if user_id == self.bot_id:
            body = calling_nobody(body)
        async with self._waves.together():
            answer = await self._request(Method.PUT, path, user_id, body, at=at)
        return str(answer["event_id"])

    async def event(self, room_id: str, user_id: str, event_id: str) -> dict[str, Any]:
        """An event as it stands in the room now."""
        return await self._request(Method.GET, Path.v3.rooms[room_id].event[event_id], user_id)

    async def redact(
        self,
        room_id: str,
        user_id: str,
        event_id: str,
        reason: str,
        mark: Mapping[str, str] | None = None,
    ) -> None:
        """Redact an event; one that is redacted already stays as it is.

        `mark` says where the redaction comes from.
        """
        event = await self.event(room_id, user_id, event_id)
        if "redacted_because" in (event.get("unsigned") or {}):
            return
        path = Path.v3.rooms[room_id].redact[event_id][f"redact-{event_id}"]
        body = {"reason": reason, **({MARKER: mark} if mark else {})}
        await self._request(Method.PUT, path, user_id, body)

    async def find(self, room_id: str, user_id: str, event_type: str, source: str) -> str | None:
        """The event that this source became, if it is among the sender's last in the room.

        A redaction takes the marker away, but not the transaction id, which the homeserver tells
        the sender alone: what was sent and redacted before we could note it must not be said again.
        """
        wanted = {"senders": [user_id], "types": [event_type], "lazy_load_members": True}
        query = {"dir": "b", "limit": "20", "filter": json.dumps(wanted)}
        path = Path.v3.rooms[room_id].messages
        try:
            answer = await self._request(Method.GET, path, user_id, query=query)
        except Hopeless as refused:
            if not str(refused).startswith("403"):
                raise
            # Who is banned meanwhile reads nothing there.
            answer = await self._request(Method.GET, path, self.bot_id, query=query)
        for event in answer.get("chunk", []):
            mark = event.get("content", {}).get(MARKER)
            is_marked = isinstance(mark, dict) and mark.get("id") == source
            if is_marked or (event.get("unsigned") or {}).get("transaction_id") == source:
                return str(event["event_id"])
        return None

    async def history(
        self, room_id: str, place: str | None = None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """A page of a room's events, the newest first, and the place of the page before it."""
        query = {"dir": "b", "limit": "50", **({"from": place} if place else {})}
        path = Path.v3.rooms[room_id].messages
        answer = await self._request(Method.GET, path, self.bot_id, query=query)
        events: list[dict[str, Any]] = answer.get("chunk", [])
        return events, answer.get("end") if events else None

    async def register(self, user_id: str) -> None:
        """Make a ghost's account; one that is there already is fine."""
        with _translated_errors():
            await self._intent(user_id).ensure_registered()

    async def set_name(self, user_id: str, name: str) -> None:
        """Give a ghost its name."""
        path = Path.v3.profile[user_id].displayname
        await self._request(Method.PUT, path, user_id, {"displayname": name})

    async def set_avatar(self, user_id: str, mxc: str) -> None:
        """Give a ghost its picture; an empty address takes it away."""
        path = Path.v3.profile[user_id].avatar_url
        await self._request(Method.PUT, path, user_id, {"avatar_url": mxc})

    async def join(self, room_id: str, user_id: str) -> None:
        """Bring a ghost into a room, invited by the bot where that is needed.

        Raises TryLater while the bot itself has been put out of the room: it will be let in again.
        """
        try:
            with _translated_errors():
                await self._intent(user_id).ensure_joined(
                    RoomID(room_id), ignore_cache=True, bot=self._intent(self.bot_id)
                )
        except Hopeless as refused:
            if not await self._is_in(room_id):
                raise TryLater("the bot is not in the room") from refused
            raise

    async def _is_in(self, room_id: str) -> bool:
        """Whether the bot is in a room."""
        answer = await self._request(Method.GET, Path.v3.joined_rooms, self.bot_id)
        return room_id in answer.get("joined_rooms", [])

    async def leave(self, room_id: str, user_id: str) -> None:
        """Take a ghost out of a room."""
        await self._request(Method.POST, Path.v3.rooms[room_id].leave, user_id)

    async def set_typing(self, room_id: str, user_id: str, typing: bool) -> None:
        """Show for some seconds that a ghost writes."""
        path = Path.v3.rooms[room_id].typing[user_id]
        body = {"typing": typing, "timeout": 10_000} if typing else {"typing": False}
        await self._request(Method.PUT, path, user_id, body)

    async def mark_read(self, room_id: str, user_id: str, event_id: str) -> None:
        """Set a ghost's read receipt."""
        path = Path.v3.rooms[room_id].receipt["m.read"][event_id]
        await self._request(Method.POST, path, user_id)

    async def ping(self) -> None:
        """Ask the homeserver to call us: it then sends at once what waited for us.

        Source: POST /_matrix/client/v1/appservice/{id}/ping, Matrix 1.7.
        """
        with _translated_errors():
            await self._appservice.ping_self()

    async def upload(
        self, user_id: str, content: AsyncIterator[bytes], mimetype: str, filename: str, size: int
    ) -> str:
        """Stream a file of `size` bytes to the media repository; gives its mxc address.

        Hopeless, too, where the file turns out to have another size.
        """

        sent = 0

        async def pieces() -> AsyncIterator[bytes]:  # mautrix asks for an async generator
            nonlocal sent
            async for piece in content:
                sent += len(piece)
                if sent > size:
                    break
                yield piece
            if sent != size:
                raise ValueError("not the size that was said")

        kind = mimetype if _MIMETYPE.fullmatch(mimetype) else "application/octet-stream"
        headers = {"Content-Type": kind, "Content-Length": str(size)}
        try:
            with _translated_errors():
                answer = await self._api(user_id).request(
                    Method.POST,
                    MediaPath.v3.upload,
                    content=pieces(),
                    headers=headers,
                    query_params={"filename": filename},
                )
        except TryLater as broken:
            if isinstance(_root(broken), ValueError):
                # Sent as it is, the homeserver would wait for the rest.
                raise Hopeless(f"the file has not the {size} bytes that were said") from broken
            raise
        return str(answer["content_uri"])

    @asynccontextmanager
    async def download(self, mxc: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """The bytes of a file, in pieces. Raises MediaGone or MediaAway."""
        api = self._appservice.intent.api
        try:
            url = api.get_download_url(mxc, authenticated=True)
        except ValueError as bad:
            raise MediaGone("not a media address") from bad
        headers = {"Authorization": f"Bearer {self._appservice.as_token}"}
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=REQUEST_SECONDS)
        query = {"user_id": self.bot_id}
        try:
            async with api.session.get(
                url, headers=headers, params=query, timeout=timeout
            ) as answer:
                # 401: the homeserver runs with an older registration for the moment.
                if answer.status >= 500 or answer.status in (401, 429):
                    raise MediaAway(f"the homeserver answered {answer.status}")
                if answer.status != 200:
                    raise MediaGone(f"the homeserver answered {answer.status}")
                yield answer.content.iter_chunked(PIECE)
        except aiohttp.ClientPayloadError as cut_off:
            raise MediaBroken("the homeserver broke off") from cut_off
        except (aiohttp.ClientError, TimeoutError) as away:
            raise MediaAway(type(away).__name__) from away

    def _intent(self, user_id: str) -> IntentAPI:
        intent: IntentAPI = self._appservice.intent.user(UserID(user_id))
        return intent

    def _api(self, user_id: str) -> Any:
        return self._appservice.intent.api.user(UserID(user_id))

    async def _request(
        self,
        method: Method,
        path: PathBuilder,
        user_id: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        at: int | None = None,
    ) -> dict[str, Any]:
        with _translated_errors():
            async with asyncio.timeout(REQUEST_SECONDS):
                answer: dict[str, Any] = await self._api(user_id).request(
                    method, path, dict(body or {}), timestamp=at, query_params=dict(query or {})
                )
        return answer


def _root(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


class _translated_errors:  # noqa: N801  (used like a function)
    """Turns mautrix's errors into those of the queue."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, MUserInUse):
            return
        if error.__cause__ is not None and isinstance(error.__cause__, MatrixRequestError):
            error = error.__cause__  # what the intent's "failed to join" came from
        if isinstance(error, MatrixRequestError):
            words = f"{error.http_status} {error.errcode or ''} {error.message or ''}".strip()
            # 401: the homeserver runs with an older registration for the moment.
            if error.http_status in (401, 429) or error.http_status >= 500:
                raise TryLater(words) from error
            raise Hopeless(words) from error
        if isinstance(error, MatrixConnectionError | aiohttp.ClientError | TimeoutError | OSError):
            raise TryLater(f"the homeserver is away ({type(error).__name__})") from error
