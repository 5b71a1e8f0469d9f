"""All that is needed to drive one bridge, put together, in the daemon as from the command line."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bridges.upstream.chats import Chats, Row
from bridges.upstream.commands import Commands
from bridges.upstream.homeserver import BotClient
from bridges.upstream.management import management_room
from bridges.upstream.plumbing import Plumber
from bridges.upstream.provisioning import Bridge, Provisioning
from rooms.storage.database import Store

RowsOf = Callable[[Bridge], Awaitable[Sequence[Row]]]


async def no_rows(bridge: Bridge) -> Sequence[Row]:
    """Of bridges whose databases are out of our reach."""
    return ()


@dataclass(frozen=True, slots=True)
class Workshop:
    """Drives the bridges of one house.

    `turns` is a folder for the files by which several processes take turns to talk to a bridge's
    bot; None: there is only this one. `rows` reads what a bridge's own database knows of chats.
    """

    client: BotClient
    session: aiohttp.ClientSession
    store: Store
    turns: Path | None = None
    rows: RowsOf = no_rows

    def provisioning(self, bridge: Bridge) -> Provisioning:
        """The provisioning API of a bridge."""
        return Provisioning(bridge, self.session)

    def commands(self, bridge: Bridge) -> Commands:
        """How to say commands to its bot."""
        turn = self.turns / f"bridge-{bridge.network}.lock" if self.turns else None
        return Commands(bridge, self.client, turn=turn)

    async def room(self, bridge: Bridge) -> str:
        """The room where its bot is talked to; made where it is not there."""
        turn = self.turns / f"bridge-{bridge.network}-room.lock" if self.turns else None
        return await management_room(bridge, self.client, self.store, turn)

    async def chats(self, bridge: Bridge) -> Chats:
        """The chats of its account."""
        room_id = await self.room(bridge)

        async def rows() -> Sequence[Row]:
            return await self.rows(bridge)

        return Chats(bridge, self.commands(bridge), room_id, rows)

    async def plumber(self, bridge: Bridge) -> Plumber:
        """Who plumbs with it."""
        room_id, chats = await self.room(bridge), await self.chats(bridge)
        return Plumber(
            self.provisioning(bridge), self.client, self.commands(bridge), chats, room_id
        )
