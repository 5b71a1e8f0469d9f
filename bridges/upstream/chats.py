"""Which chats an account is in, and how to get into one by its id or by an invitation.

The provisioning API lists no groups. A bridge keeps a row for each chat that it knows, which its
commands make (``sync groups``, ``sync-chats``, ``join``); titles of chats that are not plumbed are
often known only to those who were told them, by an answer or a link.
"""

import asyncio
import html
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bridges.upstream.commands import Commands, refusal
from bridges.upstream.problems import BridgeRefused
from bridges.upstream.provisioning import Bridge
from rooms.sentence import Sentence

ROW_SECONDS = 20.0
"""How long a bridge may take until a chat that it has entered is among its rows."""
LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """A chat as the bridge keeps it; `receiver` is the log-in that it belongs to, if only one.

    `accounts` are the log-ins that the bridge has seen in it.
    """

    id: str
    receiver: str = ""
    title: str = ""
    room_id: str = ""
    accounts: frozenset[str] = frozenset()


Rows = Callable[[], Awaitable[Sequence[Row]]]
"""What the bridge's own database knows; empty where nobody but the bridge can read it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A chat that was asked for; the id is empty where the bridge did not say it."""

    chat: str
    title: str = ""


async def no_rows() -> Sequence[Row]:
    """Of a bridge whose database is out of our reach."""
    return ()


class Chats:
    """The chats of one bridge.

    Raises BridgeAway, BridgeRefused, and as rooms.reconcile.homeserver does.

    `room_id` is the room in which its bot is talked to.
    """

    def __init__(
        self, bridge: Bridge, commands: Commands, room_id: str, rows: Rows = no_rows
    ) -> None:
        self._bridge = bridge
        self._commands = commands
        self._room_id = room_id
        self._rows = rows

    async def listed(self, sync: bool = True) -> list[Row]:
        """The groups of the account; private chats are left out."""
        if sync:
            await self.sync()
        descriptor = self._bridge.descriptor
        return [row for row in await self._rows() if descriptor.is_group(row.id, row.receiver)]

    async def private(self) -> list[Row]:
        """The private chats with the account, which nobody sees otherwise."""
        descriptor = self._bridge.descriptor
        return [row for row in await self._rows() if descriptor.is_private(row.id, row.receiver)]

    async def sync(self) -> None:
        """Have the bridge know all groups of the account, where it has a command for that."""
        chats = self._bridge.descriptor.chats
        if chats.sync:
            await self._commands.expect(self._room_id, chats.sync, chats.synced or ".")

    async def find(self, asked: str) -> Found:
        """The chat of this id or invitation, which the account has entered where need be."""
        descriptor = self._bridge.descriptor
        if descriptor.is_invite(asked):
            return await self._enter_by_invite(asked)
        if not descriptor.is_group(asked):
            text = "“{chat}” is neither the id of a chat in {title} nor an invitation to one."
            raise BridgeRefused(Sentence(text, {"chat": asked, "title": descriptor.title}))
        if any(row.id == asked for row in await self.private()):
            text = "{chat} is a private chat in {title}: it is plumbed into no room."
            raise BridgeRefused(Sentence(text, {"chat": asked, "title": descriptor.title}))
        return Found(asked)

    async def enter(self, chat: str) -> None:
        """Have the bridge know a chat, which it must before it plumbs it."""
        descriptor = self._bridge.descriptor
        chats = descriptor.chats
        if chats.join:
            names = descriptor.parts_of(chat)
            command = chats.join.format(**names)
            await self._commands.expect(self._room_id, command, chats.joined or ".")
        elif chats.sync:
            await self.sync()

    async def resolve(self, invite: str) -> Found:
        """Where an invitation leads, without following it, as far as the bridge says."""
        invites = self._bridge.descriptor.invites
        if invites is None or invites.resolve is None or invites.resolved is None:
            return Found("")
        command = invites.resolve.format(invite=invite)
        found = await self._commands.expect(self._room_id, command, invites.resolved)
        parts = found.groupdict()
        return Found(parts.get("chat") or "", html.unescape(parts.get("title") or ""))

    async def _enter_by_invite(self, invite: str) -> Found:
        invites = self._bridge.descriptor.invites
        if invites is None:
            return Found(invite)
        before = {row.id for row in await self._rows()}
        resolved = await self.resolve(invite)
        if resolved.chat and resolved.chat in before:
            return resolved
        reply = await self._commands.say(self._room_id, invites.join.format(invite=invite))
        entered = reply.match(invites.joined)
        if entered is None:
            raise refusal(reply)
        parts = entered.groupdict()
        chat = parts.get("chat") or resolved.chat
        title = html.unescape(parts.get("title") or "") or resolved.title
        return Found(chat or await self._new_row(before, title), title)

    async def _new_row(self, before: set[str], title: str) -> str:
        """The chat that a bridge which says only titles has entered."""
        ends = time.monotonic() + ROW_SECONDS
        while True:
            rows = await self.listed(sync=False)
            fresh = [row.id for row in rows if row.id not in before]
            named = [row.id for row in rows if title and row.title == title]
            for candidates in (fresh, named):
                if len(candidates) == 1:
                    return candidates[0]
            if time.monotonic() > ends:
                text = (
                    "The account is in “{title}” now, but the bridge does not say which of its"
                    " chats that is. Look for it: teremok bridge chats {network}"
                )
                values = {"title": title, "network": self._bridge.network}
                raise BridgeRefused(Sentence(text, values))
            await asyncio.sleep(LOOK_SECONDS)
