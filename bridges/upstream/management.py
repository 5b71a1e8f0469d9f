"""The room in which Teremok's bot and a bridge's bot talk; nobody else is in it."""

import asyncio
import time
from pathlib import Path

from bridges.upstream.homeserver import BotClient
from bridges.upstream.problems import BridgeAway
from bridges.upstream.provisioning import Bridge
from rooms.reconcile.homeserver import HomeserverRefused
from rooms.storage import upstream
from rooms.storage.database import Store
from rooms.turns import my_turn

JOIN_SECONDS = 20.0
LOOK_SECONDS = 0.2


async def management_room(
    bridge: Bridge, client: BotClient, store: Store, turn: Path | None = None
) -> str:
    """The room, made where it is not there; its id is kept.

    `turn`: a file by which several processes take turns to make it; None: there is only this one.
    Raises BridgeAway where the bridge's bot does not come, and as rooms.reconcile.homeserver does.
    """
    async with store.reading() as connection:
        room_id = await upstream.room_of(connection, bridge.network)
    if room_id is not None and await _is_good(client, room_id):
        await until_joined(bridge, client, room_id)
        return room_id
    async with my_turn(turn):
        async with store.reading() as connection:
            now = await upstream.room_of(connection, bridge.network)
        if now is None or now == room_id:  # else somebody has made one meanwhile
            now = await _make(bridge, client, store, room_id)
        await until_joined(bridge, client, now)
    return now


async def _make(bridge: Bridge, client: BotClient, store: Store, lost: str | None) -> str:
    made = await client.create_room(bridge.descriptor.title, [])
    async with store.transaction() as connection:
        # Before anybody says a word in it.
        now = await upstream.room_of(connection, bridge.network)
        if now == lost:
            await upstream.put_room(connection, bridge.network, made)
    if now is not None and now != lost:  # somebody else of this process has made one meanwhile
        await client.leave(made)
        made = now
    return made


async def until_joined(
    bridge: Bridge, client: BotClient, room_id: str, seconds: float = JOIN_SECONDS
) -> bool:
    """Have the bridge's bot in a room; tells whether it was invited now."""
    membership = await client.membership(room_id, bridge.bot_id)
    if membership == "join":
        return False
    if membership == "ban":
        await client.unban(room_id, bridge.bot_id)
    if membership == "invite":
        # An invitation that was made while the bridge was away is never looked at again.
        await client.kick(room_id, bridge.bot_id, "invited anew")
    await client.invite(room_id, bridge.bot_id)
    ends = time.monotonic() + seconds
    while await client.membership(room_id, bridge.bot_id) != "join":
        if time.monotonic() > ends:
            raise BridgeAway(
                "The bot of the bridge to {title} does not come when it is invited.",
                title=bridge.descriptor.title,
            )
        await asyncio.sleep(LOOK_SECONDS)
    return True


async def _is_good(client: BotClient, room_id: str) -> bool:
    try:
        return await client.membership(room_id, client.bot_id) == "join"
    except HomeserverRefused:
        return False
