"""Who may give the bot commands and enter the console."""

from bot.voice import Voice
from rooms.directory import Directory
from rooms.storage.queue import Hopeless

COMMANDING_POWER = 50
"""The power level in the staff room from which on one may."""
COMMANDING_ROLES = frozenset({"head", "deputy", "duty", "admin"})


class Powers:
    """Asks the roles first, then the staff room; whoever has left the file commands nothing."""

    def __init__(self, directory: Directory, voice: Voice) -> None:
        self.directory = directory
        self._voice = voice

    async def may_command(self, user_id: str) -> bool:
        """Whether this is the head, a deputy, an administrator, or powerful in the staff room.

        Raises TryLater when that has to be asked and the homeserver is away.
        """
        if self.directory.is_ghost(user_id) or self.directory.is_upstream_bot(user_id):
            return False
        if not user_id.endswith(f":{self.directory.server_name}"):
            return False
        if self.directory.roles(user_id) & COMMANDING_ROLES:
            return True
        if self.directory.has_left(user_id):  # their power in the room may last a while
            return False
        for room in self.directory.rooms():
            if room.kind == "staff":
                try:
                    return await self._voice.power(room.room_id, user_id) >= COMMANDING_POWER
                except Hopeless:  # the bot is not in the staff room
                    return False
        return False
