"""Watches the bridges: asks each how it is, takes what it reports, tries whether it hears."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import aiohttp

from bridges.upstream.answers import Login, State
from bridges.upstream.canary import sings
from bridges.upstream.commands import Commands
from bridges.upstream.known import KnownBridges
from bridges.upstream.observing import (
    Observing,
    account_subject,
    down,
    is_account,
    login_of,
)
from bridges.upstream.problems import BridgeProblem
from bridges.upstream.provisioning import Bridge, Provisioning, Silence
from bridges.upstream.pushing import Transactions
from bridges.upstream.state_words import REASONS
from bridges.upstream.states import WELL, Condition, Seen, condition_of
from rooms.clock import Clock
from rooms.storage import upstream
from rooms.storage.database import DatabaseAway, Store
from rooms.storage.queue import Hopeless, TryLater
from rooms.traces import trace

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0
CANARY_SECONDS = 600.0
DEAF_AFTER = 2
"""So many canaries in a row must have fallen silent."""
HANG_SECONDS, LONGEST_PAUSE = 60.0, 1800.0
"""After so long one that hangs is started anew, and again after pauses that double up to that."""
BEGIN_SECONDS = 300.0
"""So long one that runs may take to listen at all: it may be bringing its database up to itself."""
GONE_MS = 15 * 60_000
"""An account that is gone, and is not missed, is forgotten then: reports of it may come late."""


@dataclass(slots=True)
class Pace:
    """How often we look, in seconds."""

    look: float = LOOK_SECONDS
    canary: float = CANARY_SECONDS
    hang: float = HANG_SECONDS
    begin: float = BEGIN_SECONDS


@dataclass(frozen=True, slots=True)
class Tools:
    """What watching is done with; `commands` talks to a bridge's bot.

    `restart` starts a bridge's program anew where it is ours to start; `pid` is its process, None:
    it does not run, or nobody knows.
    """

    session: aiohttp.ClientSession
    transactions: Transactions
    commands: Callable[[Bridge], Commands]
    pace: Pace
    restart: Callable[[Bridge], None] = lambda bridge: None
    pid: Callable[[Bridge], int | None] = lambda bridge: None


@dataclass(slots=True)
class _Stuck:
    """A bridge that does not answer: which of its processes does not and how, since when.

    `how` is None while it is not stuck, or only just starts; `tries` is how often it was started
    anew since it was well.
    """

    since: float
    how: tuple[Silence, int | None] | None = None
    tries: int = 0


class Watch:
    """Looks at all bridges for ever; each by itself, so that one that hangs delays no other."""

    def __init__(
        self, known: KnownBridges, observing: Observing, store: Store, clock: Clock, tools: Tools
    ) -> None:
        self._known = known
        self._observing = observing
        self._store = store
        self._clock = clock
        self._tools = tools
        self._silent: dict[tuple[str, str], int] = {}
        self._next_canary: dict[tuple[str, str], float] = {}
        self._greeted: set[tuple[str, str]] = set()
        self._stuck: dict[str, _Stuck] = {}
        self._bell = asyncio.Event()
        self._again: set[str] = set()
        """Networks that were to be looked at again while they were just looked at."""

    def ring(self) -> None:
        """Look again at once."""
        self._bell.set()

    async def run(self) -> None:
        """Watch for ever."""
        looks: dict[str, asyncio.Task[None]] = {}
        is_rung = False
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    await self._known.refresh()
                    for bridge in self._known.all():
                        if (look := looks.get(bridge.network)) is None or look.done():
                            task = group.create_task(self._look_quietly(bridge))
                            looks[bridge.network] = task
                        elif is_rung:
                            self._again.add(bridge.network)
                except DatabaseAway:
                    log.warning("Database away: the bridges are not watched")
                except Exception as error:
                    log.error("The bridges are not watched: %s", trace(error))
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), self._tools.pace.look)
                is_rung = self._bell.is_set()
                self._bell.clear()

    async def take_report(self, network: str, state: State) -> None:
        """Take what a bridge reported of an account by itself. Raises DatabaseAway."""
        bridge = self._known.get(network)
        if bridge is None:
            return
        if not state.remote_id:
            self.ring()  # it is about the bridge: look for ourselves
            return
        condition = condition_of(bridge.descriptor, state)
        if condition is WELL:
            # It may have been started anew.
            self._greeted = {each for each in self._greeted if each[0] != network}
        await self._see(bridge, state.remote_id, state.remote_name, condition, state)

    async def look(self, bridge: Bridge) -> None:
        """Ask one bridge how it is. Raises DatabaseAway."""
        provisioning, began = Provisioning(bridge, self._tools.session), time.monotonic()
        logins = await _logins(provisioning)
        if logins is None:
            self._greeted = {each for each in self._greeted if each[0] != bridge.network}
            if bridge.paused:
                return  # as it is meant to be
            await self._observing.observe(down(bridge.network))
            if bridge.managed == "teremok":
                await self._free(bridge, provisioning, began)
            return
        self._stuck.pop(bridge.network, None)
        await self._observing.observe(Seen(bridge.network, "", "", WELL))
        for login in logins:
            await self._look_at(bridge, provisioning, login)
        await self._miss(bridge, {login.id for login in logins})

    async def _look_quietly(self, bridge: Bridge) -> None:
        try:
            await self.look(bridge)
        except (DatabaseAway, BridgeProblem) as away:
            log.info("%s is not looked at: %s", bridge.network, type(away).__name__)
        except Exception as error:
            log.error("%s is not looked at: %s", bridge.network, trace(error))
        if bridge.network in self._again:
            self._again.remove(bridge.network)
            self.ring()

    async def _free(self, bridge: Bridge, provisioning: Provisioning, began: float) -> None:
        """One that hangs never ends by itself: it is started anew, again after longer pauses.

        So is one that runs and never begins to listen. Another process, or one that hangs in
        another way, is given its time again.
        """
        silence = await provisioning.silence()
        pid = await asyncio.to_thread(self._tools.pid, bridge)
        is_stuck = silence is Silence.HANGS or (silence is Silence.NOBODY and pid is not None)
        how = (silence, pid) if silence is not None and is_stuck else None
        stuck = self._stuck.setdefault(bridge.network, _Stuck(began))
        if how != stuck.how:
            stuck.since, stuck.how = began, how
        if how is None:
            return
        pace = self._tools.pace
        patience = pace.hang if silence is Silence.HANGS else pace.begin
        now = time.monotonic()
        if now - stuck.since < max(
            patience, min(patience * 2 ** min(stuck.tries, 10), LONGEST_PAUSE)
        ):
            return
        stuck.since, stuck.tries = now, stuck.tries + 1
        log.warning("%s does not answer: it is started anew", bridge.network)
        await asyncio.to_thread(self._tools.restart, bridge)

    async def _look_at(self, bridge: Bridge, provisioning: Provisioning, login: Login) -> None:
        condition = condition_of(bridge.descriptor, login.state)
        key = (bridge.network, login.id)
        if condition is not WELL:
            self._silent.pop(key, None)
        elif await self._is_silent(bridge, provisioning, login):
            condition = Condition.DEAF
        await self._see(bridge, login.id, login.name, condition, login.state)

    async def _see(
        self, bridge: Bridge, login_id: str, name: str, condition: Condition, state: State
    ) -> None:
        key = (bridge.network, login_id)
        if condition is WELL and self._silent.get(key, 0) >= DEAF_AFTER:
            condition = Condition.DEAF  # it says so, but does not hear
        is_new = condition in (WELL, Condition.DEAF) and key not in self._greeted
        if is_new and await self._greet(bridge):
            self._greeted.add(key)
        detail = REASONS.get(state.error) or state.message or state.error or state.reason
        seen = Seen(bridge.network, account_subject(login_id), name, condition, detail)
        await self._observing.observe(seen)

    async def _is_silent(self, bridge: Bridge, provisioning: Provisioning, login: Login) -> bool:
        key = (bridge.network, login.id)
        if time.monotonic() >= self._next_canary.get(key, 0.0):
            async with self._store.reading() as connection:
                room_id = await upstream.room_of(connection, bridge.network)
            heard = await sings(provisioning, login, self._tools.commands(bridge), room_id)
            if heard is True:
                self._silent.pop(key, None)
            elif heard is False:
                self._silent[key] = self._silent.get(key, 0) + 1
                if self._silent[key] == DEAF_AFTER:
                    # A deaf connection hears again once it is made anew; tried once each time.
                    await asyncio.to_thread(self._tools.restart, bridge)
            hurried = self._silent.get(key, 0) > 0
            pause = self._tools.pace.look if hurried else self._tools.pace.canary
            self._next_canary[key] = time.monotonic() + pause
        return self._silent.get(key, 0) >= DEAF_AFTER

    async def _greet(self, bridge: Bridge) -> bool:
        """The first event of the owner after a start is thrown away, before there is a real one.

        Whether that is done; else it is tried again.
        """
        if not bridge.descriptor.quirks.first_event_relayed:
            return True
        for room_id in self._known.rooms_of(bridge.network):
            try:
                now = self._clock.now_ms()
                await self._tools.transactions.throw_away(bridge, room_id, now)
            except TryLater:
                return False
            except Hopeless as refused:  # it will be so each time
                log.warning("%s takes no event to be thrown away: %s", bridge.network, refused)
        return True

    async def _miss(self, bridge: Bridge, there: set[str]) -> None:
        """Notice accounts that the bridge does not know any more.

        Of one through which no chat goes nobody is reminded, where there is another: it was taken
        off on purpose, and is forgotten in a while.
        """
        async with self._store.reading() as connection:
            kept = await upstream.states(connection, bridge.network)
        gone = [s for s in kept if is_account(s.subject) and login_of(s.subject) not in there]
        for state in gone:
            condition = Condition.LOGGED_OUT
            seen = Seen(bridge.network, state.subject, state.name, condition, state.detail)
            await self._observing.observe(seen)
        if not there or not gone:
            return
        async with self._store.transaction() as connection:
            used = {chat.login for chat in await upstream.chats(connection, bridge.network)}
            told = {state.subject for state in await upstream.told(connection, bridge.network)}
            for state in gone:
                if login_of(state.subject) in used:
                    continue
                was_out = state.state == Condition.LOGGED_OUT
                if was_out and self._clock.now_ms() - state.since >= GONE_MS:
                    await upstream.remove_state(connection, bridge.network, state.subject)
                elif state.subject in told:
                    await upstream.remind_no_more(connection, bridge.network, state.subject)


async def _logins(provisioning: Provisioning) -> Sequence[Login] | None:
    """Our accounts; None where the bridge does not run, hangs, or is another house's."""
    if not await provisioning.is_ready():
        return None
    try:
        return (await provisioning.whoami()).logins
    except BridgeProblem:
        return None
