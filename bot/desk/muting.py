"""Muting somebody, staff or a parent's ghost: they read and do not write, until it is lifted.

What is kept in the database counts: the power level in the room follows it, now or by the next
`apply`, and the queue lifts it when its time has come.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.desk.desk import Desk
from bot.desk.finding import Someone
from bot.house import HouseProblem
from bot.powers import COMMANDING_ROLES
from rooms.reconcile.changes import Aspect, Change, SetState
from rooms.reconcile.found import content_of
from rooms.reconcile.homeserver import HomeserverAway, RoomId
from rooms.reconcile.scope import Scope
from rooms.reconcile.standing import POWERS
from rooms.storage import by_hand, queue, rooms
from rooms.storage.database import Connection
from rooms.storage.queue import Task
from rooms.storage.rooms import KnownRoom
from rooms.wanted.by_hand import MUTED_POWER, Mute
from rooms.wanted.kinds import SPACES

UNMUTE = "unmute"
"""The kind of the queue's tasks that lift a mute; payload ``{"room": key, "user", "until"}``."""


@dataclass(frozen=True, slots=True)
class Muted:
    """Where somebody is muted or no longer muted, until when (ms; None: until it is lifted)."""

    someone: Someone
    rooms: tuple[KnownRoom, ...]
    until: int | None = None


async def mute(
    desk: Desk,
    someone: Someone,
    room: KnownRoom | None = None,
    span: timedelta | None = None,
    *,
    by: str,
    at: int,
) -> Muted:
    """Mute somebody in a room (None: in every room they are in), from the time `at` (ms) on.

    The same again changes nothing. Raises HouseProblem, HomeserverProblem.
    """
    if someone.roles & COMMANDING_ROLES:
        raise HouseProblem(
            "{name} may give commands to the bot and cannot be muted; change the role first.",
            name=someone.name,
        )
    where = [room] if room else await rooms_of(desk, someone.user_id)
    if not where:
        raise HouseProblem("{name} is in no room.", name=someone.name)
    until = at + int(span.total_seconds() * 1000) if span else None
    mutes = [Mute(each.key, someone.user_id, until, by, at) for each in where]
    tasks = [_lifting(each) for each in mutes if each.until is not None]
    async with desk.store.transaction() as connection:
        earlier = (await by_hand.everything(connection)).mutes
        await _forget_lifting(connection, earlier, someone, {each.key for each in where})
        for each in mutes:
            await by_hand.put_mute(connection, each)
        await queue.add_many(connection, tasks, desk.clock.now_ms())
    # Before the homeserver refuses what they write: then they are told why.
    await desk.directory.refresh(desk.store)
    for known in where:
        await _take_word(desk, RoomId(known.room_id), someone.user_id)
    return Muted(someone, tuple(where), until)


async def unmute(desk: Desk, someone: Someone, room: KnownRoom | None = None) -> Muted:
    """Let somebody write again, in a room or everywhere. Raises HouseProblem where nobody muted
    them, HomeserverProblem.
    """
    async with desk.store.reading() as connection:
        known = await by_hand.everything(connection)
    keys = {m.room_key for m in known.mutes if m.user_id == someone.user_id}
    if room is not None:
        keys &= {room.key}
    if not keys:
        raise HouseProblem("{name} is not muted.", name=someone.name)
    async with desk.store.transaction() as connection:
        await _forget_lifting(connection, known.mutes, someone, keys)
        for key in sorted(keys):
            await by_hand.remove_mute(connection, key, someone.user_id)
    await desk.directory.refresh(desk.store)
    where = [each for each in desk.directory.rooms() if each.key in keys]
    await give_powers_back(desk, keys)
    return Muted(someone, tuple(where))


async def rooms_of(desk: Desk, user_id: str) -> list[KnownRoom]:
    """The rooms in which somebody is now, spaces left out."""
    async with desk.store.reading() as connection:
        members = await rooms.all_members(connection)
    inside = {m.room_id for m in members if m.user_id == user_id and m.membership == "join"}
    return [r for r in desk.directory.rooms() if r.room_id in inside and r.kind not in SPACES]


async def give_powers_back(desk: Desk, keys: Collection[str]) -> None:
    """Make the powers in these rooms what they should be by now, and nothing else there.

    Raises HomeserverProblem.
    """
    scope = Scope(only=frozenset(keys), spares=_is_not_about_powers)
    applied = await desk.reconciliation.apply(desk.directory.community, scope=scope)
    for failure in applied.failures:
        if failure.passing:
            raise HomeserverAway(failure.reason.words("en"))


async def _take_word(desk: Desk, room_id: RoomId, user_id: str) -> None:
    # At once, however many rooms there are, and in those too that `apply` cannot put right.
    state = await desk.homeserver.read_state(room_id)
    powers = content_of(state, POWERS)
    users = {**powers.get("users", {}), user_id: MUTED_POWER}
    if users != powers.get("users"):
        await desk.homeserver.put_state(room_id, POWERS, {**powers, "users": users})


def _is_not_about_powers(change: Change) -> bool:
    return not (isinstance(change, SetState) and change.aspect is Aspect.POWERS)


async def _forget_lifting(
    connection: Connection, mutes: Sequence[Mute], someone: Someone, keys: Collection[str]
) -> None:
    for each in mutes:
        if each.user_id == someone.user_id and each.room_key in keys:
            await queue.clear(connection, _lane(each))


def _lane(muted: Mute) -> str:
    # One for each, because the first of a lane holds up those behind it until it is due.
    return f"{UNMUTE}:{muted.room_key}:{muted.user_id}:{muted.until}"


def _lifting(muted: Mute) -> Task:
    payload = {"room": muted.room_key, "user": muted.user_id, "until": muted.until}
    return Task(_lane(muted), UNMUTE, payload, due_at=muted.until or 0)
