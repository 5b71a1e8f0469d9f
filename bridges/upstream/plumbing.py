"""Plumbing a chat into a room of ours with an upstream bridge, and unplumbing it.

Each step looks at what is there first, so that it may be begun again after whatever cut it off.
Commands are said with ``doin`` in the room where the bots talk: in the group's room they would
be seen by all, and carried to every other chat.
"""

import asyncio
import re
import time
from contextlib import nullcontext, suppress
from dataclasses import dataclass

from bridges.upstream.chats import Chats, Found
from bridges.upstream.clearing import REASON, clear_state, is_of, put_out, take_powers
from bridges.upstream.commands import Commands, Reply, plain, refusal
from bridges.upstream.homeserver import BotClient
from bridges.upstream.look import Plumb, State, plumb_in
from bridges.upstream.management import until_joined
from bridges.upstream.powers import (
    OURS,
    power_of,
    powers_with_bridge,
    with_power,
)
from bridges.upstream.problems import BridgeAway, BridgeProblem, BridgeRefused
from bridges.upstream.provisioning import Bridge, Provisioning
from rooms.reconcile.homeserver import HomeserverProblem, HomeserverRefused
from rooms.reconcile.standing import POWERS, members_with
from rooms.sentence import Sentence
from rooms.wanted.powers import MODERATOR_POWER

VERIFY_SECONDS = 30.0
CALM_SECONDS = 2.0
"""How long we look for members whom the bridge puts out after it has plumbed."""
LOOK_SECONDS = 0.3
ROW_TRIES = 6

PLUMBED = r"^Successfully plumbed this room to"
RELAYED = r"^Messages sent by users who haven't logged in will now be relayed"
NO_PORTAL = r"^That command can only be ran in portal rooms"
NO_ROW = r"No portal found|portal .*not found|may need to receive a message"
NOT_LEFT = r"^Failed to clean up room"
ROOM_TAKEN = r"^This room is already bridged to (?P<chat>\S+)"
CHAT_TAKEN = r"^That chat is already bridged to .*?(?P<room>![^\s?)/\"]+)"


@dataclass(frozen=True, slots=True)
class Plumbed:
    """A chat that stands in a room; `brought_back` are members whom the bridge had put out."""

    chat: str
    title: str
    login: str
    brought_back: tuple[str, ...] = ()


