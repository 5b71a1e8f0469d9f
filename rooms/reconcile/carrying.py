"""Carrying out the changes of a plan, many rooms at a time."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from rooms.reconcile.carrying_details import DetailCarrier
from rooms.reconcile.carrying_hold import take_hold, take_out
from rooms.reconcile.changes import (
    AddToSpace,
    Change,
    CreateRoom,
    JoinMember,
    MakeAccount,
    PinRules,
    RestoreAlias,
    RoomChange,
    SetAvatar,
    SetState,
    TakeFromSpace,
    UnpinRules,
    subject,
)
from rooms.reconcile.changes_entering import ComeIn, StepDown, TakePower
from rooms.reconcile.changes_leaving import ForgetPredecessor, RemoveMember, WithdrawInvitation
from rooms.reconcile.found import Readings
from rooms.reconcile.homeserver import (
    Homeserver,
    HomeserverAway,
    HomeserverProblem,
    HomeserverRefused,
    RoomId,
    UserId,
)
from rooms.reconcile.plan import Failure, FoundRoom, Obstacle, room_ids
from rooms.reconcile.reading import RoomReader
from rooms.reconcile.side_by_side import side_by_side
from rooms.wanted.rooms import SPACE, WantedRoom

_FIRST = CreateRoom | TakePower | ComeIn
"""Without these, nothing else can be done in a room."""
TAKEN = 409
"""The status with which Synapse refuses an address that was given out a moment ago."""


class Carrier:
    """Carries out changes, and keeps account of what became of each.

    `readings` are what there is; rooms that are made join `room_ids`, by their keys, and are given
    to `keep` at once. `gone_through` is called after each change, done or not.
    """

    def __init__(
        self,
        homeserver: Homeserver,
        reader: RoomReader,
        readings: Readings,
        keep: Callable[[WantedRoom, RoomId], Awaitable[None]],
        gone_through: Callable[[], None],
    ) -> None:
        self.room_ids = room_ids(readings.rooms)
        self.done: list[Change] = []
        self.failures: list[Failure] = []
        self._homeserver = homeserver
        self._reader = reader
        self._details = DetailCarrier(homeserver, readings)
        self._keep = keep
        self._gone_through = gone_through
        self._without_account: set[UserId] = set()

    async def make_accounts(self, changes: Sequence[MakeAccount]) -> None:
        """Make the accounts; who gets none is left out of the rooms."""
        await side_by_side(partial(self._make_account, change) for change in changes)

    async def put_rooms_right(self, changes: Sequence[RoomChange]) -> None:
        """The spaces first, because the rooms name them; then all rooms, the fullest first."""
        by_room: dict[str, list[RoomChange]] = {}
        for change in changes:
            by_room.setdefault(change.room.key, []).append(change)
        joins: list[Sequence[RoomChange]] = []
        for key in [key for key, of_room in by_room.items() if of_room[0].room.is_space]:
            of_space = by_room.pop(key)
            joins.append([change for change in of_space if isinstance(change, JoinMember)])
            await self._put_right([c for c in of_space if not isinstance(c, JoinMember)])
        fullest_first = sorted([*joins, *by_room.values()], key=len, reverse=True)
        await side_by_side(partial(self._put_right, one) for one in fullest_first)

    async def _make_account(self, change: MakeAccount) -> None:
        person = change.person
        try:
            await self._homeserver.create_account(person.user_id, person.name)
            self.done.append(change)
        except HomeserverProblem as problem:
            self._without_account.add(person.user_id)
            self._fail(change, person.name, problem)
        self._gone_through()

    async def _put_right(self, changes: Sequence[RoomChange]) -> None:
        """One room's changes, in their order, as far as they can be made."""
        given_up = False
        for change in changes:
            if not given_up and self._possible(change):
                try:
                    await self._carry_out(change)
                    self.done.append(change)
                except HomeserverProblem as problem:
                    self._fail(change, change.room.name, problem)
                    # A homeserver that is away would be waited for again and again.
                    given_up = isinstance(change, _FIRST) or isinstance(problem, HomeserverAway)
            self._gone_through()

    def _possible(self, change: RoomChange) -> bool:
        """Not when what it builds on could not be made, which is reported already."""
        match change:
            case CreateRoom():
                return True
            case AddToSpace(room):
                return room.key in self.room_ids and room.parent in self.room_ids
            case JoinMember(room, person):
                return room.key in self.room_ids and person.user_id not in self._without_account
            case _:
                return change.room.key in self.room_ids

    async def _carry_out(self, change: RoomChange) -> None:
        homeserver, room = self._homeserver, change.room
        match change:
            case CreateRoom():
                self.room_ids[room.key] = await self._create(room, change.afresh)
                await self._keep(room, self.room_ids[room.key])
            case SetState():
                await homeserver.put_state(self.room_ids[room.key], change.key, change.content)
            case TakePower() | ComeIn() | StepDown():
                await take_hold(homeserver, change, self.room_ids[room.key])
            case WithdrawInvitation() | RemoveMember():
                await take_out(homeserver, self.room_ids[room.key], change.user_id)
            case ForgetPredecessor():
                child = ("m.space.child", change.room_id)
                await homeserver.put_state(self.room_ids[change.space_key], child, {})
            case RestoreAlias():
                await self._restore_alias(room)
            case AddToSpace():
                child = ("m.space.child", self.room_ids[room.key])
                space_id = self.room_ids[room.parent or SPACE]
                await homeserver.put_state(space_id, child, room.child_content())
            case TakeFromSpace():
                child = ("m.space.child", self.room_ids[room.key])
                await homeserver.put_state(self.room_ids[change.space_key], child, {})
            case SetAvatar() | PinRules() | UnpinRules():
                await self._details.carry_out(change, self.room_ids[room.key])
            case JoinMember():
                await self._join(self.room_ids[room.key], change.person.user_id)

    async def _join(self, room_id: RoomId, user_id: UserId) -> None:
        try:
            await self._homeserver.join(room_id, user_id)
        except HomeserverRefused:
            # Synapse refuses, too, to let in who has come in since we looked.
            member = (await self._homeserver.read_state(room_id)).get(("m.room.member", user_id))
            if member is None or member.content.get("membership") != "join":
                raise

    async def _restore_alias(self, room: WantedRoom) -> None:
        try:
            await self._homeserver.put_alias(room.alias, self.room_ids[room.key])
        except HomeserverRefused as refused:
            if refused.status != TAKEN:
                raise
            # It leads to the room that was upgraded to this one: the reader has seen that.
            await self._homeserver.remove_alias(room.alias)
            await self._homeserver.put_alias(room.alias, self.room_ids[room.key])

    async def _create(self, room: WantedRoom, afresh: bool) -> RoomId:
        if afresh:
            await self._homeserver.remove_alias(room.alias)
        avatar = await self._details.avatar(room)
        try:
            made = await self._homeserver.create_room(room.new_room(self.room_ids, avatar))
            self._details.made(made)
            return made
        except HomeserverRefused as refused:
            if refused.errcode != "M_ROOM_IN_USE" and refused.status != TAKEN:
                raise
            # Made by an attempt whose answer got lost, or by somebody in the meantime.
            found = await self._reader.find(room)
            if isinstance(found, FoundRoom):
                return found.room_id
            if isinstance(found, Obstacle):
                refused.sentence = found.reason
            raise

    def _fail(self, change: Change, name: str, problem: HomeserverProblem) -> None:
        passing = isinstance(problem, HomeserverAway)
        self.failures.append(Failure(subject(change), name, problem.sentence, change, passing))
