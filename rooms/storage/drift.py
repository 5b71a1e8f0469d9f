"""What people last changed in each room otherwise than the file says."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from rooms.storage import settings
from rooms.storage.database import Connection


@dataclass(frozen=True, slots=True)
class LastDrift:
    """What was seen of a room, and when (ms); `repaired`: it was put right, else only told."""

    at: int
    words: tuple[str, ...]
    repaired: bool


async def put_last(connection: Connection, room_key: str, drift: LastDrift) -> None:
    """Keep what was seen last."""
    kept = json.dumps([drift.at, drift.words, drift.repaired], ensure_ascii=False)
    await settings.put(connection, _name(room_key), kept)


async def last(connection: Connection, room_key: str) -> LastDrift | None:
    """What was seen last."""
    kept = await settings.get(connection, _name(room_key))
    if kept is None:
        return None
    at, words, repaired = json.loads(kept)
    return LastDrift(int(at), _texts(words), bool(repaired))


def _texts(words: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(each) for each in words)


def _name(room_key: str) -> str:
    return f"last-drift {room_key}"
