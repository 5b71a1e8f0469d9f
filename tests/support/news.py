"""What happens in a room, told as it happens: a homeserver that is asked for all of it ten times a
second does little else.

By /events, which begins where one is, as /sync does not; a place in /messages passes over what
comes late to an earlier depth. For one room alone Synapse does not always wake who waits.
"""

from collections.abc import Awaitable, Callable
from typing import Any

Event = dict[str, Any]
WAIT_MS = 2_000


class News:
    """The events of a room, each once.

    `ask` is GET of the client-server API as somebody who is in the room; `before` gives what there
    is already.
    """

    def __init__(
        self,
        ask: Callable[..., Awaitable[Any]],
        room: str,
        before: Callable[[], Awaitable[list[Event]]],
    ) -> None:
        self._ask = ask
        self._room = room
        self._before = before
        self._since = ""
        self._seen: set[str] = set()

    async def read(self) -> list[Event]:
        """What there is, oldest first; then, waiting a little for it, what has come since.

        After a while without any all is looked through again.
        """
        events = await (self._news() if self._since else self._all())
        fresh = [event for event in events if event["event_id"] not in self._seen]
        self._seen |= {event["event_id"] for event in fresh}
        return fresh

    async def _all(self) -> list[Event]:
        self._since = (await self._ask("/events", timeout="0"))["end"]
        return await self._before()

    async def _news(self) -> list[Event]:
        query = {"from": self._since, "limit": "100", "timeout": str(WAIT_MS)}
        told = await self._ask("/events", **query)
        self._since = told["end"] if told["chunk"] else ""
        of_room = (event for event in told["chunk"] if event.get("room_id") == self._room)
        return [event for event in of_room if "event_id" in event]
