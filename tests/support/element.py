"""A member of the staff at their client, by the client-server API."""

import itertools
import json
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from tests.support.house import RunningHouse
from tests.support.news import News
from tests.support.waiting import until

Event = dict[str, Any]
V3 = "/_matrix/client/v3"


class Element:
    """Somebody who is logged in."""

    def __init__(self, house: RunningHouse, localpart: str, token: str) -> None:
        self.house = house
        self.user_id = f"@{localpart}:{house.server_name}"
        self.token = token
        self._of_many: set[str] = set()
        self._keys = (f"{secrets.token_hex(4)}-{number}" for number in itertools.count(1))

    @classmethod
    async def log_in(cls, house: RunningHouse, localpart: str) -> "Element":
        """Give somebody a password and log in."""
        return cls(house, localpart, await house.staff(localpart))

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
        """A call that may be refused; `path` is below ``/_matrix/client/v3``."""
        return await self.house.matrix(self.token, method, V3 + path, body, **query)

    async def call(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """A call that must succeed."""
        status, answer = await self.ask(method, path, body, **query)
        assert status == 200, answer
        return answer

    # --- speaking -------------------------------------------------------------------------------

    async def try_to_send(
        self, room: str, content: Event, kind: str = "m.room.message"
    ) -> tuple[int, Any]:
        """Send an event that may be refused."""
        path = f"/rooms/{room}/send/{kind}/{next(self._keys)}"
        return await self.ask("PUT", path, content)

    async def send(self, room: str, content: Event, kind: str = "m.room.message") -> str:
        """Send an event; gives its id."""
        status, answer = await self.try_to_send(room, content, kind)
        assert status == 200, answer
        return str(answer["event_id"])

    async def write(self, room: str, text: str, html: str = "", reply_to: str = "") -> str:
        """Write a message."""
        return await self.send(room, message(text, html, reply_to))

    async def edit(self, room: str, event_id: str, text: str, html: str = "") -> str:
        """Put another text in place of one's own."""
        new = message(text, html)
        relation = {"rel_type": "m.replace", "event_id": event_id}
        content = {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": relation}
        return await self.send(room, content)

    async def react(self, room: str, event_id: str, emoji: str) -> str:
        """Put a reaction."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": emoji}
        return await self.send(room, {"m.relates_to": relation}, "m.reaction")

    async def redact(self, room: str, event_id: str) -> None:
        """Take an event back."""
        await self.call("PUT", f"/rooms/{room}/redact/{event_id}/{next(self._keys)}")

    async def upload(self, content: bytes, mimetype: str, filename: str) -> str:
        """Put a file into the media repository; gives its address."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": mimetype}
        url = f"{self.house.homeserver_url}/_matrix/media/v3/upload"
        async with self.house.session.post(
            url, data=content, headers=headers, params={"filename": filename}
        ) as answer:
            assert answer.status == 200, await answer.text()
            return str((await answer.json())["content_uri"])

    async def download(self, mxc: str) -> bytes:
        """The bytes of a file."""
        url = f"{self.house.homeserver_url}/_matrix/client/v1/media/download/{mxc[6:]}"
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.house.session.get(url, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def kick(self, room: str, user_id: str) -> None:
        """Take somebody out of a room."""
        await self.call("POST", f"/rooms/{room}/kick", {"user_id": user_id})

    async def type(self, room: str) -> None:
        """Be writing for a while."""
        path = f"/rooms/{room}/typing/{quote(self.user_id)}"
        await self.call("PUT", path, {"typing": True, "timeout": 20_000})

    async def read(self, room: str, event_id: str) -> None:
        """Have read up to an event."""
        await self.call("POST", f"/rooms/{room}/receipt/m.read/{quote(event_id)}")

    # --- seeing ---------------------------------------------------------------------------------

    async def timeline(self, room: str) -> list[Event]:
        """All events of a room, oldest first."""
        return await self.house.timeline(self.token, room)

    async def event(self, room: str, event_id: str) -> Event:
        """An event as it is now."""
        found: Event = await self.call("GET", f"/rooms/{room}/event/{quote(event_id)}")
        return found

    async def sees(self, room: str, fits: Callable[[Event], bool], what: str) -> Event:
        """Wait for an event."""
        news = self.news(room)

        async def look() -> Event | None:
            return next((event for event in await news.read() if fits(event)), None)

        return await until(look, f"{what} in the room")

    def news(self, room: str) -> News:
        """What happens in a room."""
        return News(partial(self.call, "GET"), room, partial(self.timeline, room))

    async def sees_text(self, room: str, text: str) -> Event:
        """Wait for a message with this text."""
        return await self.sees(room, lambda event: event["content"].get("body") == text, text)

    async def sees_no_more(self, room: str, event_id: str) -> None:
        """Wait until an event is redacted."""

        async def look() -> bool:
            return "redacted_because" in (await self.event(room, event_id)).get("unsigned", {})

        await until(look, f"the redaction of {event_id}")

    async def members(self, room: str) -> dict[str, str]:
        """Who is in a room, and under what name."""
        joined = (await self.call("GET", f"/rooms/{room}/joined_members"))["joined"]
        return {user: profile["display_name"] for user, profile in joined.items()}

    async def state(self, room: str, kind: str) -> Event:
        """The content of a state event."""
        found: Event = await self.call("GET", f"/rooms/{room}/state/{kind}/")
        return found

    async def passing(self, room: str, kind: str) -> list[Event]:
        """The contents of what a fresh sync shows of typing or receipts in a room."""
        nothing: Event = {"types": []}
        synced = await self._sync({"rooms": [room], "timeline": nothing, "state": nothing})
        joined = synced.get("rooms", {}).get("join", {}).get(room, {})
        events = joined.get("ephemeral", {}).get("events", [])
        return [event["content"] for event in events if event["type"] == kind]

    async def _sync(self, of_rooms: Event) -> Any:
        # A filter like no other: for two minutes Synapse gives the same answer to the same sync.
        wanted = {"room": of_rooms, "presence": {"not_types": [secrets.token_hex(4)]}}
        return await self.call("GET", "/sync", filter=json.dumps(wanted), timeout="0")

    async def told(self) -> list[str]:
        """What the bot has told in private, oldest first."""
        told = []
        joined = set((await self.call("GET", "/joined_rooms"))["joined_rooms"])
        for room in joined - self._of_many:
            members = set(await self.members(room))
            if len(members) > 2:
                self._of_many.add(room)  # it is no private one, and need not be asked about again
            elif members == {self.user_id, self.house.house.bot_id}:
                told += [
                    event["content"]["body"]
                    for event in await self.timeline(room)
                    if event["content"].get("msgtype") == "m.notice"
                ]
        return told

    async def is_told(self, *words: str) -> str:
        """Wait for a private word of the bot that has all these words in it."""

        async def look() -> str | None:
            told = await self.told()
            return next((text for text in told if all(word in text for word in words)), None)

        return await until(look, f"a private word with {words}")


def message(text: str, html: str = "", reply_to: str = "") -> Event:
    """The content of a text message."""
    content: Event = {"msgtype": "m.text", "body": text}
    if html:
        content |= {"format": "org.matrix.custom.html", "formatted_body": html}
    if reply_to:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
    return content


def answered(event: Event) -> str | None:
    """The event that an event answers."""
    found: str | None = (
        event["content"].get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id")
    )
    return found
