"""The workshop of our driver on a bridge to a simulated messenger."""

from pathlib import Path

import aiohttp

from bridges.upstream.chats import Row
from bridges.upstream.homeserver import BotClient
from bridges.upstream.provisioning import Bridge
from bridges.upstream.workshop import Workshop
from deploy.bridges.portals import read_portals
from rooms.storage.database import Store
from tests.support.bridged import Bridged, Side


def workshop_of(
    bridged: Bridged, side: Side, session: aiohttp.ClientSession, store: Store
) -> Workshop:
    """What drives the bridge, as the present owner."""
    owner = bridged.owner
    client = BotClient(bridged.homeserver.url, owner.user_id, owner.access_token, session)

    async def rows(bridge: Bridge) -> list[Row]:
        known = await read_portals(Path(side.bridge.folder) / "bridge.db")
        return [Row(row.id, row.receiver, row.name, row.room_id, row.accounts) for row in known]

    return Workshop(client, session, store, rows=rows)
