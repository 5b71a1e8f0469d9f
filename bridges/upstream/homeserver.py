"""What driving a bridge needs of the homeserver, asked as the bot's account.

The bot is the owner of the linked accounts and the bridge's administrator, so that it is the bot
who must say the commands; Teremok's appservice cannot be heard from beside a running daemon.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp

from rooms.reconcile.homeserver import HomeserverAway, HomeserverRefused, StateEvent

REQUEST_SECONDS = 30
PATIENCE_SECONDS = 60.0
"""How long we let the homeserver make us wait, all in all, because of too many requests."""
PAGE, MOST_PAGES = 50, 10
RoomState = Mapping[tuple[str, str], StateEvent]


class BotClient:
    """The homeserver at `url` with the bot's access token.

    Each call raises rooms.reconcile.homeserver.HomeserverAway or HomeserverRefused.
    """

    def __init__(self, url: str, bot_id: str, token: str, session: aiohttp.ClientSession) -> None:
        self._url = url.rstrip("/")
        self.bot_id = bot_id
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session = session

    async def state(self, room_id: str) -> RoomState:
        """All state of a room."""
        events = await self._ask("GET", f"v3/rooms/{_segment(room_id)}/state")
        return {
            (event["type"], event["state_key"]): StateEvent(event["content"], event["sender"])
            for event in events
        }

    async def put_state(
        self, room_id: str, kind: str, state_key: str, content: Mapping[str, Any]
    ) -> None:
        """Set a state event."""
        path = f"v3/rooms/{_segment(room_id)}/state/{_segment(kind)}/{_segment(state_key)}"
        await self._ask("PUT", path, content)

    async def lower_own_powers(
        self, room_id: str, bot_id: str, as_token: str, content: Mapping[str, Any]
    ) -> None:
        """Set a room's powers as a bridge's bot: who has as much as we do only lowers itself."""
        path = f"/_matrix/client/v3/rooms/{_segment(room_id)}/state/m.room.power_levels/"
        await self._ask_as("PUT", bot_id, as_token, path, content)

    async def leave_as(self, room_id: str, user_id: str, as_token: str) -> None:
        """Go out of a room as a bridge's bot or ghost; who is not there is no error."""
        path = f"/_matrix/client/v3/rooms/{_segment(room_id)}/leave"
        try:
            await self._ask_as("POST", user_id, as_token, path, {})
        except HomeserverRefused as refused:
            if await self.membership(room_id, user_id) in ("join", "invite"):
                raise refused

    async def set_name_of(self, user_id: str, as_token: str, name: str) -> None:
        """Give a bridge's ghost another name, as itself."""
        path = f"/_matrix/client/v3/profile/{_segment(user_id)}/displayname"
        await self._ask_as("PUT", user_id, as_token, path, {"displayname": name})

    async def _ask_as(
        self, method: str, user_id: str, as_token: str, path: str, content: Mapping[str, Any]
    ) -> None:
        headers = {"Authorization": f"Bearer {as_token}"}
        query = {"user_id": user_id}
        status, answer = await self._request(method, path, content, query, headers)
        if status >= 400:
            answer = answer if isinstance(answer, dict) else {}
            words = f"{answer.get('error', '')}"[:300]
            if status >= 500 or status == 429:
                raise HomeserverAway(f"{status} {words}".strip())
            raise HomeserverRefused(str(answer.get("errcode", "")), words, status)

    async def send(
        self, room_id: str, kind: str, content: Mapping[str, Any], transaction: str
    ) -> str:
        """Send an event; the same transaction again sends nothing twice. Gives its id."""
        path = f"v3/rooms/{_segment(room_id)}/send/{_segment(kind)}/{_segment(transaction)}"
        return str((await self._ask("PUT", path, content))["event_id"])

    async def event(self, room_id: str, event_id: str) -> dict[str, Any]:
        """An event as it stands in its room now."""
        path = f"v3/rooms/{_segment(room_id)}/event/{_segment(event_id)}"
        found: dict[str, Any] = await self._ask("GET", path)
        return found

    async def after(self, room_id: str, event_id: str) -> list[dict[str, Any]]:
        """What was said in a room after an event of the last few hundred, the oldest first."""
        found: list[dict[str, Any]] = []
        place = ""
        for _ in range(MOST_PAGES):
            query = {"dir": "b", "limit": str(PAGE), **({"from": place} if place else {})}
            page = await self._ask("GET", f"v3/rooms/{_segment(room_id)}/messages", query=query)
            for event in page.get("chunk", []):
                if event.get("event_id") == event_id:
                    return found[::-1]
                found.append(event)
            place = page.get("end") or ""
            if not place or not page.get("chunk"):
                break
        return []

    async def create_room(self, name: str, invited: list[str]) -> str:
        """Make a private room that nobody finds; gives its id."""
        body = {
            "name": name,
            "preset": "private_chat",
            "visibility": "private",
            "room_version": "11",
            "invite": invited,
            "creation_content": {"m.federate": False},
        }
        return str((await self._ask("POST", "v3/createRoom", body))["room_id"])

    async def invite(self, room_id: str, user_id: str) -> None:
        """Invite somebody; who is in the room already stays."""
        try:
            await self._ask("POST", f"v3/rooms/{_segment(room_id)}/invite", {"user_id": user_id})
        except HomeserverRefused as refused:
            if await self.membership(room_id, user_id) not in ("join", "invite"):
                raise refused

    async def unban(self, room_id: str, user_id: str) -> None:
        """Lift a ban."""
        await self._ask("POST", f"v3/rooms/{_segment(room_id)}/unban", {"user_id": user_id})

    async def kick(self, room_id: str, user_id: str, reason: str) -> None:
        """Put somebody out of a room; who is not there is no error."""
        body = {"user_id": user_id, "reason": reason}
        try:
            await self._ask("POST", f"v3/rooms/{_segment(room_id)}/kick", body)
        except HomeserverRefused as refused:
            if await self.membership(room_id, user_id) in ("join", "invite"):
                raise refused

    async def bring_in(self, room_id: str, user_id: str) -> None:
        """Make somebody of this homeserver a member at once. Source: Synapse's admin API."""
        await self._ask(
            "POST", f"/_synapse/admin/v1/join/{_segment(room_id)}", {"user_id": user_id}
        )

    async def joined(self, room_id: str) -> list[str]:
        """Who is in a room, which may be one that we are not in. Source: Synapse's admin API."""
        path = f"/_synapse/admin/v1/rooms/{_segment(room_id)}/members"
        try:
            answer = await self._ask("GET", path)
        except HomeserverRefused as refused:
            if refused.status == 404:
                return []
            raise
        return list(answer["members"])

    async def membership(self, room_id: str, user_id: str) -> str | None:
        """Whether somebody is in a room: join, invite, leave, ban, or None: never."""
        path = f"v3/rooms/{_segment(room_id)}/state/m.room.member/{_segment(user_id)}"
        try:
            answer = await self._ask("GET", path)
        except HomeserverRefused as refused:
            if refused.status in (403, 404):
                return None
            raise
        membership = answer.get("membership")
        return membership if isinstance(membership, str) else None

    async def leave(self, room_id: str) -> None:
        """Go out of a room."""
        await self._ask("POST", f"v3/rooms/{_segment(room_id)}/leave", {})

    async def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        address = path if path.startswith("/") else f"/_matrix/client/{path}"
        waited = 0.0
        while True:
            status, answer = await self._request(method, address, body, query)
            if status < 400:
                return answer
            answer = answer if isinstance(answer, dict) else {}
            words = f"{answer.get('error', '')}"[:300]
            if status == 429:
                pause = min(max(float(answer.get("retry_after_ms") or 500) / 1000, 0.05), 30.0)
                waited += pause
                if waited <= PATIENCE_SECONDS:
                    await asyncio.sleep(pause)
                    continue
            if status >= 500 or status in (401, 429):
                raise HomeserverAway(f"{status} {words}".strip())
            raise HomeserverRefused(str(answer.get("errcode", "")), words, status)

    async def _request(
        self,
        method: str,
        address: str,
        body: Mapping[str, Any] | None,
        query: Mapping[str, str] | None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        try:
            async with self._session.request(
                method,
                self._url + address,
                headers=headers or self._headers,
                params=dict(query or {}),
                json=None if method == "GET" else dict(body or {}),
                timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS, sock_connect=5),
            ) as answer:
                return answer.status, json.loads(await answer.read() or b"{}")
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as away:
            raise HomeserverAway(type(away).__name__) from away


def _segment(part: str) -> str:
    return quote(part, safe="")
