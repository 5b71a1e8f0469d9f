"""Two institutions compared: room for room, member for member, power for power."""

import re
from collections.abc import Sequence

from bot.homeserver import BotHomeserver
from rooms.reconcile.homeserver import RoomId
from rooms.wanted.room import WantedRoom

_CHANCE = re.compile(r"\$[\w-]{43}|mxc://[\w./-]+")
"""What is another one each time: the ids of events and of files."""


async def picture(homeserver: BotHomeserver, wanted: Sequence[WantedRoom], slug: str) -> list[str]:
    """All state of these rooms in lines, without what tells one institution from another."""
    names: dict[RoomId, str] = {}
    for room in wanted:
        found = await homeserver.find_alias(room.alias)
        assert found is not None, room.alias
        names[found] = room.alias
    lines = []
    for room_id, alias in names.items():
        state = await homeserver.read_state(room_id)
        for (kind, key), event in state.items():
            content = sorted(event.content.items())
            lines.append(f"{alias} {kind} {key} {event.sender} {content}")
    text = "\n".join(lines)
    for room_id, alias in names.items():
        text = text.replace(room_id, alias)
    return sorted(_CHANCE.sub("…", text.replace(slug, "SLUG")).splitlines())
