"""Finds what a bridge was told and did not carry, or was never told, and gives it to it again.

A homeserver that is killed forgets what it was just telling; a bridge that is killed may have
forgotten what it was told. Of every event that it gets, a bridge says what became of it: where it
has said nothing for a while, it gets the event again. It sends nothing twice (see `pushing`).
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from bridges.upstream.chats import Row
from bridges.upstream.known import KnownBridges
from bridges.upstream.observing import Observing, account_subject, is_account
from bridges.upstream.problems import BridgeAway
from bridges.upstream.provisioning import Bridge
from bridges.upstream.pushing import is_late, push_task
from bridges.upstream.states import WELL, Condition
from bridges.upstream.statuses import Outcome, reason_of
from bridges.upstream.telling import is_read_by_its_author, tell_in_room, tell_that_it_stays
from bridges.upstream.workshop import RowsOf, no_rows
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say
from rooms.storage import contacts, events, queue, settings, upstream
from rooms.storage.database import Connection, DatabaseAway, Store
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task
from rooms.storage.upstream import KeptState, Unsent
from rooms.traces import trace

log = logging.getLogger(__name__)

LOOK_SECONDS = 20.0
SILENT_MS = 60_000
"""How long a bridge may say nothing of an event; it says something at once, or when it is sent."""
FORGET_MS = 30 * 60_000
STUCK_MS = 120_000
SETTLED_MS = 60_000
"""Since when an account is connected whose old chats its bridge has found."""
MOST_NAMED = 3
"""More private chats that are new at once are mostly old ones, which the bridge has just found."""
KINDS = ("text", "photo", "voice", "video", "file", "location", "poll", "edit", "redaction")
NOTHING_SAID = "no echo from the bridge"
"""Why that waits of which a bridge has said nothing, though it took it: it may have sent it."""


class Recovering:
    """Looks after all bridges for ever."""

    def __init__(
        self,
        known: KnownBridges,
        directory: Directory,
        store: Store,
        clock: Clock,
        observing: Observing,
    ) -> None:
        self._known = known
        self._directory = directory
        self._store = store
        self._clock = clock
        self._observing = observing
        self._sending: dict[tuple[str, str, int], float] = {}
        """Since when we see each attempt go on."""
        self._tried: dict[tuple[str, str], int] = {}
        """When (ms) what was never spoken of was given again."""
        self.rows: RowsOf = no_rows
        """What a bridge's own database knows of chats."""
        self.look_seconds, self.silent_ms = LOOK_SECONDS, SILENT_MS

    async def run(self) -> None:
        """Look for ever."""
        while True:
            for bridge in self._known.all():
                try:
                    await self.look(bridge)
                except DatabaseAway:
                    log.info("Database away: nothing is sent again")
                except Exception as error:
                    log.error("%s is not looked after: %s", bridge.network, trace(error))
            await asyncio.sleep(self.look_seconds)

    async def look(self, bridge: Bridge) -> None:
        """Look after one bridge. Raises DatabaseAway."""
        await self._give_up(bridge)
        async with self._store.reading() as connection:
            states = await upstream.states(connection, bridge.network)
        await self._surface_private_chats(bridge, states)
        if any(state.subject == "" and state.state == Condition.DOWN for state in states):
            return  # how its accounts are is what was seen before
        accounts = [state for state in states if is_account(state.subject)]
        if not any(state.state in (WELL, Condition.DEAF) for state in accounts):
            return
        await self._free_stuck(bridge)
        await self._observing.send_again(bridge.network)
        for room_id in self._known.rooms_of(bridge.network):
            await self._give_again(bridge, room_id)

    async def _give_up(self, bridge: Bridge) -> None:
        """What has waited too long, or was refused, is sent no more: its author hears so."""
        now, tasks = self._clock.now_ms(), []
        async with self._store.reading() as connection:
            waiting = await upstream.all_unsent(connection, bridge.network, "waiting")
            refused = await upstream.all_unsent(connection, bridge.network, "refused")
            cut = await upstream.all_unsent(connection, bridge.network, "cut")
        lost = [*(row for row in waiting if is_late(row, now)), *refused, *cut]
        if not lost:
            return
        async with self._store.transaction() as connection:
            for row in lost:
                if await upstream.unsent(connection, row.network, row.event_id) != row:
                    continue  # the bridge has just said something of it
                await upstream.put_unsent(connection, replace(row, state="hopeless"))
                event = await events.get(connection, row.event_id)
                if event is not None and event.redacted_by is None:
                    tasks += await self._given_up(connection, bridge, event, row)
            await queue.add_many(connection, tasks, now)
        self._observing.wake({task.lane for task in tasks})

    async def _given_up(
        self, connection: Connection, bridge: Bridge, event: ArchivedEvent, row: Unsent
    ) -> list[Task]:
        title, directory = bridge.descriptor.title, self._directory
        reason = reason_of(row.reason, title, Outcome.AWAY)
        if event.kind == "redaction":
            return [await tell_that_it_stays(connection, directory, bridge, event, reason)]
        if not is_read_by_its_author(directory, bridge, event):
            return []
        language = directory.language(event.sender)
        why = reason.words(language)
        if row.state == "cut":
            text = say(
                language,
                "⚠️ A part of this did not reach {title}, and is not sent any more: {reason}. If it"
                " matters, write that part again.",
                title=title,
                reason=why,
            )
            return [tell_in_room(bridge, event, "part-given-up", text)]
        if row.reason == NOTHING_SAID:
            text = say(
                language,
                "⚠️ Whether this reached {title} is not known: the bridge has said nothing of it."
                " Have somebody look into the chat there before you write it again.",
                title=title,
            )
            return [tell_in_room(bridge, event, "unsure", text)]
        text = say(
            language,
            "⚠️ This did not reach {title}, and is not sent any more: {reason}. If it still"
            " matters, write it again.",
            title=title,
            reason=why,
        )
        return [tell_in_room(bridge, event, "given-up", text)]

    async def _free_stuck(self, bridge: Bridge) -> None:
        """What was given to a bridge that was then killed waits again."""
        now, sending = time.monotonic(), set()
        async with self._store.transaction() as connection:
            for row in await upstream.all_unsent(connection, bridge.network, "sending"):
                key = (row.network, row.event_id, row.attempts)
                if (now - self._sending.setdefault(key, now)) * 1000 < STUCK_MS:
                    sending.add(key)
                    continue
                waiting = replace(row, state="waiting", reason=NOTHING_SAID)
                await upstream.put_unsent(connection, waiting)
        for key in [each for each in self._sending if each[0] == bridge.network]:
            if key not in sending:
                del self._sending[key]

    async def _give_again(self, bridge: Bridge, room_id: str) -> None:
        now = self._clock.now_ms()
        self._tried = {key: at for key, at in self._tried.items() if now - at <= FORGET_MS}
        async with self._store.reading() as connection:
            plumbed = await upstream.plumbed_at(
                connection, room_id, bridge.bot_id, bridge.state_key
            )
            if plumbed is None:
                return
            since = max(now - FORGET_MS, plumbed)  # what was said before is not for the chat
            silent = await upstream.unconfirmed(
                connection, room_id, bridge.bot_id, KINDS, since, now - self.silent_ms
            )
        due = [
            event_id
            for event_id, sender in silent
            if (bridge.network, event_id) not in self._tried
            and not self._is_not_carried(bridge, sender)
        ]
        if not due:
            return
        log.info("%s has said nothing of %d events: again", bridge.network, len(due))
        tasks = [push_task(bridge.network, event_id) for event_id in due]
        async with self._store.transaction() as connection:
            await queue.add_many(connection, tasks, now)
        self._tried |= {(bridge.network, event_id): now for event_id in due}
        self._observing.wake({task.lane for task in tasks})

    def _is_not_carried(self, bridge: Bridge, sender: str) -> bool:
        is_ghost = bridge.descriptor.person_of(sender) is not None
        return is_ghost or self._directory.is_upstream_bot(sender)

    async def _surface_private_chats(self, bridge: Bridge, states: Sequence[KeptState]) -> None:
        """Tell when a parent has written to the school's account itself: no room shows that.

        What is there once an account has settled may be old, and is told as such.
        """
        try:
            rows = await self.rows(bridge)
        except BridgeAway:
            return
        is_private = bridge.descriptor.is_private
        private = {row.id: row for row in rows if is_private(row.id, row.receiver)}
        name, now = f"upstream-private {bridge.network}", self._clock.now_ms()
        async with self._store.reading() as connection:
            kept = await settings.get(connection, name)
            are_codes_out = await contacts.has_open_tokens(connection, bridge.network, now)
        known = set((kept or "").split("\n"))  # chats, and accounts whose old ones are told
        settled = {state.subject for state in states if _has_settled(state, now)}
        old, new = set[str](), set[str]()
        for chat in private.keys() - known:
            accounts = _accounts_of(private[chat], states)
            if accounts & known:
                new.add(chat)
            elif accounts & settled:
                old.add(chat)
        if (together := known | settled | old | new) == known:
            return

        async def keep(connection: Connection) -> None:
            await settings.put(connection, name, "\n".join(sorted(together)))

        told = []
        for chats, are_new in ((old, False), (new, True)):
            if chats:
                names = [private[chat].title or chat for chat in sorted(chats)]
                told.append(self._private_words(bridge, names, are_new=are_new))
        if not told:
            async with self._store.transaction() as connection:
                await keep(connection)
            return
        text = "\n".join(told)
        if are_codes_out:
            text += " " + say(
                self._directory.community.community.language,
                "If it is a parent's personal code: ask them to write it in the group's chat,"
                " for I can read it only there.",
            )
        await self._observing.tell(text, keep)

    def _private_words(self, bridge: Bridge, names: Sequence[str], *, are_new: bool) -> str:
        language = self._directory.community.community.language
        if not are_new:
            return say(
                language,
                "✉️ Private chats with the account in {title}: {count}. No room shows them: look on"
                " the phone whether somebody waits for an answer.",
                title=bridge.descriptor.title,
                count=len(names),
            )
        if len(names) > MOST_NAMED:
            return say(
                language,
                "✉️ There are {count} new private chats with the account in {title}. No room shows"
                " them: look on the phone whether somebody waits for an answer.",
                title=bridge.descriptor.title,
                count=len(names),
            )
        return "\n".join(
            say(
                language,
                "✉️ Somebody has written to the account in {title} in private: {name}. No room"
                " shows that: answer on the phone.",
                title=bridge.descriptor.title,
                name=name,
            )
            for name in names
        )


def _accounts_of(chat: Row, states: Sequence[KeptState]) -> set[str]:
    """The subjects of the accounts that are in a chat; all, where the bridge does not say."""
    named = {account_subject(account) for account in {chat.receiver, *chat.accounts} - {""}}
    return named or {state.subject for state in states if is_account(state.subject)}


def _has_settled(state: KeptState, now: int) -> bool:
    return is_account(state.subject) and state.state == WELL and now - state.since >= SETTLED_MS
