"""Which messages are about which decision: what its author was told and answered, and the card."""

from dataclasses import dataclass
from enum import StrEnum

from rooms.storage.database import Connection


class Part(StrEnum):
    """What a message is: what its author was ``told``; the author's ``objection``, or an ``edit``
    of it; the ``card``."""

    TOLD = "told"
    OBJECTION = "objection"
    EDIT = "edit"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Talk:
    """A message about a decision.

    `place` is a room's id, or ``network/chat``; `message` an event's id, or that of the network.
    """

    place: str
    message: str
    decision: int
    part: Part


async def put(connection: Connection, talk: Talk, now: int) -> bool:
    """Keep it; False where it was kept before."""
    kept = await connection.fetchval(
        "INSERT INTO talk (place, message, decision, part, at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (place, message) DO NOTHING RETURNING decision",
        talk.place,
        talk.message,
        talk.decision,
        talk.part.value,
        now,
    )
    return kept is not None


async def find(connection: Connection, place: str, message: str) -> Talk | None:
    """What a message is about."""
    row = await connection.fetchrow(
        "SELECT place, message, decision, part FROM talk WHERE place = $1 AND message = $2",
        place,
        message,
    )
    return Talk(row["place"], row["message"], row["decision"], Part(row["part"])) if row else None


async def latest(connection: Connection, decision: int, part: Part) -> Talk | None:
    """The last message of that kind about a decision."""
    row = await connection.fetchrow(
        "SELECT place, message, decision, part FROM talk WHERE decision = $1 AND part = $2"
        " ORDER BY at DESC LIMIT 1",
        decision,
        part.value,
    )
    return Talk(row["place"], row["message"], row["decision"], Part(row["part"])) if row else None


async def count_objections(connection: Connection, decision: int) -> int:
    """How many objections and changes of them there are."""
    counted: int = await connection.fetchval(
        "SELECT count(*) FROM talk WHERE decision = $1 AND part IN ($2, $3)",
        decision,
        Part.OBJECTION.value,
        Part.EDIT.value,
    )
    return counted


async def card(connection: Connection, event_id: str) -> Talk | None:
    """The card that is this event; it is about the first of the decisions that it shows."""
    row = await connection.fetchrow(
        "SELECT place, message, decision, part FROM talk WHERE message = $1 AND part = $2",
        event_id,
        Part.CARD.value,
    )
    return Talk(row["place"], row["message"], row["decision"], Part(row["part"])) if row else None


async def is_card(connection: Connection, place: str, message: str) -> int | None:
    """The decision whose card this is."""
    talk = await find(connection, place, message)
    return talk.decision if talk and talk.part is Part.CARD else None
