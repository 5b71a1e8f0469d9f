"""Invitations to the bot: people of this house may talk with it in private."""

import logging
from collections.abc import Iterable

from nio import AsyncClient

from bot.asking import ask
from bot.hearing import Invitation
from rooms.directory import Directory
from rooms.storage import accounts
from rooms.storage.database import Store
from rooms.storage.queue import Hopeless

log = logging.getLogger(__name__)


class Invitations:
    """Accepts those of people of this homeserver, declines the others.

    `accepted` are the rooms that came by since the ear last kept its token.
    """

    def __init__(self, client: AsyncClient, store: Store, directory: Directory) -> None:
        self._client = client
        self._store = store
        self._directory = directory
        self._declined: set[str] = set()
        self.accepted: set[str] = set()

    async def accept(self, invitations: Iterable[Invitation]) -> bool:
        """Go where the bot is invited; tells whether there are new private rooms.

        Raises TryLater when the homeserver is away; the invitations stand, then.
        """
        came_in = False
        if invitations := tuple(invitations):
            # A room of the house may have been kept a moment ago by another process.
            await self._directory.refresh(self._store)
        for invitation in invitations:
            if invitation.room_id in self._declined:
                continue
            if self._directory.room(invitation.room_id) is not None:
                continue  # a room of the house, into which the bot comes back by itself
            if self._may_invite(invitation.inviter) and await self._join(invitation):
                self.accepted.add(invitation.room_id)
                came_in = True
            else:
                self._declined.add(invitation.room_id)
                await self._leave(invitation.room_id)
        return came_in

    def _may_invite(self, user_id: str) -> bool:
        at_home = user_id.endswith(f":{self._directory.server_name}")
        if self._directory.is_upstream_bot(user_id):
            return False
        return at_home and not self._directory.is_ghost(user_id)

    async def _join(self, invitation: Invitation) -> bool:
        # Kept before the bot is in the room: afterwards there is no invitation to find it by.
        async with self._store.transaction() as connection:
            await accounts.put_direct_room(connection, invitation.inviter, invitation.room_id)
        try:
            await ask(self._client.join(invitation.room_id))
            joined = await self._is_private(invitation)
        except Hopeless:
            joined = False
        if not joined:
            async with self._store.transaction() as connection:
                await accounts.remove_direct_room(connection, invitation.room_id)
        return joined

    async def _is_private(self, invitation: Invitation) -> bool:
        """Whether nobody else is there: the bot says to a person what concerns only them."""
        answer = await ask(self._client.joined_members(invitation.room_id))
        present = {member.user_id for member in answer.members}
        return present <= {self._client.user_id, invitation.inviter}

    async def _leave(self, room_id: str) -> None:
        try:
            await ask(self._client.room_leave(room_id))
        except Hopeless as refused:  # it was withdrawn meanwhile, say
            log.info("An invitation could not be declined: %s", refused)
