"""The bot's own ear: hears what is said to the bot, and invitations to it.

All other content of rooms reaches Teremok through the appservice. The ear asks ``/sync`` through
nio in a loop of its own, and commits the sync token in the same transaction as the tasks made
from what the answer brought: nio's own loop stores the token before its callbacks run, and what
a crash interrupts would be lost.

The questions are short ones, not long polls: while a long poll is open, Synapse computes a sync
for each event of every room that the bot is in, only to find that the filter leaves nothing of
it (measured: half as much work again for each message of the house). `nudge` says that there is
something to hear; without it the ear looks by itself, the more seldom the longer the homeserver
takes to answer.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nio import AsyncClient, SyncResponse

from bot.asking import ask
from bot.hearing import Heard, Hearing, hearing, read_answer
from bot.invitations import Invitations
from bot.past import missed_events
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.storage import accounts, queue, settings
from rooms.storage.database import Connection, DatabaseAway, Store
from rooms.storage.queue import Hopeless, Task, TryLater
from rooms.traces import trace
from rooms.wanted.kinds import DUTY, STAFF

log = logging.getLogger(__name__)

TOKEN = "bot-sync-token"  # noqa: S105
"""The setting with the place up to which everything was heard."""
COMMAND = "command"
"""The kind of the tasks made from what is said to the bot."""

ORDERS_TAKEN = frozenset({STAFF, DUTY})
"""Kinds of room in which the bot listens for commands, beside private ones with people."""
LOOK_SECONDS = 10.0
"""The pause when nobody nudges."""
SHARE = 50
"""The pause is at least so many times as long as the last answer took."""
BREATH_SECONDS = 0.3
"""The pause that a nudge cannot shorten."""
FIRST_BACK_OFF = 1.0
LONGEST_BACK_OFF = 30.0


class Ear:
    """Listens for the bot.

    `client` is logged in as the bot; `wake` is told the lanes that have new tasks.
    """

    def __init__(
        self,
        client: AsyncClient,
        store: Store,
        directory: Directory,
        clock: Clock,
        wake: Callable[[Iterable[str]], None],
    ) -> None:
        self._client = client
        self._store = store
        self._directory = directory
        self._clock = clock
        self._wake = wake
        self._invitations = Invitations(client, store, directory)
        self._bell = asyncio.Event()
        self._hears = hearing(client.user_id, (), {})
        self.well = False
        self.problem = "has not listened yet"

    def nudge(self, event: Mapping[str, Any]) -> None:
        """Say what happened in a room of the bot: the ear asks at once if it is its business.

        Only asks: what counts is what the answer brings.
        """
        kind = event.get("type")
        if kind == "m.room.message":
            mine = self._hears.read(str(event.get("room_id")), event) is not None
        else:
            mine = kind == "m.room.member" and event.get("state_key") == self._client.user_id
        if mine:
            self._bell.set()

    async def listen(self) -> None:
        """Listen for ever, whatever happens to the homeserver or the database."""
        back_off = FIRST_BACK_OFF
        while True:
            started = time.monotonic()
            try:
                await self.hear_once()
            except (DatabaseAway, TryLater, Hopeless) as away:
                self._not_well(str(away))
            except Exception as error:
                log.error("The bot could not listen: %s", trace(error))
                self._not_well(type(error).__name__)
            else:
                self.well, self.problem = True, ""
                back_off = FIRST_BACK_OFF
                await self._breathe(time.monotonic() - started)
                continue
            await asyncio.sleep(back_off)
            back_off = min(back_off * 2, LONGEST_BACK_OFF)

    def _not_well(self, problem: str) -> None:
        if self.well:
            log.warning("The bot does not hear: %s", problem)
        self.well, self.problem = False, problem

    async def _breathe(self, took: float) -> None:
        await asyncio.sleep(max(BREATH_SECONDS, took))
        try:
            await asyncio.wait_for(self._bell.wait(), max(LOOK_SECONDS, took * SHARE))
        except TimeoutError:
            return

    async def hear_once(self) -> None:
        """Ask once, and keep what was said as tasks, together with the new token."""
        while not await self._hear():
            pass

    async def _hear(self) -> bool:
        """One question; False where the answer is not kept and the same must be asked anew."""
        self._bell.clear()
        async with self._store.reading() as connection:
            since = await settings.get(connection, TOKEN)
            now_hearing = await self._hearing(connection)
        self._hears = now_hearing
        answer = read_answer(await self._sync(since, now_hearing), now_hearing)
        if await self._invitations.accept(answer.invitations):
            return False  # asked again with the new rooms, from the old token: nothing is missed
        heard = list(answer.heard) if since else []
        for gap in answer.gaps if since else ():
            if gap.room_id not in self._invitations.accepted:
                missed = await missed_events(self._client, gap, since or "", now_hearing)
                heard = [*missed, *heard]
        return await self._keep(since, answer.token, heard, now_hearing)

    async def _hearing(self, connection: Connection) -> Hearing:
        private = await accounts.direct_rooms(connection)
        staff = [room.room_id for room in self._directory.rooms() if room.kind in ORDERS_TAKEN]
        return hearing(self._client.user_id, staff, private)

    async def _sync(self, since: str | None, now_hearing: Hearing) -> SyncResponse:
        return await ask(
            self._client.sync(
                timeout=0, since=since, sync_filter=now_hearing.filter, set_presence="offline"
            )
        )

    async def _keep(
        self, since: str | None, token: str, heard: list[Heard], asked_for: Hearing
    ) -> bool:
        """Commit tasks and token; False where there are new rooms that were not asked for."""
        if token == since and not heard:
            return True
        tasks = [_task(words) for words in heard]
        now = self._clock.now_ms()
        async with self._store.transaction() as connection:
            if (await self._hearing(connection)).rooms - asked_for.rooms:
                return False
            await queue.add_many(connection, tasks, now)
            await settings.put(connection, TOKEN, token)
        self._invitations.accepted.clear()
        self._wake({task.lane for task in tasks})
        return True


def _task(words: Heard) -> Task:
    payload = {
        "event_id": words.event_id,
        "room_id": words.room_id,
        "sender": words.sender,
        "text": words.text,
    }
    if words.answers is not None:
        payload["answers"] = words.answers
    return Task(lane=f"command:{words.room_id}", kind=COMMAND, payload=payload)
