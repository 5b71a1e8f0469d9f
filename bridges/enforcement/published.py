"""The event in which the bot repeated a post, noted with its decision."""

from bridges.enforcement.origin import InRoom, Origin, unpacked_origin
from bridges.payloads import unpacked
from rooms.storage import crossings, decisions
from rooms.storage.database import Connection


async def note_published(connection: Connection, decision_id: int, event_id: str) -> None:
    """Keep which event it is, so that it can be taken back."""
    await decisions.change_origin(connection, decision_id, published=event_id)


async def origin_of(connection: Connection, decision_id: int) -> Origin | None:
    """Where the post of a decision came from, as is known by now."""
    decision = await decisions.get(connection, decision_id)
    return unpacked_origin(decision.origin) if decision else None


async def event_of(connection: Connection, decision_id: int) -> str | None:
    """What stands in the room for the post of a decision, said by a ghost or the bot."""
    origin = await origin_of(connection, decision_id)
    if origin is None or isinstance(origin, InRoom):
        return origin.published if origin else None
    key = unpacked(dict(origin.happening)).key
    crossing = await crossings.get(connection, origin.network, origin.chat, key)
    return crossing.event_id if crossing else None
