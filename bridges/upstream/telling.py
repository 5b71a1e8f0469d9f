"""What is told of an event that a bridge did not carry: in the room, and in the duty room."""

from bridges.announcing import announce
from bridges.room_lane import SAY_IN_ROOM
from bridges.upstream.descriptor import Descriptor
from bridges.upstream.provisioning import Bridge
from rooms.directory import Directory
from rooms.language import say
from rooms.sentence import Sentence
from rooms.storage import decisions
from rooms.storage.database import Connection
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task

STAYS_IN = (
    "🔴 {name} was put out of the room “{room}”, but stays in the chat of {title}: {reason}. Remove"
    " them on the phone, and make the account an administrator of the chat."
)
_STAYS = (
    "🔴 A message was deleted in the room “{room}”, but in {title} it stays: {reason}. {advice}"
)
_STAYS_REFUSED = (
    "🔴 {author} wrote something in the room “{room}” that is against clause {number} of the rules:"
    " “{clause}”. It was removed there, but in {title} it stays: {reason}. {advice}"
    " № {decision}"
)
ON_THE_PHONE = (
    "Delete it on the phone, and make the account an administrator of the chat, so that Teremok"
    " can."
)
BY_ITS_AUTHOR = "Ask its author to delete it there."
_OWN_ONLY = Sentence("only its author can delete it there")
_TOO_OLD = "after {hours} hours nobody can delete it there for everybody"
TABLES = (STAYS_IN, _STAYS, _STAYS_REFUSED, ON_THE_PHONE, BY_ITS_AUTHOR, _OWN_ONLY.text, _TOO_OLD)
"""Texts that are said by name."""


def tell_in_room(bridge: Bridge, event: ArchivedEvent, what: str, text: str) -> Task:
    """A notice that answers the event: programs' notices are carried to no chat.

    `what` tells it from whatever else is said of the same event.
    """
    content = {
        "msgtype": "m.notice",
        "body": text,
        "m.relates_to": {"m.in_reply_to": {"event_id": event.event_id}},
        "m.mentions": {"user_ids": [event.sender]},
    }
    source = f"status/{bridge.network}/{event.event_id}/{what}"
    said = {"room": event.room_id, "source": source, "content": content, "post_id": None}
    return Task(f"room:{event.room_id}", SAY_IN_ROOM, said)


def tell_duty(
    directory: Directory,
    bridge: Bridge,
    event: ArchivedEvent,
    reason: Sentence,
    text: str,
    **more: object,
) -> Task:
    """A message for the duty room, with a link to what it is about."""
    language = directory.community.community.language
    room = directory.room(event.room_id)
    words = say(
        language,
        text,
        title=bridge.descriptor.title,
        room=room.name if room else event.room_id,
        reason=reason.words(language),
        name=directory.name(event.room_id, event.state_key or event.sender),
        **more,
    )
    words = " ".join(words.split())  # there may be nothing to advise
    if event.target:
        words += f"\nhttps://matrix.to/#/{event.room_id}/{event.target}"
    return announce(words)


async def tell_that_it_stays(
    connection: Connection,
    directory: Directory,
    bridge: Bridge,
    redaction: ArchivedEvent,
    reason: Sentence,
    advice: str = ON_THE_PHONE,
) -> Task:
    """A deletion did not come about; where the regulation asked for it, with the clause."""
    what_to_do = say(directory.community.community.language, advice) if advice else ""
    decision = await decisions.of_post(connection, redaction.target or "")
    if decision is None:
        return tell_duty(directory, bridge, redaction, reason, _STAYS, advice=what_to_do)
    clause = {
        "author": decision.author_name,
        "number": decision.clause,
        "clause": decision.clause_text,
        "decision": decision.id,
        "advice": what_to_do,
    }
    return tell_duty(directory, bridge, redaction, reason, _STAYS_REFUSED, **clause)


def why_it_stays(
    descriptor: Descriptor, deleted: ArchivedEvent, redaction: ArchivedEvent
) -> tuple[Sentence, str] | None:
    """Why a message stays in the messenger though the bridge says that it has deleted it.

    With what can be done; None: it is gone.
    """
    is_ghosts = descriptor.person_of(deleted.sender) is not None
    if descriptor.quirks.deletes_own_only and is_ghosts:
        return _OWN_ONLY, BY_ITS_AUTHOR
    most = descriptor.limits.delete_seconds
    if most is not None and redaction.sent_at - deleted.sent_at > most * 1000:
        return Sentence(_TOO_OLD, {"hours": most // 3600}), ""
    return None


def is_read_by_its_author(directory: Directory, bridge: Bridge, event: ArchivedEvent) -> bool:
    """Whether somebody reads what is said in the room to them."""
    return event.sender != bridge.owner and not directory.is_ghost(event.sender)
