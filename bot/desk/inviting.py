"""Bringing somebody of the staff into a room where the file does not have them, and back.

A parent is only taken out: their chat follows, where the messenger lets it.
"""

from collections.abc import Sequence

from bot.desk.desk import Desk
from bot.desk.discretion import Discretion
from bot.desk.finding import Someone
from bot.house import HouseProblem
from rooms.reconcile.homeserver import RoomId, UserId
from rooms.reconcile.standing import membership_of
from rooms.storage import by_hand
from rooms.storage.rooms import KnownRoom
from rooms.wanted.by_hand import Guest
from rooms.wanted.kinds import PRIVATE, SPACES


async def invite(desk: Desk, someone: Someone, room: KnownRoom, *, by: str, at: int) -> bool:
    """Make somebody a member of a room at once, and keep it so; False: they are there already.

    The same again changes nothing. Raises HouseProblem, HomeserverProblem.
    """
    if someone.is_parent:
        raise HouseProblem(
            "Parents come into a room through its chats. To talk with one of them alone:"
            " teremok room open {id}",
            id=someone.localpart,
        )
    if room.kind in SPACES:
        raise HouseProblem("Everybody of the staff is in the space by themselves.")
    if room.kind == PRIVATE:
        raise HouseProblem("A private talk stays among those who began it; open another one.")
    room_id, user_id = RoomId(room.room_id), UserId(someone.user_id)
    membership = membership_of(await desk.homeserver.read_state(room_id), user_id)
    if membership == "join":
        return False
    if membership == "ban":
        raise HouseProblem(
            "{name} is banned from the room “{room}”; lift the ban there first.",
            name=someone.name,
            room=room.name,
        )
    async with desk.store.transaction() as connection:
        await by_hand.put_guest(connection, Guest(room.key, someone.user_id, by, at))
    await desk.homeserver.join(room_id, user_id)
    return True


async def uninvite(desk: Desk, people: Sequence[Someone], room: KnownRoom) -> list[Someone]:
    """Take a guest, or all accounts of a parent, out of a room; gives those who were in it.

    A parent is taken out of the chats, too, when that is heard of; what a messenger refuses, its
    bridge tells. Raises HouseProblem for whom the file has there or who is not there,
    HomeserverProblem.
    """
    if not people[0].is_parent:
        await _end_visit(desk, people[0], room)
        return [people[0]]
    if room.kind == PRIVATE:
        raise HouseProblem("A private talk stays among those who began it; open another one.")
    gone = [someone for someone in people if await _put_out(desk, someone, room)]
    if not gone:
        raise HouseProblem(
            "{name} is not in the room “{room}”.",
            # Whoever asks may not know that it is this parent.
            name=Discretion("en").shown(people[0].name),
            room=room.name,
        )
    return gone


async def _end_visit(desk: Desk, someone: Someone, room: KnownRoom) -> None:
    async with desk.store.reading() as connection:
        guests = (await by_hand.everything(connection)).guests_of(room.key)
    if someone.user_id not in guests:
        raise HouseProblem(
            "{name} is no guest in the room “{room}”.", name=someone.name, room=room.name
        )
    async with desk.store.transaction() as connection:
        await by_hand.remove_guest(connection, room.key, someone.user_id)
    await _put_out(desk, someone, room)


async def _put_out(desk: Desk, someone: Someone, room: KnownRoom) -> bool:
    """Have them leave the room; False where they are not in it."""
    room_id, user_id = RoomId(room.room_id), UserId(someone.user_id)
    state = await desk.homeserver.read_state(room_id)
    if membership_of(state, user_id) != "join":
        return False
    await desk.homeserver.put_out(room_id, user_id, "")
    return True
