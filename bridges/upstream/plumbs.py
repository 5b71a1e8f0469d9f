"""The chats that belong into rooms, plumbed and kept so; the database knows which they are."""

from contextlib import suppress
from dataclasses import replace
from enum import Enum, auto

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
    stood: UpstreamChat | None = None,
) -> Plumbed:
    """Plumb a chat into a room and keep that it belongs there.

    `move`, `spared`, `anew`: see `Plumber.plumb`; `in_place_of`: the account that is lost, of which
    the duty room is told once all its chats are plumbed again; `stood`: the chat as the caller knew
    it, who is late where it was parted or moved since. Where it is parted or moved, or its bridge
    let be meanwhile, all is taken back. Raises BridgeAway, BridgeRefused, and as
    rooms.reconcile.homeserver does.
    """
    async with workshop.store.reading() as connection:
        chats = await upstream.chats(connection, bridge.network)
    now = next((chat for chat in chats if chat.asked == asked), None)
    if stood is not None and (now is None or now.room_id != stood.room_id):
        raise _parted()
    plumber = await workshop.plumber(bridge)
    known = now.chat if now else ""
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
    end = await _keep(workshop.store, kept, stood=now, in_place_of=in_place_of)
    if end is _End.BELONGS:
        return plumbed
    if end is _End.PARTED:
        with suppress(BridgeProblem):  # it is tried again by who keeps chats plumbed
            await unplumb_chat(workshop, bridge, _left_over(kept))
    else:
        with suppress(BridgeProblem):  # it may be gone by now
            await plumber.unplumb(room.room_id)
        await clear(workshop.client, bridge, room.room_id)
    raise _parted()


class _End(Enum):
    """What a chat has become while it was plumbed."""

    BELONGS = auto()
    PARTED = auto()
    AWAY = auto()
    """It belongs into another room, or its bridge was let be."""


def _parted() -> BridgeAway:
    return BridgeAway(
        "Meanwhile the chat was parted from the room, or the bridge is being taken out."
    )


def _left_over(chat: UpstreamChat) -> UpstreamChat:
    """As one that is in the file no more: who keeps chats plumbed parts it, until that works."""
    return replace(chat, by_file=True)


async def _keep(
    store: Store, kept: UpstreamChat, *, stood: UpstreamChat | None, in_place_of: str
) -> _End:
    """Keep a chat, unless it was parted or moved (`stood`: as it was before) or its bridge let be.

    One that was parted is kept as left over: its parting may fail, and we may be killed before it.
    """
    async with store.transaction() as connection:
        known = {chat.asked: chat for chat in await upstream.chats(connection, kept.network)}
        is_driven = await upstream.is_driven(connection, kept.network)
        if stood is not None and kept.asked not in known:
            if any((c.chat, c.room_id) == (kept.chat, kept.room_id) for c in known.values()):
                return _End.BELONGS  # by the name that somebody gave it since
            if is_driven:
                await upstream.put_chat(connection, _left_over(kept))
                return _End.PARTED
        if not is_driven:
            return _End.AWAY
        if stood is not None and known[kept.asked].room_id not in (stood.room_id, kept.room_id):
            return _End.AWAY
        for other in known.values():
            is_same = other.chat == kept.chat or other.room_id == kept.room_id
            if is_same and other.asked != kept.asked:
                await upstream.remove_chat(connection, other.network, other.asked)
        await upstream.put_chat(connection, kept)
        if in_place_of:
            await upstream.count_replaced(connection, kept.network, in_place_of, kept.login)
    return _End.BELONGS


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
