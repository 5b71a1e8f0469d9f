"""Bringing somebody of the staff into a room where the file does not have them, and back."""

from bot.desk.desk import Desk
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


async def uninvite(desk: Desk, someone: Someone, room: KnownRoom) -> None:
    """Take a guest out of a room again. Raises HouseProblem for whom the file has there or who
    is no guest, HomeserverProblem.
    """
    async with desk.store.reading() as connection:
        guests = (await by_hand.everything(connection)).guests_of(room.key)
    if someone.user_id not in guests:
        raise HouseProblem(
            "{name} is no guest in the room “{room}”.", name=someone.name, room=room.name
        )
    async with desk.store.transaction() as connection:
        await by_hand.remove_guest(connection, room.key, someone.user_id)
    room_id, user_id = RoomId(room.room_id), UserId(someone.user_id)
    state = await desk.homeserver.read_state(room_id)
    if membership_of(state, user_id) == "join":
        await desk.homeserver.put_out(room_id, user_id, "")
