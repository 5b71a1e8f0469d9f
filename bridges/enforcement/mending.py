"""What changes a message that never appeared: its words are to appear in its place."""

from dataclasses import replace

from bridges.enforcement.origin import InChat, InRoom, Origin, unpacked_origin
from bridges.network import IncomingEdit, IncomingMessage
from bridges.payloads import unpacked
from rooms.archive.content import edited_event
from rooms.storage import decisions
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State

CAN_APPEAR = frozenset({State.WAITING, State.ASKED, State.REFUSED})


async def kept_back(
    connection: Connection, network: str, edit: IncomingEdit
) -> tuple[Decision, IncomingMessage] | None:
    """The message that never appeared, with the words of an edit of it."""
    decision = await decisions.of_post(connection, f"{network}/{edit.chat}/{edit.message}")
    origin = unpacked_origin(decision.origin) if decision else None
    if decision is None or not isinstance(origin, InChat) or decision.state not in CAN_APPEAR:
        return None
    message = unpacked(dict(origin.happening))
    if not isinstance(message, IncomingMessage):
        return None
    return decision, replace(message, text=edit.text)


def edited_by(origin: Origin) -> str | None:
    """The post that is, or was changed to become, what came from there: an id of posts."""
    if isinstance(origin, InRoom):
        return edited_event(origin.content)
    return f"{origin.network}/{origin.chat}/{origin.message}"
