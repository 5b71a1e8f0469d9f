"""The rooms of a homeserver as its owner sees them, by the client-server API."""

import json
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

import aiohttp

from tests.support.homeserver import RunningHomeserver, User
from tests.support.news import News
from tests.support.waiting import until

Json = dict[str, Any]
STATUS = "com.beeper.message_send_status"


class Rooms:
    """What people do in rooms, and what the `owner` sees there."""

    homeserver: RunningHomeserver
    owner: User

    async def as_(
        self, user: User, method: str, path: str, body: object = None, **query: str
    ) -> Any:
        """A call of the client-server API that must go well."""
        status, told = await self.homeserver.request(user.access_token, method, path, body, **query)
        assert status == 200, f"{method} {path}: {told}"
        return told

    async def joined(self, room: str, user_id: str) -> None:
        """Wait until somebody is in a room."""

        async def look() -> bool:
            return user_id in await self.members(room)

        await until(look, f"{user_id} in the room")

    async def members(self, room: str) -> dict[str, str]:
        """Who is in a room, and under what name."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/joined_members"
        joined = (await self.as_(self.owner, "GET", path))["joined"]
        return {user: profile.get("display_name") or "" for user, profile in joined.items()}

    async def send(self, user: User, room: str, kind: str, content: Json) -> str:
        """Send an event; gives its id."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/send/{kind}/{secrets.token_hex(6)}"
        return str((await self.as_(user, "PUT", path, content))["event_id"])

    async def say(self, user: User, room: str, text: str, **more: Any) -> str:
        """Write a text; gives the event's id."""
        return await self.send(
            user, room, "m.room.message", {"msgtype": "m.text", "body": text, **more}
        )

    async def set_state(
        self, user: User, room: str, kind: str, content: Json, key: str = ""
    ) -> None:
        """Set a state event."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/state/{kind}/{quote(key)}"
        await self.as_(user, "PUT", path, content)

    async def state(self, room: str, kind: str, key: str = "") -> Json | None:
        """A state event's content, as the owner sees it."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/state/{kind}/{quote(key, safe='')}"
        status, told = await self.homeserver.request(self.owner.access_token, "GET", path)
        return told if status == 200 else None

    async def becomes(
        self, room: str, kind: str, fits: Callable[[Json], Any], what: str, key: str = ""
    ) -> Json:
        """Wait until a state event's content is so; gives it."""

        async def look() -> Json | None:
            told = await self.state(room, kind, key)
            return told if told is not None and fits(told) else None

        return await until(look, f"{what} in the room's state")

    async def kick(self, room: str, user_id: str) -> str:
        """The owner takes somebody out of a room; gives the event's id."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/kick"
        await self.as_(self.owner, "POST", path, {"user_id": user_id})

        def fits(event: Json) -> bool:
            membership = event["content"].get("membership")
            return event.get("state_key") == user_id and membership == "leave"

        return str((await self.sees(room, fits, f"the kick of {user_id}"))["event_id"])

    async def redact(self, user: User, room: str, event_id: str) -> str:
        """Take an event back; gives the redaction's id."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/redact/{quote(event_id)}"
        path += f"/{secrets.token_hex(6)}"
        return str((await self.as_(user, "PUT", path, {}))["event_id"])

    async def upload(self, user: User, content: bytes, name: str, mimetype: str) -> str:
        """Upload a file; gives its address."""
        headers = {"Authorization": f"Bearer {user.access_token}", "Content-Type": mimetype}
        url = f"{self.homeserver.url}/_matrix/media/v3/upload"
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(url, data=content, params={"filename": name}) as answer,
        ):
            return str((await answer.json())["content_uri"])

    async def timeline(self, room: str) -> list[Json]:
        """The room's events, oldest first."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/messages"
        told = await self.as_(self.owner, "GET", path, dir="b", limit="200")
        return list(reversed(told["chunk"]))

    async def sees(self, room: str, fits: Callable[[Json], Any], what: str) -> Json:
        """Wait for an event in a room."""
        news = self.news(room)

        async def look() -> Json | None:
            return next((event for event in await news.read() if fits(event)), None)

        return await until(look, f"{what} in the room")

    def news(self, room: str) -> News:
        """What happens in a room."""
        owner = self.owner

        async def ask(path: str, **query: str) -> Any:
            return await self.as_(owner, "GET", f"/_matrix/client/v3{path}", **query)

        return News(ask, room, partial(self.timeline, room))

    async def sees_text(self, room: str, text: str) -> Json:
        """Wait for a message that has this text in it."""
        return await self.sees(room, lambda event: text in event["content"].get("body", ""), text)

    async def status(self, room: str, event_id: str) -> Json:
        """Wait for the bridge's word about an event; gives its content."""

        def fits(event: Json) -> bool:
            about = event["content"].get("m.relates_to", {})
            return bool(event["type"] == STATUS and about.get("event_id") == event_id)

        content: Json = (await self.sees(room, fits, f"the status of {event_id}"))["content"]
        return content

    async def receipts(self, room: str) -> dict[str, list[str]]:
        """Who has read which event: a fresh sync."""
        wanted = {
            "room": {"rooms": [room], "timeline": {"limit": 1}},
            "presence": {"not_types": [secrets.token_hex(3)]},
        }
        path = "/_matrix/client/v3/sync"
        told = await self.as_(self.owner, "GET", path, filter=json.dumps(wanted), timeout="0")
        found: dict[str, list[str]] = {}
        for event in told["rooms"]["join"].get(room, {}).get("ephemeral", {}).get("events", []):
            if event["type"] == "m.receipt":
                for event_id, kinds in event["content"].items():
                    found.setdefault(event_id, []).extend(kinds.get("m.read", {}))
        return found
