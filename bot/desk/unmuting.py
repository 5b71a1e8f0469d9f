"""Lifts mutes whose time has come: queue tasks of kind ``unmute``."""

from bot.desk.desk import Desk
from bot.desk.muting import set_power
from rooms.homeserver import HomeserverAway, HomeserverRefused, RoomId
from rooms.storage import by_hand
from rooms.storage.database import Connection
from rooms.storage.queue import Done, Hopeless, QueuedTask, TryLater


class Unmuting:
    """Carries out tasks ``{"room": key, "user": user id, "until": ms}``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Lift this mute, unless it was lifted before or has been given another end since."""
        key, user = str(task.payload.get("room")), str(task.payload.get("user"))
        async with self._desk.store.reading() as connection:
            kept = await by_hand.mute(connection, key, user)
        if kept is None or kept.until != task.payload.get("until"):
            return None
        room = self._desk.directory.room_by_key(key)
        if room is not None:
            try:
                await set_power(self._desk, RoomId(room.room_id), user, None)
            except HomeserverAway as away:
                raise TryLater(str(away)) from away
            except HomeserverRefused as refused:
                # The bot has lost its power there; `apply` gives theirs back when it has it again.
                raise Hopeless(str(refused), _lift(key, user)) from refused
        return _lift(key, user)


def _lift(key: str, user: str) -> Done:
    async def write(connection: Connection) -> None:
        await by_hand.remove_mute(connection, key, user)

    return write
