"""Lifts mutes whose time has come: queue tasks of kind ``unmute``."""

from bot.desk.desk import Desk
from bot.desk.muting import give_powers_back
from rooms.reconcile.homeserver import HomeserverProblem
from rooms.storage import by_hand
from rooms.storage.queue import Done, QueuedTask, TryLater


class Unmuting:
    """Carries out tasks ``{"room": key, "user": user id, "until": ms}``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Lift this mute, unless it has been given another end since."""
        key, user = str(task.payload.get("room")), str(task.payload.get("user"))
        async with self._desk.store.reading() as connection:
            kept = await by_hand.mute(connection, key, user)
        if kept is not None and kept.until != task.payload.get("until"):
            return None
        async with self._desk.store.transaction() as connection:
            await by_hand.remove_mute(connection, key, user)
        await self._desk.directory.refresh(self._desk.store)
        await self._give_back(key)
        return None

    async def _give_back(self, key: str) -> None:
        try:
            await give_powers_back(self._desk, [key])
        except HomeserverProblem as problem:
            # The mute is gone from what is wanted, so that `apply` will do it, too.
            raise TryLater(str(problem)) from problem
