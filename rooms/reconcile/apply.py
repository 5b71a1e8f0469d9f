"""Making the homeserver as community.yaml wants it.

It may be ended at any point and begun again: every step looks first at what is there, and the
room's address, which Synapse gives out once, keeps a second room from being made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rooms.clock import Clock, SystemClock
from rooms.community import Community
from rooms.community.listing import listed_rooms
from rooms.reconcile.carrying import Carrier
from rooms.reconcile.changes import Change, CreateRoom, subject
from rooms.reconcile.changes_leaving import CloseRoom
from rooms.reconcile.closing import CLOSED, close_room
from rooms.reconcile.dividing import Todo, divide
from rooms.reconcile.homeserver import (
    Homeserver,
    HomeserverAway,
    HomeserverProblem,
    RequestCounts,
    RoomId,
)
from rooms.reconcile.made import made_of
from rooms.reconcile.plan import Failure
from rooms.reconcile.reading import RoomReader
from rooms.reconcile.scope import WHOLE, Scope
from rooms.reconcile.surveying import Survey, Surveyor
from rooms.storage import accounts, rooms
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom
from rooms.turns import my_turn
from rooms.wanted.rooms import WantedRoom

__all__ = ["Applied", "Progress", "Reconciliation", "Scope", "Survey"]

Progress = Callable[[int, int], None]
"""Told how many changes of how many have been gone through."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What was changed, what could not be, and how many requests that took.

    `waiting` is what nobody allowed yet, `spared` is what the scope spared.
    """

    changes: tuple[Change, ...]
    failures: tuple[Failure, ...]
    requests: RequestCounts
    waiting: tuple[Change, ...] = ()
    spared: tuple[Change, ...] = ()

    @property
    def worth_repeating(self) -> bool:
        """Whether something failed only because the homeserver did not answer."""
        return any(failure.passing for failure in self.failures)


class Reconciliation:
    """Keeps the rooms of one homeserver as the file wants them.

    `lock_path` is a file by which those who apply at the same time take turns: two would make
    the same room twice. `patience`, in seconds: see `rooms.reconcile.reading.RoomReader`.
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
        self._reader = RoomReader(homeserver, homeserver.bot_id, patience)
        self._surveyor = Surveyor(
            homeserver, store, server_name, self._reader, clock or SystemClock()
        )

    @property
    def requests(self) -> RequestCounts:
        """How many requests were made so far."""
        return self._homeserver.counts

    async def plan(self, community: Community, scope: Scope = WHOLE) -> Survey:
        """Look and compare; changes nothing. Raises HomeserverAway when no room could be read."""
        return await self._surveyor.survey(community, scope)

    async def apply(
        self,
        community: Community,
        progress: Progress = lambda done, total: None,
        scope: Scope = WHOLE,
    ) -> Applied:
        """Look, compare and carry out; what fails is reported, and the rest goes on.

        Raises HomeserverAway when no room could be read; then nothing was changed.
        """
        async with my_turn(self._lock_path):
            return await self._apply(community, progress, scope)

    async def astray(self, community: Community) -> frozenset[str]:
        """The keys of rooms whose addresses do not lead to them; asks gently, one by one."""
        async with self._store.reading() as connection:
            known = {room.key: room.room_id for room in await rooms.all_rooms(connection)}
        aliases = {room.key: room.alias for room in listed_rooms(community) if room.key in known}
        return frozenset(
            [
                key
                for key, alias in aliases.items()
                if await self._homeserver.find_alias(alias) != known[key]
            ]
        )

    async def _apply(self, community: Community, progress: Progress, scope: Scope) -> Applied:
        before = replace(self._homeserver.counts)
        applied, is_whole = await self._go_through(community, progress, scope)
        if not is_whole:
            second, _ = await self._go_through(community, progress, scope)
            applied = replace(second, changes=(*applied.changes, *second.changes))
        return replace(applied, requests=self._homeserver.counts.since(before))

    async def _go_through(
        self, community: Community, progress: Progress, scope: Scope
    ) -> tuple[Applied, bool]:
        """Apply once; tells whether that was all.

        It was not where a space was made around rooms that were there before it: what they say of
        it could not be planned.
        """
        survey = await self.plan(community, scope)
        todo = divide(survey.plan, scope)
        gone_through = 0

        def advance() -> None:
            nonlocal gone_through
            gone_through += 1
            progress(gone_through, todo.count)

        progress(0, todo.count)
        await self._keep_found(survey, community, scope)
        carrier = Carrier(self._homeserver, self._reader, survey.readings, self._keep, advance)
        await carrier.make_accounts(todo.accounts)
        await carrier.put_rooms_right(todo.of_rooms)
        for _ in todo.chats:
            advance()
        is_whole = not (survey.room_ids and any(_makes_space(change) for change in carrier.done))
        if is_whole:
            await self._keep_made(survey, carrier, todo)
        closed, not_closed = await self._close(todo.closings, survey, community, advance)
        applied = Applied(
            changes=(*carrier.done, *todo.chats, *closed),
            failures=(*survey.plan.failures, *carrier.failures, *not_closed),
            requests=RequestCounts(),
            waiting=todo.waiting,
            spared=todo.spared,
        )
        return applied, is_whole

    async def _close(
        self,
        closings: Sequence[CloseRoom],
        survey: Survey,
        community: Community,
        advance: Callable[[], None],
    ) -> tuple[list[CloseRoom], list[Failure]]:
        done, failures = [], []
        for change in closings:
            known, language = change.known, community.community.language
            try:
                await close_room(self._homeserver, known, survey.readings.rooms, language)
                async with self._store.transaction() as connection:
                    await rooms.put_room(connection, replace(known, kind=CLOSED))
                done.append(change)
            except HomeserverProblem as problem:
                passing = isinstance(problem, HomeserverAway)
                failures.append(Failure(known.key, known.name, problem.sentence, change, passing))
            advance()
        return done, failures

    async def _keep_found(self, survey: Survey, community: Community, scope: Scope) -> None:
        """Keep which room is which, as far as they are there, and which chats belong to them."""
        async with self._store.transaction() as connection:
            known = await rooms.all_rooms(connection)
            ids = survey.room_ids
            for room in survey.wanted:
                if room.key in ids:
                    kept = KnownRoom(room.key, ids[room.key], room.kind, room.name)
                    if kept not in known:
                        await rooms.put_room(connection, kept)
            listed = {f"@{member.id}:{self._server_name}" for member in community.staff}
            await accounts.put_once_listed(connection, listed)
            if scope.only is None:
                chats = [chat for room in survey.wanted for chat in room.chats]
                await rooms.replace_chats(connection, chats)

    async def _keep_made(self, survey: Survey, carrier: Carrier, todo: Todo) -> None:
        """Keep what is now as the file wants it, room by room."""
        undone = {failure.subject for failure in carrier.failures}
        undone |= {subject(change) for change in todo.spared}
        async with self._store.transaction() as connection:
            made = {
                room.key: made_of(room, carrier.room_ids)
                for room in survey.wanted
                if room.key in carrier.room_ids and room.key not in undone
            }
            await rooms.put_made(connection, made)

    async def _keep(self, room: WantedRoom, room_id: RoomId) -> None:
        """Keep a room as soon as it is made: what is written in it at once is carried, too."""
        async with self._store.transaction() as connection:
            await rooms.put_room(connection, KnownRoom(room.key, room_id, room.kind, room.name))


def _makes_space(change: Change) -> bool:
    return isinstance(change, CreateRoom) and change.room.is_space
