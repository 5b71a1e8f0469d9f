"""The chats of community.yaml that do not stand in their rooms yet, or no more."""

from dataclasses import dataclass

from bridges.upstream.observing import CHAT
from bridges.upstream.states import WELL
from rooms.storage import rooms, upstream
from rooms.storage.database import Store


@dataclass(frozen=True, slots=True)
class Unplumbed:
    """A chat as the file names it, its room's key, and why, as far as it was tried."""

    network: str
    chat: str
    room_key: str
    reason: str


async def unplumbed(store: Store) -> list[Unplumbed]:
    """Those of networks that have a bridge; a running house plumbs them. Raises DatabaseAway."""
    async with store.reading() as connection:
        driven = (await upstream.users(connection)).networks
        wanted = [each for each in await rooms.all_chats(connection) if each.network in driven]
        stand = {(each.network, each.asked) for each in await upstream.chats(connection)}
        states = {(each.network, each.subject): each for each in await upstream.states(connection)}
    found = []
    for each in wanted:
        state = states.get((each.network, f"{CHAT}{each.chat}"))
        is_well = state is None or state.state == WELL
        if is_well and (each.network, each.chat) in stand:
            continue
        reason = state.detail if state is not None and not is_well else ""
        found.append(Unplumbed(each.network, each.chat, each.room_key, reason))
    return found
