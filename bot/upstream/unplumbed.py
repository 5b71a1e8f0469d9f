"""The chats that do not stand in their rooms yet, or no more."""

from dataclasses import dataclass

from bridges.upstream.observing import CHAT
from bridges.upstream.states import WELL
from rooms.language import say
from rooms.storage import rooms, upstream
from rooms.storage.database import Connection, Store


@dataclass(frozen=True, slots=True)
class Unplumbed:
    """A chat as people named it: the room where it belongs, and why it is not there, if known."""

    network: str
    room_key: str
    asked: str
    title: str
    why: str

    def words(self, language: str) -> str:
        """The bridge plumbs by itself, which takes until its account is linked and in the chat."""
        values = {"room": self.room_key, "chat": self.asked, "network": self.network}
        if not self.why:
            text = "{room}: the chat {chat} ({network}) is being connected"
            return say(language, text, **values)
        text = "{room}: the chat {chat} ({network}) is not connected yet: {reason}"
        return say(language, text, **values, reason=self.why)


async def unplumbed(connection: Connection) -> list[Unplumbed]:
    """Those of networks that have a bridge, be they in community.yaml or plumbed by command."""
    driven = (await upstream.users(connection)).networks
    states = {(each.network, each.subject): each for each in await upstream.states(connection)}
    stood = await upstream.chats(connection)
    titles = {(each.network, each.asked): each.title for each in stood}
    places = {(each.network, each.asked): each.room_key for each in stood}
    for each in await rooms.all_chats(connection):
        places[each.network, each.chat] = each.room_key  # it may be on its way there
    found = []
    for (network, asked), room_key in places.items():
        state = states.get((network, f"{CHAT}{asked}"))
        is_well = state is None or state.state == WELL
        if network in driven and not (is_well and (network, asked) in titles):
            why = state.detail if state is not None and not is_well else ""
            title = titles.get((network, asked), "")
            found.append(Unplumbed(network, room_key, asked, title, why))
    return found


async def unplumbed_of_file(store: Store) -> list[Unplumbed]:
    """Those of community.yaml; a running house plumbs them. Raises DatabaseAway."""
    async with store.reading() as connection:
        file = {(each.network, each.chat) for each in await rooms.all_chats(connection)}
        return [each for each in await unplumbed(connection) if (each.network, each.asked) in file]
