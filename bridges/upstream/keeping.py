"""Keeps the chats of upstream bridges plumbed as community.yaml and the commands say."""

import asyncio
import logging
import time
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from bridges.upstream.chats import Row
from bridges.upstream.known import KnownBridges
from bridges.upstream.look import plumb_in
from bridges.upstream.observing import CHAT, Observing
from bridges.upstream.plumbs import plumb_chat, unplumb_chat
from bridges.upstream.problems import BridgeProblem
from bridges.upstream.provisioning import Bridge
from bridges.upstream.replacing import UNFORESEEN, Replacer
from bridges.upstream.states import WELL, Condition, Seen
from bridges.upstream.workshop import Workshop
from rooms.directory import Directory
from rooms.reconcile.homeserver import HomeserverProblem, HomeserverRefused
from rooms.sentence import Sentence
from rooms.storage import upstream
from rooms.storage.database import DatabaseAway
from rooms.storage.rooms import KnownRoom
from rooms.storage.upstream import KeptState, UpstreamChat
from rooms.traces import trace

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
Wanted = dict[tuple[str, str], tuple[KnownRoom, bool]]
"""Chats, by their networks and as people named them: the room of each, and whether by the file."""
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 1800.0
"""Seconds between two attempts to plumb a chat, doubled from the first to the longest."""


