"""The notices in the rooms of groups that leave, or that come back after all."""

from rooms.reconcile.homeserver import Homeserver, RoomId

FAREWELL, RETURN = "ru.teremok.farewell", "ru.teremok.return"
"""What marks the notices; the value is the key of the room as it was archived, and when."""


async def tell_room(
    homeserver: Homeserver, room_id: RoomId, mark: str, occasion: str, text: str
) -> None:
    """Say it in the room, once on this occasion. Raises HomeserverProblem."""
    if await homeserver.own_message(room_id, mark, occasion) is None:
        content = {"msgtype": "m.text", "body": text, mark: occasion}
        await homeserver.send(room_id, content, f"{mark}-{occasion}")
