"""Making the homeserver as community.yaml wants it.

It may be ended at any point and begun again: every step looks first at what is there, and the
room's address, which Synapse gives out once, keeps a second room from being made.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from rooms.carrying import Carrier
from rooms.changes import Change, MakeAccount, PlumbChat, UnplumbChat
from rooms.clock import Clock, SystemClock
from rooms.community import Community
from rooms.community.days import today_at
from rooms.community.listing import avatars_of
from rooms.found import Readings
from rooms.homeserver import Homeserver, RequestCounts, RoomId
from rooms.pictures import look_at_all
from rooms.plan import Failure, Plan, make_plan, room_ids
from rooms.reading import RoomReader
from rooms.storage import accounts, by_hand, rooms
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom
from rooms.turns import my_turn
from rooms.wanted import WantedRoom, people_of, wanted_rooms

Progress = Callable[[int, int], None]
"""Told how many changes of how many have been gone through."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What there should be, what there is, and the difference."""

    wanted: tuple[WantedRoom, ...]
    readings: Readings
    plan: Plan

    @property
    def room_ids(self) -> dict[str, RoomId]:
        """The rooms that there are, by key."""
        return room_ids(self.readings.rooms)


@dataclass(frozen=True, slots=True)
class Applied:
    """What was changed, what could not be, and how many requests that took."""

    changes: tuple[Change, ...]
    failures: tuple[Failure, ...]
    requests: RequestCounts

    @property
    def worth_repeating(self) -> bool:
        """Whether something failed only because the homeserver did not answer."""
        return any(failure.passing for failure in self.failures)


class Reconciliation:
    """Keeps the rooms of one homeserver as the file wants them.

    `lock_path` is a file by which those who apply at the same time take turns: two would make
    the same room twice. `patience`, in seconds: see `rooms.reading.RoomReader`.
    """

    def __init__(
        self,
        homeserver: Homeserver,
        store: Store,
        server_name: str,
        lock_path: Path | None = None,
        patience: float = 3,
        clock: Clock | None = None,
    ) -> None:
        self._homeserver = homeserver
        self._store = store
        self._server_name = server_name
        self._lock_path = lock_path
        self._clock = clock or SystemClock()
        self._reader = RoomReader(homeserver, homeserver.bot_id, patience)

    async def plan(self, community: Community) -> Survey:
        """Look and compare; changes nothing. Raises HomeserverAway when no room could be read."""
        async with self._store.reading() as connection:
            with_accounts = await accounts.listed(connection)
            known = await rooms.all_rooms(connection)
            chats = await rooms.all_chats(connection)
            decided = await by_hand.everything(connection)
        people = people_of(community, with_accounts, self._server_name)
        pictures = await asyncio.to_thread(look_at_all, avatars_of(community))
        wanted = wanted_rooms(
            community,
            people,
            self._server_name,
            self._homeserver.bot_id,
            today=today_at(community, self._clock),
            pictures=pictures,
            by_hand=decided,
        )
        readings = await self._reader.read(wanted, people, known, chats)
        return Survey(wanted, readings, make_plan(wanted, people, readings))

    async def apply(
        self, community: Community, progress: Progress = lambda done, total: None
    ) -> Applied:
        """Look, compare and carry out; what fails is reported, and the rest goes on.

        Raises HomeserverAway when no room could be read; then nothing was changed.
        """
        async with my_turn(self._lock_path):
            return await self._apply(community, progress)

    async def _apply(self, community: Community, progress: Progress) -> Applied:
        before = replace(self._homeserver.counts)
        survey = await self.plan(community)
        plan, total, gone_through = survey.plan, len(survey.plan.changes), 0

        def advance() -> None:
            nonlocal gone_through
            gone_through += 1
            progress(gone_through, total)

        progress(0, total)
        await self._keep_found(survey)
        carrier = Carrier(self._homeserver, self._reader, survey.readings, self._keep, advance)
        chats = [c for c in plan.changes if isinstance(c, PlumbChat | UnplumbChat)]
        await carrier.make_accounts([c for c in plan.changes if isinstance(c, MakeAccount)])
        await carrier.put_rooms_right(
            [c for c in plan.changes if not isinstance(c, MakeAccount | PlumbChat | UnplumbChat)]
        )
        for _ in chats:
            advance()
        return Applied(
            changes=(*carrier.done, *chats),
            failures=(*plan.failures, *carrier.failures),
            requests=self._homeserver.counts.since(before),
        )

    async def _keep_found(self, survey: Survey) -> None:
        """Keep which room is which, as far as they are there, and which chats belong to them."""
        async with self._store.transaction() as connection:
            known = await rooms.all_rooms(connection)
            ids = survey.room_ids
            for room in survey.wanted:
                if room.key in ids:
                    kept = KnownRoom(room.key, ids[room.key], room.kind, room.name)
                    if kept not in known:
                        await rooms.put_room(connection, kept)
            chats = [chat for room in survey.wanted for chat in room.chats]
            await rooms.replace_chats(connection, chats)

    async def _keep(self, room: WantedRoom, room_id: RoomId) -> None:
        """Keep a room as soon as it is made: what is written in it at once is carried, too."""
        async with self._store.transaction() as connection:
            await rooms.put_room(connection, KnownRoom(room.key, room_id, room.kind, room.name))
