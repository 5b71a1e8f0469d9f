"""The bot's voice through nio and Synapse's admin API."""

import hashlib
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from nio import AsyncClient, MessageDirection, RoomPreset, RoomVisibility

from bot.asking import ask, ask_plainly
from bridges.matrix import MARKER, calling_nobody

ROOM_VERSION = "11"
"""In version 12 older Elements show the creator without any power."""
SLACK_MS = 10 * 60_000
"""The clocks of the homeserver and of this machine may differ by so much."""
TOKEN_MS = 5 * 60_000
PAGE = 100
MOST_PAGES = 20


class Speech:
    """A `Voice` over the bot's session; the bot is an administrator of the homeserver."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self.bot_id: str = client.user_id

    async def say(
        self, room_id: str, event_type: str, content: Mapping[str, Any], source: str
    ) -> str:
        """Send an event; the same source again within a day sends nothing twice."""
        marked = {**calling_nobody(content), MARKER: {"id": source}}
        transaction = hashlib.sha256(f"{room_id} {source}".encode()).hexdigest()[:40]
        answer = await ask(self._client.room_send(room_id, event_type, marked, tx_id=transaction))
        return str(answer.event_id)

    async def redact(self, room_id: str, event_id: str) -> None:
        """Redact an event; the transaction id is the event's own."""
        await ask(self._client.room_redact(room_id, event_id, tx_id=f"redact-{event_id}"))

    async def said(self, room_id: str, since: int) -> dict[str, str]:
        """What the bot has sent since then, from the newest backwards."""
        found: dict[str, str] = {}
        place: str | None = None
        own = {"senders": [self.bot_id], "lazy_load_members": True}
        for _ in range(MOST_PAGES):
            page = await ask(
                self._client.room_messages(
                    room_id,
                    start=place,
                    direction=MessageDirection.back,
                    limit=PAGE,
                    message_filter=own,
                )
            )
            for event in page.chunk:
                if event.server_timestamp < since - SLACK_MS:
                    return found
                mark = (event.source.get("content") or {}).get(MARKER)
                if isinstance(mark, dict) and isinstance(mark.get("id"), str):
                    found.setdefault(mark["id"], event.event_id)
            place = page.end
            if not place or not page.chunk:
                break
        return found

    async def power(self, room_id: str, user_id: str) -> int:
        """Somebody's power level, as the room's state has it."""
        answer = await ask(self._client.room_get_state_event(room_id, "m.room.power_levels"))
        levels = answer.content
        return int(levels.get("users", {}).get(user_id, levels.get("users_default", 0)))

    async def present(self, room_id: str) -> frozenset[str]:
        """The joined members."""
        answer = await ask(self._client.joined_members(room_id))
        return frozenset(member.user_id for member in answer.members)

    async def open_room(self, name: str) -> str:
        """Make a room that nobody but the bot can open to others."""
        answer = await ask(
            self._client.room_create(
                visibility=RoomVisibility.private,
                preset=RoomPreset.private_chat,
                name=name,
                room_version=ROOM_VERSION,
                federate=False,
                is_direct=True,
                power_level_override={"users": {self.bot_id: 100}, "invite": 50},
            )
        )
        return str(answer.room_id)

    async def bring(self, room_id: str, user_id: str) -> None:
        """Invite as to a direct chat, so that Element lists it with the people, and join at once.

        Synapse's own API for joining others would invite once more, without `is_direct`; so the
        bot joins in the person's name, with a token that is good for minutes only. Source:
        Synapse's User Admin API (Login as a user); `is_direct` of m.room.member.
        """
        if user_id not in await self._invited(room_id):
            invitation = {"membership": "invite", "is_direct": True}
            await ask(self._client.room_put_state(room_id, "m.room.member", invitation, user_id))
        login = f"/_synapse/admin/v1/users/{quote(user_id, safe='')}/login"
        good_until = {"valid_until_ms": int(time.time() * 1000) + TOKEN_MS}
        token = str((await ask_plainly(self._client, "POST", login, good_until))["access_token"])
        try:
            join = f"/_matrix/client/v3/join/{quote(room_id, safe='')}"
            await ask_plainly(self._client, "POST", join, {}, token=token)
        finally:
            await ask_plainly(self._client, "POST", "/_matrix/client/v3/logout", {}, token=token)

    async def _invited(self, room_id: str) -> set[str]:
        filtered = f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/members?membership=invite"
        answer = await ask_plainly(self._client, "GET", filtered)
        return {str(event.get("state_key")) for event in answer.get("chunk", [])}

    async def mark_direct(self, rooms: Mapping[str, str]) -> None:
        """Write m.direct. Source: Client-Server API, Direct Messaging."""
        content: dict[str, list[str]] = {}
        for room_id, user_id in sorted(rooms.items()):
            content.setdefault(user_id, []).append(room_id)
        path = f"/_matrix/client/v3/user/{quote(self.bot_id)}/account_data/m.direct"
        await ask_plainly(self._client, "PUT", path, content)
