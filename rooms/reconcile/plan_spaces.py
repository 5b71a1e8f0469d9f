"""What makes a room stand in its space, and in no other: pure."""

from collections.abc import Iterator, Mapping

from rooms.reconcile.changed_by import changed_by
from rooms.reconcile.changes import AddToSpace, Aspect, SetState, TakeFromSpace
from rooms.reconcile.found import Found, FoundRoom, Obstacle, content_of, says
from rooms.reconcile.made import CHILD
from rooms.wanted.room import WantedRoom


def space_changes(
    room: WantedRoom, found: FoundRoom | None, rooms: Mapping[str, Found], bot_id: str
) -> Iterator[SetState | AddToSpace | TakeFromSpace]:
    """The space and the room name each other; `rooms` are all that were found, by key.

    A space that is out of reach is left as it is.
    """
    if room.parent is None:
        return
    space = rooms.get(room.parent)
    if found is not None:
        yield from _parent_changes(room, found, rooms, bot_id)
    if not isinstance(space, Obstacle) and not _shown(room, found, space):
        by = ""
        if isinstance(space, FoundRoom) and found is not None:
            event = space.state.get(("m.space.child", found.room_id))
            by = changed_by(found, CHILD, bot_id, room.child_content(), event)
        yield AddToSpace(room, by)
    if found is None:
        return
    child = ("m.space.child", found.room_id)
    for key, other in rooms.items():
        if key == room.parent or not isinstance(other, FoundRoom):
            continue
        if content_of(other.state, child):
            yield TakeFromSpace(room, key)


def _parent_changes(
    room: WantedRoom, found: FoundRoom, rooms: Mapping[str, Found], bot_id: str
) -> Iterator[SetState]:
    for key, space in rooms.items():
        if not isinstance(space, FoundRoom):
            continue
        state_key, content = room.parent_state(space.room_id)
        if key == room.parent:
            if not says(found.state, state_key, content):
                by = changed_by(found, state_key, bot_id, content)
                yield SetState(room, Aspect.PARENT, state_key, content, by=by)
        elif content_of(found.state, state_key):
            yield SetState(room, Aspect.PARENT, state_key, {})


def _shown(room: WantedRoom, found: FoundRoom | None, space: Found) -> bool:
    if not isinstance(space, FoundRoom) or found is None:
        return False
    return says(space.state, ("m.space.child", found.room_id), room.child_content())
