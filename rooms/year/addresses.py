"""The rooms' marks and addresses on the homeserver, as their new keys want them.

Each step looks first at what is there: it may be interrupted and begun again.
"""

from collections.abc import Sequence

from rooms.reconcile.found import content_of
from rooms.reconcile.homeserver import Homeserver, RoomId
from rooms.wanted.kinds import GROUP
from rooms.wanted.powers import MARKER
from rooms.year.plan import Rekeyed


async def readdress(homeserver: Homeserver, rekeyed: Sequence[Rekeyed], slug: str) -> None:
    """Mark the rooms with their new keys, and let their new addresses lead to them.

    Raises HomeserverProblem.
    """
    for one in rekeyed:
        await _mark(homeserver, RoomId(one.room_id), one.new, slug)
    # First all that is given up: one room may get the address of another.
    for one in rekeyed:
        if one.old_alias is not None and one.old_alias != one.new_alias:
            leads_to = await homeserver.find_alias(one.old_alias)
            if leads_to == one.room_id:
                await homeserver.remove_alias(one.old_alias)
    for one in rekeyed:
        if one.new_alias is not None:
            leads_to = await homeserver.find_alias(one.new_alias)
            if leads_to is None:
                await homeserver.put_alias(one.new_alias, RoomId(one.room_id))


def backwards(rekeyed: Sequence[Rekeyed]) -> list[Rekeyed]:
    """The way back."""
    return [
        Rekeyed(one.room_id, one.new, one.old, one.new_alias, one.old_alias, one.closes)
        for one in rekeyed
    ]


async def _mark(homeserver: Homeserver, room_id: RoomId, key: str, slug: str) -> None:
    state = await homeserver.read_state(room_id)
    mark = {"community": slug, "key": key, "kind": GROUP}
    if content_of(state, (MARKER, "")) != mark:
        await homeserver.put_state(room_id, (MARKER, ""), mark)