class PlumbKeeper:
    """Plumbs what is not plumbed, unplumbs what does not belong any more; tells what fails."""

    def __init__(
        self,
        known: KnownBridges,
        directory: Directory,
        workshop: Workshop,
        observing: Observing,
    ) -> None:
        self._known = known
        self._directory = directory
        self._workshop = workshop
        self._observing = observing
        self._next: dict[tuple[str, str], float] = {}
        self._pauses: dict[tuple[str, str], float] = {}
        self._replacer = Replacer(workshop, directory, observing)
        self._orphans: set[tuple[str, str]] = set()
        """Chats that stand in their rooms, but whose account is lost and not replaced."""
        self._rows: dict[str, Sequence[Row]] = {}
        """What the bridges' databases say in this look."""
        self._well: dict[str, frozenset[str]] = {}
        """What was well of each network at the last look: its bridge, and its accounts."""
        self.look_seconds = LOOK_SECONDS

    async def run(self) -> None:
        """Keep them for ever."""
        while True:
            try:
                await self.look()
            except (DatabaseAway, HomeserverProblem) as away:
                log.info("The chats of bridges are not looked at: %s", type(away).__name__)
            except Exception as error:
                log.error("The chats of bridges are not looked at: %s", trace(error))
            await asyncio.sleep(self.look_seconds)

    async def look(self) -> None:
        """Look at every chat once."""
        self._rows.clear()
        async with self._workshop.store.reading() as connection:
            driven = (await upstream.users(connection)).networks
            kept = [c for c in await upstream.chats(connection) if c.network in driven]
            states = await upstream.states(connection)
        self._wait_no_more(states)
        wanted = self._wanted(driven)
        await self._forget(states, {*wanted, *((c.network, c.asked) for c in kept)})
        for chat in kept:
            bridge = self._known.get(chat.network)
            belongs = (chat.network, chat.asked) in wanted or not chat.by_file
            if bridge is not None and not belongs:
                work = unplumb_chat(self._workshop, bridge, chat)
                await self._try(bridge, chat.asked, chat.title, work, Condition.LEFT_OVER)
        for chat in kept:
            if not chat.by_file:
                room = KnownRoom(chat.room_key, chat.room_id, "", "")
                room = self._directory.room_by_key(chat.room_key) or room
                wanted.setdefault((chat.network, chat.asked), (room, False))
        for bridge in self._known.all():
            async with self._workshop.store.reading() as connection:
                is_driven = await upstream.is_driven(connection, bridge.network)
            if is_driven:  # else it is being taken out
                await self._replace(bridge)
        for (network, asked), (room, by_file) in wanted.items():
            bridge = self._known.get(network)
            if bridge is None:
                continue
            async with self._workshop.store.reading() as connection:
                now = {c.asked: c for c in await upstream.chats(connection, network)}
                is_driven = await upstream.is_driven(connection, network)
            if not is_driven:
                continue  # it is being taken out meanwhile
            stood = now.get(asked)
            if not by_file and (stood is None or stood.by_file or stood.room_key != room.key):
                continue  # somebody has parted or moved it by command meanwhile
            title = stood.title if stood else ""
            taken = _taken(network, asked, wanted, now)
            try:
                await self._keep(bridge, room, asked, stood, by_file, taken)
            except HomeserverRefused as refused:  # this room alone is out of our reach
                await self._observing.observe(self._seen(network, asked, title, refused.sentence))
            except (DatabaseAway, HomeserverProblem):
                raise
            except Exception as error:
                await self._stumble(network, asked, title, error)

    def _wait_no_more(self, states: Sequence[KeptState]) -> None:
        """With a bridge or an account that has come back, what failed before may work at once."""
        well: dict[str, frozenset[str]] = {}
        for state in states:
            if state.state == WELL and not state.subject.startswith(CHAT):
                well[state.network] = well.get(state.network, frozenset()) | {state.subject}
        back = {network for network in well if well[network] - self._well.get(network, frozenset())}
        self._well = well
        for pauses in (self._next, self._pauses):
            for key in [key for key in pauses if key[0] in back]:
                del pauses[key]

    async def _forget(self, states: Sequence[KeptState], belonging: set[tuple[str, str]]) -> None:
        """Of chats that were taken out of the file before they ever stood in a room."""
        for pauses in (self._next, self._pauses):
            for key in pauses.keys() - belonging:
                del pauses[key]
        for state in states:
            asked = state.subject.removeprefix(CHAT)
            if state.subject.startswith(CHAT) and (state.network, asked) not in belonging:
                async with self._workshop.store.transaction() as connection:
                    await upstream.remove_state(connection, state.network, state.subject)

    async def _replace(self, bridge: Bridge) -> None:
        """Have another account take over what belonged to one that is lost."""
        network, now = bridge.network, time.monotonic()
        try:
            orphans = await self._replacer.orphans(bridge)
            asked = {chat.asked for chat in orphans}
            self._orphans = {key for key in self._orphans if key[0] != network}
            due = frozenset(each for each in asked if now >= self._next.get((network, each), 0.0))
            for chat, sentence in await self._replacer.replace(bridge, due):
                self._orphans.add((network, chat.asked))
                await self._fail(self._seen(network, chat.asked, chat.title, sentence))
            self._orphans |= {(network, each) for each in asked - due}
        except (BridgeProblem, HomeserverProblem) as away:
            log.info("The accounts of %s are not looked at: %s", network, type(away).__name__)
        except DatabaseAway:
            raise
        except Exception as error:
            log.error("The accounts of %s are not looked at: %s", network, trace(error))

    def _wanted(self, driven: Sequence[str]) -> Wanted:
        found: Wanted = {}
        for chat in self._directory.chats():
            room = self._directory.room_by_key(chat.room_key)
            if room is not None and chat.network in driven:
                found[chat.network, chat.chat] = (room, True)
        return found

    async def _keep(
        self,
        bridge: Bridge,
        room: KnownRoom,
        asked: str,
        chat: UpstreamChat | None,
        by_file: bool,
        taken: Mapping[str, UpstreamChat],
    ) -> None:
        if chat is not None and chat.room_id == room.room_id:
            plumb = plumb_in(await self._workshop.client.state(room.room_id), bridge)
            is_right = plumb is not None and plumb.stands and plumb.chat == chat.chat
            if plumb is not None and is_right and not await self._is_forgotten(bridge, chat):
                if (bridge.network, asked) in self._orphans:
                    return
                name = chat.title or plumb.title or asked
                await self._observing.observe(Seen(bridge.network, f"{CHAT}{asked}", name, WELL))
                self._pauses.pop((bridge.network, asked), None)
                return
            if plumb is not None and plumb.stands and not is_right:
                # A small group of Telegram that became a supergroup has another id.
                await self._follow(chat, plumb.chat)
                return
        title = chat.title if chat else ""
        if (other := taken.get(room.room_id)) is not None:
            text = "the room has the chat {chat} already, and takes one of each messenger"
            sentence = Sentence(text, {"chat": other.title or other.chat})
            await self._observing.observe(self._seen(bridge.network, asked, title, sentence))
            return
        spared = frozenset(taken)
        work = plumb_chat(
            *(self._workshop, bridge, room, asked),
            move=True,
            spared=spared,
            by_file=by_file,
            stood=chat,
        )
        await self._try(bridge, asked, title, work, Condition.UNPLUMBED)

    async def _is_forgotten(self, bridge: Bridge, chat: UpstreamChat) -> bool:
        """Whether the bridge has lost its data since: the room's state alone is no proof."""
        if bridge.network not in self._rows:
            self._rows[bridge.network] = await self._workshop.rows(bridge)
        rows = self._rows[bridge.network]
        return bool(rows) and not any(
            row.id == chat.chat and row.room_id == chat.room_id for row in rows
        )

    async def _follow(self, chat: UpstreamChat, now: str) -> None:
        moved = UpstreamChat(
            *(chat.network, chat.asked, now, chat.title),
            *(chat.room_key, chat.room_id, chat.login, chat.by_file),
        )
        async with self._workshop.store.transaction() as connection:
            if chat in await upstream.chats(connection, chat.network):  # nobody parted it meanwhile
                await upstream.put_chat(connection, moved)

    async def _try(
        self,
        bridge: Bridge,
        asked: str,
        title: str,
        work: Coroutine[Any, Any, object],
        failed: Condition,
    ) -> None:
        key = (bridge.network, asked)
        if time.monotonic() < self._next.get(key, 0.0):
            work.close()
            return
        try:
            await work
            self._pauses.pop(key, None)
            self._next.pop(key, None)
        except (BridgeProblem, HomeserverProblem) as problem:
            await self._fail(self._seen(bridge.network, asked, title, problem.sentence, failed))
        except DatabaseAway:
            raise
        except Exception as error:
            await self._stumble(bridge.network, asked, title, error, failed)

    async def _stumble(
        self,
        network: str,
        asked: str,
        title: str,
        error: Exception,
        failed: Condition = Condition.UNPLUMBED,
    ) -> None:
        """What fails in an unknown way stops only itself, and is told as any other."""
        log.error("A chat of %s is not kept: %s", network, trace(error))
        await self._fail(self._seen(network, asked, title, UNFORESEEN, failed))

    async def _fail(self, seen: Seen) -> None:
        """It is tried again after a pause."""
        key = (seen.network, seen.subject.removeprefix(CHAT))
        pause = self._pauses.get(key, FIRST_PAUSE)
        self._next[key] = time.monotonic() + pause
        self._pauses[key] = min(pause * 2, LONGEST_PAUSE)
        await self._observing.observe(seen)

    def _seen(
        self,
        network: str,
        asked: str,
        title: str,
        why: Sentence,
        condition: Condition = Condition.UNPLUMBED,
    ) -> Seen:
        """A chat that is not as it should be."""
        detail = why.words(self._directory.community.community.language)
        return Seen(network, f"{CHAT}{asked}", title or asked, condition, detail)


def _taken(
    network: str, asked: str, wanted: Wanted, kept: Mapping[str, UpstreamChat]
) -> dict[str, UpstreamChat]:
    """The rooms in which another chat of the network stands as the file has it.

    Two chats that are to be in one room, or one chat by its id and by an invitation, would take
    the place from each other for ever.
    """
    found = {}
    for (where, each), (room, by_file) in wanted.items():
        other = kept.get(each)
        is_another = where == network and each != asked
        if is_another and by_file and other is not None and other.room_id == room.room_id:
            found[room.room_id] = other
    return found
