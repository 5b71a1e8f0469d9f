"""Muting somebody, staff or a parent's ghost: they read and do not write, until it is lifted.

What is kept in the database counts: the power level in the room follows it, now or by the next
`apply`, and the queue lifts it when its time has come.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.desk.desk import Desk
from bot.desk.finding import Someone
from bot.house import HouseProblem
from bot.powers import COMMANDING_ROLES
from rooms.by_hand import MUTED_POWER, Mute
from rooms.homeserver import Content, RoomId
from rooms.kinds import SPACES
from rooms.storage import by_hand, queue, rooms
from rooms.storage.queue import Task
from rooms.storage.rooms import KnownRoom

UNMUTE = "unmute"
"""The kind of the queue's tasks that lift a mute; payload ``{"room": key, "user", "until"}``."""

_POWERS = ("m.room.power_levels", "")


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
        for each in mutes:
            await by_hand.put_mute(connection, each)
        await queue.add_many(connection, tasks, desk.clock.now_ms())
    # Before the homeserver refuses what they write: then they are told why.
    await desk.directory.refresh(desk.store)
    for known in where:
        await set_power(desk, RoomId(known.room_id), someone.user_id, MUTED_POWER)
    desk.wake(task.lane for task in tasks)
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
        for key in sorted(keys):
            await by_hand.remove_mute(connection, key, someone.user_id)
    await desk.directory.refresh(desk.store)
    where = [each for each in desk.directory.rooms() if each.key in keys]
    for each in where:
        await set_power(desk, RoomId(each.room_id), someone.user_id, None)
    return Muted(someone, tuple(where))


async def rooms_of(desk: Desk, user_id: str) -> list[KnownRoom]:
    """The rooms in which somebody is now, spaces left out."""
    async with desk.store.reading() as connection:
        members = await rooms.all_members(connection)
    inside = {m.room_id for m in members if m.user_id == user_id and m.membership == "join"}
    return [r for r in desk.directory.rooms() if r.room_id in inside and r.kind not in SPACES]


async def set_power(desk: Desk, room_id: RoomId, user_id: str, power: int | None) -> None:
    """Give somebody a power level in a room; None: that of everybody, and `apply` knows better."""
    state = await desk.homeserver.read_state(room_id)
    event = state.get(_POWERS)
    levels: Content = event.content if event else {}
    before = levels.get("users", {})
    users = {user: level for user, level in before.items() if user != user_id}
    if power is not None:
        users[user_id] = power
    if users != before:
        await desk.homeserver.put_state(room_id, _POWERS, {**levels, "users": users})


def _lifting(muted: Mute) -> Task:
    # A lane for each, because the first of a lane holds up those behind it until it is due.
    lane = f"{UNMUTE}:{muted.room_key}:{muted.user_id}:{muted.until}"
    payload = {"room": muted.room_key, "user": muted.user_id, "until": muted.until}
    return Task(lane, UNMUTE, payload, due_at=muted.until or 0)
