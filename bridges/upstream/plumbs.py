"""The chats that belong into rooms, plumbed and kept so; the database knows which they are."""

from contextlib import suppress

from bridges.upstream.clearing import clear
from bridges.upstream.observing import CHAT
from bridges.upstream.plumbing import Plumbed
from bridges.upstream.problems import BridgeAway, BridgeProblem, BridgeRefused
from bridges.upstream.provisioning import Bridge
from bridges.upstream.workshop import Workshop
from rooms.sentence import Sentence
from rooms.storage import rooms, upstream
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom
from rooms.storage.upstream import UpstreamChat


async def plumb_chat(
    workshop: Workshop,
    bridge: Bridge,
    room: KnownRoom,
    asked: str,
    *,
    login_id: str | None = None,
    move: bool = False,
    spared: frozenset[str] = frozenset(),
    by_file: bool = False,
    anew: bool = False,
    in_place_of: str = "",
) -> Plumbed:
    """Plumb a chat into a room and keep that it belongs there.

    `move`, `spared`, `anew`: see `Plumber.plumb`; `in_place_of`: the account that is lost, of which
    the duty room is told once all its chats are plumbed again. Where the chat was parted or its
    bridge let be meanwhile, all is taken back. Raises BridgeAway, BridgeRefused, and as
    rooms.reconcile.homeserver does.
    """
    async with workshop.store.reading() as connection:
        stood = {chat.asked: chat.chat for chat in await upstream.chats(connection, bridge.network)}
    plumber = await workshop.plumber(bridge)
    known = stood.get(asked, "")
    try:
        plumbed = await plumber.plumb(room.room_id, asked, login_id, move, anew, spared, known)
    except BridgeRefused as refused:
        raise await _with_name_of_room(workshop.store, refused) from refused
    kept = UpstreamChat(
        network=bridge.network,
        asked=asked,
        chat=plumbed.chat,
        title=plumbed.title,
        room_key=room.key,
        room_id=room.room_id,
        login=plumbed.login,
        by_file=by_file,
    )
    if not await _keep(workshop.store, kept, stood=asked in stood, in_place_of=in_place_of):
        with suppress(BridgeProblem):  # it may be gone by now
            await plumber.unplumb(room.room_id)
        await clear(workshop.client, bridge, room.room_id)
        raise BridgeAway(
            "Meanwhile the chat was parted from the room, or the bridge is being taken out."
        )
    return plumbed


async def _keep(store: Store, kept: UpstreamChat, *, stood: bool, in_place_of: str) -> bool:
    """Keep a chat, unless it was parted (`stood`: it was kept before) or its bridge let be.

    Tells whether it belongs into its room.
    """
    async with store.transaction() as connection:
        known = {chat.asked: chat for chat in await upstream.chats(connection, kept.network)}
        if stood and kept.asked not in known:
            places = {(chat.chat, chat.room_id) for chat in known.values()}
            return (kept.chat, kept.room_id) in places  # by the name that somebody gave it since
        if not await upstream.is_driven(connection, kept.network):
            return False
        for other in known.values():
            is_same = other.chat == kept.chat or other.room_id == kept.room_id
            if is_same and other.asked != kept.asked:
                await upstream.remove_chat(connection, other.network, other.asked)
        await upstream.put_chat(connection, kept)
        if in_place_of:
            await upstream.count_replaced(connection, kept.network, in_place_of, kept.login)
    return True


async def _with_name_of_room(store: Store, refused: BridgeRefused) -> BridgeRefused:
    """Where another room is in the way, as people call it."""
    values = refused.sentence.values
    async with store.reading() as connection:
        names = {room.room_id: room.name for room in await rooms.all_rooms(connection)}
    if (name := names.get(str(values.get("room")))) is None:
        return refused
    sentence = Sentence(refused.sentence.text, {**values, "room": name})
    return BridgeRefused(sentence, refused.code, refused.detail)


async def unplumb_chat(workshop: Workshop, bridge: Bridge, chat: UpstreamChat) -> None:
    """Part a chat and its room for good. Raises as `plumb_chat` does."""
    plumber = await workshop.plumber(bridge)
    if chat.by_file:
        # It is in the file no more: nobody plumbs it again, or has forgotten it if we are killed.
        await plumber.unplumb(chat.room_id)
        await forget_chat(workshop.store, chat)
        return
    # Forgotten first: whoever keeps chats plumbed would plumb it again at once.
    await forget_chat(workshop.store, chat)
    try:
        await plumber.unplumb(chat.room_id)
    except BaseException:
        async with workshop.store.transaction() as connection:
            if await upstream.is_driven(connection, chat.network):  # else all of it is gone
                await upstream.put_chat(connection, chat)
        raise


async def forget_chat(store: Store, chat: UpstreamChat) -> None:
    """Take note that a chat belongs into no room any more."""
    async with store.transaction() as connection:
        await upstream.remove_chat(connection, chat.network, chat.asked)
        await upstream.remove_state(connection, chat.network, f"{CHAT}{chat.asked}")
