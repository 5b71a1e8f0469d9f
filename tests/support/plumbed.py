"""A room and a chat of a simulated messenger that are one, and what crosses between them."""

from dataclasses import dataclass

from tests.support.bridged import Bridged, Side
from tests.support.homeserver import User
from tests.support.rooms_of_owner import Json


@dataclass(frozen=True)
class Plumbed:
    """A room and a chat that are one."""

    bridged: Bridged
    side: Side
    login: str
    parent: str
    room: str
    chat: str
    anna: User
    owner: User

    async def sent(self, user: User, content: Json, kind: str = "m.room.message") -> Json:
        """Send it and wait for success; gives what arrived in the messenger."""
        event_id = await self.bridged.send(user, self.room, kind, content)
        status = await self.bridged.status(self.room, event_id)
        assert status["status"] == "SUCCESS", status
        return (await self.side.network.messages(self.chat))[-1]

    async def refused(self, user: User, content: Json, kind: str = "m.room.message") -> Json:
        """Send it and wait for the bridge's word; gives that."""
        before = await self.side.network.messages(self.chat)
        event_id = await self.bridged.send(user, self.room, kind, content)
        status = await self.bridged.status(self.room, event_id)
        assert status["status"] != "SUCCESS"
        assert await self.side.network.messages(self.chat) == before
        return status

    async def written(self, text: str) -> tuple[str, str]:
        """The parent writes; gives the message's id and the event's."""
        before = {event["event_id"] for event in await self.bridged.timeline(self.room)}

        def fits(event: Json) -> bool:
            return event["event_id"] not in before and event["content"].get("body") == text

        message = await self.side.network.write(self.chat, self.parent, text)
        event = await self.bridged.sees(self.room, fits, text)
        return message, str(event["event_id"])

    @property
    def bold(self) -> str:
        """Anna's name as the messenger's words have it."""
        return {"whatsapp": "*Anna*", "telegram": "Anna"}[self.side.name]


async def newly_plumbed(bridged: Bridged, side: Side) -> Plumbed:
    """Link an account, and plumb a group with a parent into a room with Anna."""
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    chat = (await side.network.group("Kita", login, parent))["id"]
    anna = await bridged.member("Anna")
    room = await bridged.room(side, anna)
    await bridged.plumb(side, room, login, chat)
    # The owner's first event after a start may go out relayed: it is not what is asked here.
    return Plumbed(bridged, side, login, parent, room, chat, anna, bridged.owner)
