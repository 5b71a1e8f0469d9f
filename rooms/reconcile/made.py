"""What of a room was made as the file then wanted it: by that, a change of the file is told from
a change that somebody made in the room."""

import hashlib
import json
from collections.abc import Iterator, Mapping

from rooms.reconcile.homeserver import Content, RoomId, StateKey
from rooms.reconcile.standing import POWERS
from rooms.wanted.powers import MARKER
from rooms.wanted.room import WantedRoom

Made = Mapping[str, str]
"""For each side of a room, a digest of what the file wanted when it was last made so."""

CHILD: StateKey = ("m.space.child", "")
"""Stands for how the room's space names it."""


def name_of(key: StateKey) -> str:
    """How a side of a room is called there."""
    return " ".join(key)


def digest(content: Content) -> str:
    """What tells contents apart."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def wishes(room: WantedRoom, room_ids: Mapping[str, RoomId]) -> Iterator[tuple[StateKey, Content]]:
    """What the file wants of each side of a room; `room_ids` are the known ones, by key."""
    yield POWERS, room.powers
    yield from room.access_state(room_ids).items()
    yield ("m.room.name", ""), {"name": room.name}
    yield ("m.room.topic", ""), room.topic_content()
    yield ("m.room.canonical_alias", ""), {"alias": room.full_alias}
    yield ("m.room.avatar", ""), {"picture": room.picture.digest if room.picture else ""}
    yield ("m.room.retention", ""), room.retention_content()
    yield (MARKER, ""), room.marker
    if room.parent is not None:
        yield CHILD, room.child_content()
        if (space_id := room_ids.get(room.parent)) is not None:
            yield room.parent_state(space_id)


def made_of(room: WantedRoom, room_ids: Mapping[str, RoomId]) -> dict[str, str]:
    """What is kept when all of a room is as the file wants it."""
    return {name_of(key): digest(content) for key, content in wishes(room, room_ids)}
