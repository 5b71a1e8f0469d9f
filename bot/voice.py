"""What the bot does on the homeserver when it speaks: the port."""

from collections.abc import Mapping
from typing import Any, Protocol

NOTICE = "m.room.message"
REACTION = "m.reaction"


class Voice(Protocol):
    """Speaks as the bot.

    Every method raises TryLater when the homeserver is away, busy or failing, and Hopeless when
    it refuses.
    """

    bot_id: str

    async def say(
        self, room_id: str, event_type: str, content: Mapping[str, Any], source: str
    ) -> str:
        """Send an event with the marker of its source; gives its id."""
        ...

    async def redact(self, room_id: str, event_id: str) -> None:
        """Redact an event of the bot; one that is redacted already stays as it is."""
        ...

    async def said(self, room_id: str, since: int) -> Mapping[str, str]:
        """What the bot has sent since that time (ms): source to event id, if not redacted."""
        ...

    async def power(self, room_id: str, user_id: str) -> int:
        """Somebody's power level in a room."""
        ...

    async def present(self, room_id: str) -> frozenset[str]:
        """Who is in a room, the bot too."""
        ...

    async def open_room(self, name: str) -> str:
        """Make a private room in which the bot is alone; gives its id."""
        ...

    async def bring(self, room_id: str, user_id: str) -> None:
        """Bring somebody of this homeserver into a room at once, as into a direct chat."""
        ...

    async def mark_direct(self, rooms: Mapping[str, str]) -> None:
        """Note for the bot's account which rooms are direct chats: room id to user id."""
        ...


def notice(body: str, html: str | None = None) -> dict[str, Any]:
    """The content of a message that no bot answers."""
    content: dict[str, Any] = {"msgtype": "m.notice", "body": body}
    if html is not None:
        content |= {"format": "org.matrix.custom.html", "formatted_body": html}
    return content


def edit(event_id: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a message that takes the place of an earlier one."""
    shown = {**content, "body": f"* {content['body']}"}
    if "formatted_body" in content:
        shown["formatted_body"] = f"* {content['formatted_body']}"
    relation = {"rel_type": "m.replace", "event_id": event_id}
    return {**shown, "m.new_content": dict(content), "m.relates_to": relation}


def reaction(event_id: str, emoji: str) -> dict[str, Any]:
    """The content of a reaction to an event."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": emoji}}
