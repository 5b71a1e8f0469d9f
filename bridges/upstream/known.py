"""The bridges of this house, as the daemon knows them at the moment: look-ups do no I/O."""

import asyncio
from collections.abc import Callable, Iterable

from bridges.upstream.provisioning import Bridge
from rooms.storage import upstream
from rooms.storage.database import Store
from rooms.storage.upstream import UpstreamChat


class KnownBridges:
    """Read again every few seconds; `read` looks at the house's files."""

    def __init__(self, read: Callable[[], Iterable[Bridge]], store: Store) -> None:
        self._read = read
        self._store = store
        self._bridges: dict[str, Bridge] = {}
        self._of_bot: dict[str, Bridge] = {}
        self._chats: dict[str, list[UpstreamChat]] = {}

    async def refresh(self) -> None:
        """Look again; a bridge that is new is known to everybody afterwards.

        Raises DatabaseAway.
        """
        async with self._store.reading() as connection:
            users = await upstream.users(connection)
        # Read after that: a bridge that is let be just now is not driven again by what was.
        found = await asyncio.to_thread(lambda: list(self._read()))
        async with self._store.reading() as connection:
            chats = await upstream.chats(connection)
        for bridge in found:
            descriptor = bridge.descriptor
            is_known = (
                bridge.network in users.networks
                and descriptor.bot in users.bots
                and descriptor.ghost_prefix in users.prefixes
            )
            if not is_known:
                async with self._store.transaction() as connection:
                    prefix, bot = descriptor.ghost_prefix, descriptor.bot
                    await upstream.drive(connection, bridge.network, prefix, bot)
        self._bridges = {bridge.network: bridge for bridge in found}
        self._of_bot = {bridge.bot_id: bridge for bridge in found}
        by_room: dict[str, list[UpstreamChat]] = {}
        for chat in chats:
            by_room.setdefault(chat.room_id, []).append(chat)
        self._chats = by_room

    def all(self) -> tuple[Bridge, ...]:
        """Every bridge."""
        return tuple(self._bridges.values())

    def get(self, network: str) -> Bridge | None:
        """The bridge of a network."""
        return self._bridges.get(network)

    def of_bot(self, user_id: str) -> Bridge | None:
        """The bridge whose bot this is."""
        return self._of_bot.get(user_id)

    def of_ghost(self, user_id: str) -> Bridge | None:
        """The bridge whose ghost this is."""
        for bridge in self._bridges.values():
            if bridge.descriptor.person_of(user_id) is not None:
                return bridge
        return None

    def chats_in(self, room_id: str) -> list[UpstreamChat]:
        """The chats that upstream bridges have plumbed into a room."""
        return self._chats.get(room_id, [])

    def rooms_of(self, network: str) -> list[str]:
        """The rooms into which chats of a network are plumbed."""
        return [
            room_id
            for room_id, chats in self._chats.items()
            if any(chat.network == network for chat in chats)
        ]
