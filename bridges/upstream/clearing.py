"""Taking out of a room what a bridge leaves there: its bot, its ghosts, what it wrote, its powers.

Not a word is said to the bridge, which may hang, or be no more.
"""

import re

from bridges.upstream.homeserver import BotClient
from bridges.upstream.look import State
from bridges.upstream.powers import powers_without_bridge
from bridges.upstream.provisioning import Bridge
from rooms.reconcile.homeserver import HomeserverRefused
from rooms.reconcile.standing import POWERS, members_with

REASON = "nothing is plumbed here"


def is_of(bridge: Bridge, user_id: str) -> bool:
    """Whether somebody is the bridge's bot or one of its ghosts."""
    patterns = bridge.descriptor.user_patterns(bridge.server_name)
    return any(re.fullmatch(pattern, user_id) for pattern in patterns)


async def clear(client: BotClient, bridge: Bridge, room_id: str) -> None:
    """Take away everything. Raises as rooms.reconcile.homeserver does.

    Bot and ghosts go in their own names: of a ghost that is put out, a bridge would put the parent
    out of the messenger's chat, be it that it only wakes up later. Where the homeserver does not
    know the bridge any more, and so tells it nothing, they are put out. So they are without its
    token, which is right only where its program is no more.
    """
    state = await client.state(room_id)
    for membership in ("invite", "join"):
        for user in _of(bridge, state, membership):
            if not bridge.as_token or not await _leads_out(client, bridge, room_id, user):
                await client.kick(room_id, user, REASON)
    await clear_state(client, bridge, room_id, state)


async def _leads_out(client: BotClient, bridge: Bridge, room_id: str, user_id: str) -> bool:
    try:
        await client.leave_as(room_id, user_id, bridge.as_token)
    except HomeserverRefused as refused:
        if refused.errcode != "M_UNKNOWN_TOKEN":
            raise
        return False
    return True


async def put_out(client: BotClient, bridge: Bridge, room_id: str, state: State) -> None:
    """Put bot and ghosts of a bridge that knows nothing of the room out of it."""
    for user in _of(bridge, state, "join"):
        await client.kick(room_id, user, REASON)


def _of(bridge: Bridge, state: State, membership: str) -> list[str]:
    return sorted(user for user in members_with(state, membership) if is_of(bridge, user))


async def clear_state(client: BotClient, bridge: Bridge, room_id: str, state: State) -> None:
    """Take away what the bridge has written into a room, and its bot's powers."""
    for (kind, key), event in state.items():
        if key == bridge.state_key and event.content:
            await client.put_state(room_id, kind, key, {})
    await take_powers(client, bridge, room_id)


async def take_powers(client: BotClient, bridge: Bridge, room_id: str) -> None:
    """Leave the bridge's bot no more power than anybody has."""
    powers = (await client.state(room_id))[POWERS].content
    without = powers_without_bridge(powers, bridge.bot_id)
    if without != powers:
        await client.put_state(room_id, *POWERS, without)
