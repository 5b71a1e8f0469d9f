"""Carrying out what gives the bot its hold of a room back, and what takes somebody out."""

from rooms.reconcile.changes_entering import ComeIn, StepDown, TakePower
from rooms.reconcile.homeserver import Homeserver, HomeserverRefused, RoomId, UserId
from rooms.reconcile.standing import POWERS, membership_of


async def take_hold(
    homeserver: Homeserver, change: TakePower | ComeIn | StepDown, room_id: RoomId
) -> None:
    """Make the change; raises HomeserverProblem."""
    match change:
        case TakePower():
            await homeserver.take_power(room_id)
        case ComeIn():
            await homeserver.come_in(room_id, change.helper)
        case StepDown():
            await homeserver.put_state_in_name(room_id, POWERS, change.content, change.person)


async def take_out(homeserver: Homeserver, room_id: RoomId, user_id: UserId) -> None:
    """Remove somebody, who may have left by themselves since we looked."""
    try:
        await homeserver.put_out(room_id, user_id, "")
    except HomeserverRefused:
        state = await homeserver.read_state(room_id)
        if membership_of(state, user_id) in ("join", "invite"):
            raise