class Plumber:
    """Plumbs with one bridge.

    Raises BridgeAway, BridgeRefused, and as rooms.reconcile.homeserver does. `management` is
    the room in which its bot is talked to.
    """

    def __init__(
        self,
        provisioning: Provisioning,
        client: BotClient,
        commands: Commands,
        chats: Chats,
        management: str,
    ) -> None:
        self._provisioning = provisioning
        self._client = client
        self._commands = commands
        self._chats = chats
        self._management = management

    async def plumb(
        self,
        room_id: str,
        asked: str,
        login_id: str | None = None,
        move: bool = False,
        anew: bool = False,
        spared: frozenset[str] = frozenset(),
        known: str = "",
    ) -> Plumbed:
        """Connect a room and a chat, named by its id or an invitation to it.

        `move`: where the chat is plumbed into another room, or another chat into this one, that
        is undone first; else, and where that room is one of `spared`, it is refused. `anew`: where
        both are connected already, they are parted first, so that the bridge looks whether the
        account is in the chat at all. `known`: the id of a chat that stood before; its invitation,
        which may be good no more, is followed only where the bridge has forgotten the chat.
        """
        login = await self._connected(login_id)
        found = Found(known) if known else await self._chats.find(asked)
        state = await self._client.state(room_id)
        plumb = plumb_in(state, self._bridge)
        is_same = plumb is not None and plumb.stands and plumb.chat == found.chat
        is_of_another = plumb is not None and plumb.receiver not in ("", login)
        if not is_same or is_of_another or anew or not await self._set_relay(room_id, login):
            try:
                await self._prepare(room_id, state)
                if plumb and plumb.stands:
                    await self._make_way(room_id, plumb.chat, move or is_same)
                link = asked if known and self._bridge.descriptor.is_invite(asked) else ""
                found = await self._bridge_room(room_id, found, link, login, move, spared)
            except BridgeProblem:
                with suppress(HomeserverProblem):  # the reason is what people have to hear
                    await self._withdraw(room_id)
                raise
            if not await self._set_relay(room_id, login):
                raise _not_plumbed()
        stands = await self._verified(room_id, found.chat)
        back = await self._undo(room_id, state)
        return Plumbed(stands.chat, stands.title or found.title, login, back)

    async def unplumb(self, room_id: str) -> None:
        """Part a room and its chat; people and history stay.

        ``unbridge`` leaves its state behind: it is taken away. So is what is left of a bridge
        that has lost its data, and knows nothing of the room.
        """
        bridge = self._bridge
        state = await self._client.state(room_id)
        plumb = plumb_in(state, bridge)
        if plumb is None:
            return
        if plumb.stands:
            reply = await self._unbridge(room_id)
            if reply.match(NO_PORTAL) or reply.match(NOT_LEFT):
                await put_out(self._client, bridge, room_id, state)
            elif reply.words:
                raise refusal(reply)
        await clear_state(self._client, bridge, room_id, state)

    async def _unbridge(self, room_id: str) -> Reply:
        """Have the bridge forget a room; no word means that it has.

        ``unbridge`` answers nothing when it works: the ghosts go, and at last the bot. Where none
        of them is in the room, it does say something.
        """

        async def theirs() -> set[str]:
            return {
                user for user in await self._client.joined(room_id) if is_of(self._bridge, user)
            }

        present = await theirs()
        last = present & {self._bridge.bot_id} or present

        async def are_gone() -> bool:
            return not last & await theirs()

        command, done = f"doin {room_id} unbridge", are_gone if present else None
        return await self._commands.say(self._management, command, done=done)

    async def stands(self, room_id: str) -> Plumb | None:
        """What is plumbed into a room now."""
        return plumb_in(await self._client.state(room_id), self._bridge)

    @property
    def _bridge(self) -> Bridge:
        return self._provisioning.bridge

    async def _connected(self, login_id: str | None) -> str:
        login = await self._provisioning.login(login_id)
        if login_id is None and not login.state.is_connected:
            others = (await self._provisioning.whoami()).logins
            login = next((o for o in others if o.state.is_connected), login)
        if not login.state.is_connected:
            text = "The account {name} in {title} is not connected now ({state})."
            values = {
                "name": login.name or login.id,
                "title": self._bridge.descriptor.title,
                "state": login.state.state_event or "?",
            }
            raise BridgeRefused(Sentence(text, values))
        return login.id

    async def _prepare(self, room_id: str, state: State) -> None:
        """Give the bridge's bot the powers that it needs, then have it come."""
        powers = state[POWERS].content if POWERS in state else {}
        bot_id, our_id = self._bridge.bot_id, self._client.bot_id
        prepared = powers_with_bridge(powers, bot_id)
        if power_of(powers, bot_id) >= power_of(powers, our_id) > MODERATOR_POWER:
            # Nobody lowers who stands as high; the bridge's bot itself must be in the room for it.
            await until_joined(self._bridge, self._client, room_id)
            lowered = with_power(powers, bot_id, MODERATOR_POWER)
            token = self._bridge.as_token
            await self._client.lower_own_powers(room_id, bot_id, token, lowered)
            powers = lowered
        if prepared != powers:
            await self._client.put_state(room_id, *POWERS, prepared)
        await until_joined(self._bridge, self._client, room_id)

    async def _withdraw(self, room_id: str) -> None:
        """Take the bridge's bot out of a room into which nothing could be plumbed."""
        plumb = await self.stands(room_id)
        if plumb is not None and plumb.stands:
            return
        await self._client.kick(room_id, self._bridge.bot_id, REASON)
        await take_powers(self._client, self._bridge, room_id)

    async def _make_way(self, room_id: str, other: str, move: bool) -> None:
        if not move:
            text = (
                "The chat {chat} of {title} is plumbed into this room already. To have the other"
                " one here instead, add --move"
            )
            values = {"chat": other, "title": self._bridge.descriptor.title}
            raise BridgeRefused(Sentence(text, values))
        await self.unplumb(room_id)
        await self._prepare(room_id, await self._client.state(room_id))

    async def _bridge_room(
        self,
        room_id: str,
        found: Found,
        link: str,
        login: str,
        move: bool,
        spared: frozenset[str],
    ) -> Found:
        for attempt in range(ROW_TRIES):
            reply = await self._say(room_id, f"bridge {login} {found.chat}")
            if reply.match(PLUMBED):
                return found
            if (taken := reply.match(ROOM_TAKEN)) and taken["chat"] == found.chat:
                return found  # by somebody else, at the same moment
            if reply.match(NO_ROW):
                if attempt == 0:
                    with suppress(BridgeRefused) if link else nullcontext():
                        await self._chats.enter(found.chat)
                elif attempt == 1 and link:
                    found = await self._chats.find(link)
                await asyncio.sleep(LOOK_SECONDS * 2**attempt)
                continue
            await self._clear(room_id, reply, move, spared)
        raise BridgeRefused(
            Sentence(
                "The bridge does not know the chat {chat}. The account must be in it: invite it"
                " there, or give an invitation link.",
                {"chat": found.chat},
            )
        )

    async def _clear(self, room_id: str, reply: Reply, move: bool, spared: frozenset[str]) -> None:
        """Undo what stands in the way, where we may; raises BridgeRefused else."""
        if taken := reply.match(ROOM_TAKEN):
            await self._make_way(room_id, taken["chat"], move)
            return
        if taken := _match_raw(reply, CHAT_TAKEN):
            values = {"room": taken["room"]}
            if taken["room"] in spared:
                text = "community.yaml has the chat in another room ({room})."
                raise BridgeRefused(Sentence(text, values))
            if not move:
                text = (
                    "The chat is plumbed into another room already ({room}). To move it, add --move"
                )
                raise BridgeRefused(Sentence(text, values))
            await self._free_chat(taken["room"])
            return
        refused = refusal(reply)
        known = self._bridge.descriptor.quirks.unsure_plumbing
        raise BridgeRefused(Sentence(known), detail=refused.detail) if known else refused

    async def _free_chat(self, room_id: str) -> None:
        try:
            await self.unplumb(room_id)
        except HomeserverRefused:  # a room that we are not in
            await self._unbridge(room_id)

    async def _set_relay(self, room_id: str, login: str) -> bool:
        """Until then, only what the account's owner writes is carried.

        Whether the bridge knows of a chat in the room: one that has lost its data does not.
        """
        reply = await self._say(room_id, f"set-relay {login}")
        if reply.match(NO_PORTAL):
            return False
        if not reply.match(RELAYED):
            raise refusal(reply)
        return True

    async def _verified(self, room_id: str, chat: str) -> Plumb:
        """That the room says so: the words of the bot are no proof."""
        ends = time.monotonic() + VERIFY_SECONDS
        while True:
            plumb = await self.stands(room_id)
            if plumb and plumb.stands and plumb.has_features and plumb.chat == chat:
                return plumb
            if time.monotonic() > ends:
                raise _not_plumbed()
            await asyncio.sleep(LOOK_SECONDS)

    async def _undo(self, room_id: str, before: State) -> tuple[str, ...]:
        """Put back what the bridge has changed: members that it put out, and what a room is.

        Who went by themselves meanwhile, or was put out by staff, stays out.
        """
        members = {user for user in members_with(before, "join") if not is_of(self._bridge, user)}
        back: list[str] = []
        ends = time.monotonic() + CALM_SECONDS
        while True:
            state = await self._client.state(room_id)
            for user in sorted(members - set(members_with(state, "join"))):
                if is_of(self._bridge, state["m.room.member", user].sender):
                    await self._client.bring_in(room_id, user)
                    back.append(user)
            if time.monotonic() > ends:
                break
            await asyncio.sleep(LOOK_SECONDS)
        for kind in OURS[:-1]:
            key = (kind, "")
            event = state.get(key)
            if event is not None and event.sender == self._bridge.bot_id:
                content = before[key].content if key in before else {}
                await self._client.put_state(room_id, *key, content)
        powers = state.get(POWERS)
        if powers is not None and powers.sender == self._bridge.bot_id and POWERS in before:
            right = powers_with_bridge(before[POWERS].content, self._bridge.bot_id)
            await self._client.put_state(room_id, *POWERS, right)
        return tuple(back)

    async def _say(self, room_id: str, command: str) -> Reply:
        return await self._commands.say(self._management, f"doin {room_id} {command}")


def _match_raw(reply: Reply, pattern: str) -> re.Match[str] | None:
    for words in reply.words:
        if found := re.search(pattern, words.replace("%21", "!").replace("%3A", ":")):
            return found
    return reply.match(pattern) if plain(reply.text) else None


def _not_plumbed() -> BridgeAway:
    return BridgeAway("The bridge says that the room is plumbed, but it is not.")
