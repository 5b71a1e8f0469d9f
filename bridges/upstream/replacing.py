"""An account that is lost is replaced by another one, with everything plumbed again.

A chat whose account is not linked any more, or is logged out or banned, is taken over by another
account of the network that is connected and in the chat. Where the bridge has seen it there, only
the relay changes, and what was written before can still be edited and deleted; where nobody can
say, room and chat are parted and plumbed anew, for then the bridge looks.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bridges.upstream.answers import Login
from bridges.upstream.descriptor import Descriptor
from bridges.upstream.observing import Observing, account_subject
from bridges.upstream.plumbs import plumb_chat
from bridges.upstream.problems import BridgeProblem, BridgeRefused
from bridges.upstream.provisioning import Bridge
from bridges.upstream.states import WELL, Condition, condition_of
from bridges.upstream.workshop import Workshop
from rooms.directory import Directory
from rooms.language import say_many
from rooms.reconcile.homeserver import HomeserverProblem
from rooms.sentence import Sentence
from rooms.storage import upstream
from rooms.storage.database import Connection, DatabaseAway
from rooms.storage.rooms import KnownRoom
from rooms.storage.upstream import UpstreamChat
from rooms.traces import trace
from rooms.turns import my_turn

log = logging.getLogger(__name__)

LOST = frozenset({Condition.LOGGED_OUT, Condition.CONFIRM, Condition.BANNED})
SEEN_SECONDS = 6.0
"""How long a bridge that has looked at all chats of an account may take to note where it is."""
LOOK_SECONDS = 0.5
UNFORESEEN = Sentence("something went wrong of which nobody has thought; Teremok's log says what")


@dataclass(frozen=True, slots=True)
class Replacement:
    """Chats that go through another account now, and those for which that did not work, and why."""

    done: list[UpstreamChat] = field(default_factory=list)
    failed: list[tuple[UpstreamChat, Sentence]] = field(default_factory=list)


def lost_accounts(
    descriptor: Descriptor, logins: Sequence[Login], chats: Sequence[UpstreamChat]
) -> set[str]:
    """The accounts of these chats that will carry nothing any more, as the bridge says."""
    well = {login.id for login in logins if condition_of(descriptor, login.state) not in LOST}
    return {chat.login for chat in chats if chat.login and chat.login not in well}


def connected(descriptor: Descriptor, logins: Sequence[Login]) -> list[Login]:
    """The accounts that can take over."""
    return [login for login in logins if condition_of(descriptor, login.state) is WELL]


async def orphans(workshop: Workshop, bridge: Bridge) -> list[UpstreamChat]:
    """The plumbed chats whose account is lost. Raises BridgeAway, BridgeRefused."""
    async with workshop.store.reading() as connection:
        chats = await upstream.chats(connection, bridge.network)
    if not chats:
        return []
    logins = (await workshop.provisioning(bridge).whoami()).logins
    lost = lost_accounts(bridge.descriptor, logins, chats)
    return [chat for chat in chats if chat.login in lost]


async def replace_lost(
    workshop: Workshop,
    bridge: Bridge,
    login_id: str | None = None,
    only: frozenset[str] | None = None,
) -> Replacement:
    """Plumb the chats of lost accounts again with another one that is connected, or with that one.

    `only`: the chats, as people named them, that are tried; None: all. Raises BridgeAway,
    BridgeRefused; what goes wrong with one chat does not stop the others.
    """
    found = Replacement()
    async with my_turn(_turn(workshop, bridge)):
        chats = await orphans(workshop, bridge)
        logins = (await workshop.provisioning(bridge).whoami()).logins
        able = [
            login for login in connected(bridge.descriptor, logins) if login_id in (None, login.id)
        ]
        for chat in chats if able else ():
            if only is not None and chat.asked not in only:
                continue
            async with workshop.store.reading() as connection:
                if chat not in await upstream.chats(connection, bridge.network):
                    continue  # it was parted or moved by command while others were taken over
            try:
                await _take_over(workshop, bridge, chat, able)
                found.done.append(chat)
            except (BridgeProblem, HomeserverProblem) as problem:
                found.failed.append((chat, problem.sentence))
            except DatabaseAway:
                raise
            except Exception as error:
                log.error("A chat of %s is not taken over: %s", bridge.network, trace(error))
                found.failed.append((chat, UNFORESEEN))
    return found


def _turn(workshop: Workshop, bridge: Bridge) -> Path | None:
    """The daemon and the command line do not both take over the same chat."""
    folder = workshop.turns
    return folder / f"bridge-{bridge.network}-replacing.lock" if folder else None


async def _take_over(
    workshop: Workshop, bridge: Bridge, chat: UpstreamChat, able: Sequence[Login]
) -> None:
    is_known, login = await _member(workshop, bridge, chat, able)
    room = KnownRoom(chat.room_key, chat.room_id, "", "")
    await plumb_chat(
        workshop,
        bridge,
        room,
        chat.asked,
        login_id=login.id,
        move=True,
        by_file=chat.by_file,
        anew=not is_known,
        in_place_of=chat.login,
        stood=chat,
    )


async def _member(
    workshop: Workshop, bridge: Bridge, chat: UpstreamChat, able: Sequence[Login]
) -> tuple[bool, Login]:
    """Which of the accounts is in a chat, and whether that is known; raises BridgeRefused: none."""
    if (seen := await _seen(workshop, bridge, chat, able)) is not None:
        return True, seen
    is_synced = await _enter(workshop, bridge, chat)
    ends = time.monotonic() + SEEN_SECONDS
    while time.monotonic() < ends:
        if (seen := await _seen(workshop, bridge, chat, able)) is not None:
            return True, seen
        await asyncio.sleep(LOOK_SECONDS)
    if is_synced and await workshop.rows(bridge):
        text = (
            "The account {name} of {title} is not in the chat {chat}. Add it there on the phone;"
            " then everything is plumbed again by itself."
        )
        values = {
            "name": able[0].name or able[0].id,
            "title": bridge.descriptor.title,
            "chat": chat.title or chat.chat,
        }
        raise BridgeRefused(Sentence(text, values))
    return False, able[0]


async def _seen(
    workshop: Workshop, bridge: Bridge, chat: UpstreamChat, able: Sequence[Login]
) -> Login | None:
    rows = [row for row in await workshop.rows(bridge) if row.id == chat.chat]
    inside = {login for row in rows for login in row.accounts}
    return next((login for login in able if login.id in inside), None)


async def _enter(workshop: Workshop, bridge: Bridge, chat: UpstreamChat) -> bool:
    """Have the bridge look at the chats of all accounts, and go in by a link that we have.

    Whether it can be believed afterwards who is in which chat: some of the commands take any
    account that is linked, be it a lost one, and are refused then.
    """
    descriptor, commands = bridge.descriptor, workshop.commands(bridge)
    room_id = await workshop.room(bridge)
    invites, chats = descriptor.invites, descriptor.chats
    if invites is not None and descriptor.is_invite(chat.asked):
        await commands.say(room_id, invites.join.format(invite=chat.asked))
    if not chats.sync:
        return False
    reply = await commands.say(room_id, chats.sync)
    return chats.synced is None or reply.match(chats.synced) is not None


class Replacer:
    """The daemon's: takes over, lets go of the lost account, and tells the duty room once."""

    def __init__(self, workshop: Workshop, directory: Directory, observing: Observing) -> None:
        self._workshop = workshop
        self._directory = directory
        self._observing = observing

    async def orphans(self, bridge: Bridge) -> list[UpstreamChat]:
        """See `orphans`; what was replaced, here or from the command line, is told."""
        await self._tell(bridge)
        return await orphans(self._workshop, bridge)

    async def replace(
        self, bridge: Bridge, only: frozenset[str]
    ) -> list[tuple[UpstreamChat, Sentence]]:
        """See `replace_lost`; gives what failed."""
        if not only:
            return []
        replacement = await replace_lost(self._workshop, bridge, only=only)
        await self._tell(bridge)
        return replacement.failed

    async def _tell(self, bridge: Bridge) -> None:
        """Once all chats of a lost account are taken over."""
        async with self._workshop.store.reading() as connection:
            replaced = await upstream.replaced(connection, bridge.network)
            chats = await upstream.chats(connection, bridge.network) if replaced else []
            states = await upstream.states(connection, bridge.network) if replaced else []
        names = {state.subject: state.name for state in states}
        for lost, counts in replaced.items():
            if any(chat.login == lost for chat in chats):
                continue
            await self._let_go(bridge, lost)
            texts = [
                say_many(
                    self._directory.community.community.language,
                    "🔁 The account {lost} of {title} is lost: {count} chat goes through the"
                    " account {name} now.",
                    "🔁 The account {lost} of {title} is lost: {count} chats go through the"
                    " account {name} now.",
                    count,
                    lost=names.get(account_subject(lost)) or lost,
                    title=bridge.descriptor.title,
                    name=names.get(account_subject(other)) or other,
                )
                for other, count in counts.items()
            ]

            async def also(connection: Connection, lost: str = lost) -> None:
                subject = account_subject(lost)
                await upstream.forget_replaced(connection, bridge.network, lost)
                await upstream.remind_no_more(connection, bridge.network, subject)

            await self._observing.tell("\n".join(texts), also)

    async def _let_go(self, bridge: Bridge, lost: str) -> None:
        """Unlink an account that was logged out: commands would go on taking it for ours.

        One that is banned stays, for a ban may end.
        """
        provisioning = self._workshop.provisioning(bridge)
        for login in (await provisioning.whoami()).logins:
            condition = condition_of(bridge.descriptor, login.state)
            if login.id == lost and condition is Condition.LOGGED_OUT:
                await provisioning.logout(lost)
