"""The event in which the bot repeated a post, noted with its decision."""

from bridges.enforcement.origin import InRoom, packed_origin, unpacked_origin
from rooms.storage import decisions
from rooms.storage.database import Connection


async def note_published(connection: Connection, decision_id: int, event_id: str) -> None:
    """Keep which event it is, so that it can be taken back."""
    decision = await decisions.get(connection, decision_id)
    origin = unpacked_origin(decision.origin) if decision else None
    if isinstance(origin, InRoom):
        kept = packed_origin(origin.model_copy(update={"published": event_id}))
        await decisions.put_origin(connection, decision_id, kept)
