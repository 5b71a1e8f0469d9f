"""Who is behind an account of a messenger: told by a token that they send, or by their phone."""

from bridges.chat_lane import ANSWER
from bridges.enforcement.tasks import for_upstream, remove_event
from bridges.network import IncomingMessage, NetworkName, Person
from rooms.roster.answering import answer_words
from rooms.roster.linking import link_by_phone, redeem
from rooms.storage import upstream_people
from rooms.storage.database import Connection
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task


async def redeemed(
    connection: Connection,
    network: NetworkName,
    message: IncomingMessage,
    token: str,
    language: str,
    now_ms: int,
) -> list[Task]:
    """Take a token that somebody sent, and answer in the chat where it was sent.

    The message itself is carried nowhere: others need not see a token.
    """
    person = message.person
    outcome = await redeem(connection, token, network, person.id, now_ms)
    words = await answer_words(connection, outcome, network, person.id, person.name, language)
    answer = {
        "network": network,
        "chat": message.chat,
        "key": f"answer/{network}/{message.chat}/{message.key}",
        "text": words,
        "reply_to": message.id,
        "post_id": None,
    }
    return [Task(f"chat:{network}:{message.chat}", ANSWER, answer)]


async def redeemed_in_room(
    connection: Connection, said: ArchivedEvent, token: str, language: str, now_ms: int
) -> list[Task]:
    """Take a token that a parent behind an upstream bridge sent, away with it, and answer there.

    The bridge carries out the redaction as a deletion in the messenger.
    """
    known = await upstream_people.get(connection, said.sender)
    if known is None:
        return []  # of a bridge that was removed
    outcome = await redeem(connection, token, known.network, known.person, now_ms)
    words = await answer_words(
        connection, outcome, known.network, known.person, known.name, language
    )
    answer = for_upstream(said.room_id, f"token/{said.event_id}", f"{said.sender_name}: {words}")
    return [*remove_event(said.room_id, said.event_id, ""), answer]


async def recognise(
    connection: Connection, network: NetworkName, person: Person | None, now_ms: int
) -> None:
    """Link somebody whose phone the network tells, once."""
    if person is not None and person.phone is not None:
        await link_by_phone(connection, network, person.id, person.phone, now_ms)
