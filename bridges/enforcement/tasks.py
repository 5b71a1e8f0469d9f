"""The tasks that carry a decision out, by where its post came from."""

from datetime import datetime

from bridges.chat_lane import ANSWER
from bridges.enforcement.on_behalf import on_behalf
from bridges.enforcement.origin import InChat, InRoom, Origin
from bridges.enforcement.words import Words
from bridges.matrix import MARKER
from bridges.room_lane import FOR_UPSTREAM, REDACT, SAY_IN_ROOM, TO_ROOM
from rooms.storage.queue import Task

WITHDRAW = "withdraw"
"""Removes a message from its messenger: `bridges.enforcement.withdrawal`."""
RELEASE = "release"
"""Publishes what was held: `bridges.enforcement.release`."""
EXPIRE = "expire"
"""Decides what nobody has decided in time: `bridges.enforcement.release`."""
CARD = "card"
"""Shows a decision to the duty administrator."""
TELL = "tell"
"""Tells somebody of this homeserver in private."""


def publish(origin: Origin, decision: int, name: str, author: str, at: datetime) -> Task:
    """The task that lets the post appear, in its author's name."""
    if isinstance(origin, InChat):
        payload = {
            "network": origin.network,
            "room": origin.room,
            "happening": origin.happening,
            "released": True,
            "returned": origin.removed,
            "mxc": origin.mxc,
        }
        return Task(f"room:{origin.room}", TO_ROOM, payload)
    said = {
        "room": origin.room,
        "source": f"decision/{decision}",
        "type": origin.type,
        "content": on_behalf(origin.content, author, name, at),
        "post_id": None,
        "decision": decision,
    }
    return Task(f"room:{origin.room}", SAY_IN_ROOM, said)


def remove(origin: Origin, decision: int, reason: str, words: Words) -> list[Task]:
    """The tasks that remove the post from where it stands, and tell its author."""
    if isinstance(origin, InChat) and not origin.is_edit:
        payload = {
            **_answer(origin, decision, words),
            "decision": decision,
            "message": origin.message,
            "text_left": words.left,
        }
        return [Task(_chat_lane(origin), WITHDRAW, payload)]
    gone = []
    if isinstance(origin, InRoom) and origin.event_id:
        gone = remove_event(origin.room, origin.event_id, reason)
    return [*gone, *tell(origin, decision, words)]


def remove_event(room: str, event_id: str, reason: str) -> list[Task]:
    """The task that redacts an event."""
    gone = {"room": room, "event_id": event_id, "reason": reason}
    return [Task(f"room:{room}", REDACT, gone)]


def tell(origin: Origin, decision: int, words: Words) -> list[Task]:
    """The task that tells the author."""
    if isinstance(origin, InChat):
        return [Task(_chat_lane(origin), ANSWER, _answer(origin, decision, words))]
    if origin.by_ghost:
        content = {
            "msgtype": "m.text",
            "body": f"{words.name}: {words.answer}",  # to whom: what they wrote may be gone
            MARKER: {"for": FOR_UPSTREAM},
        }
        said = {
            "room": origin.room,
            "source": f"{words.post_id}/{words.occasion}",
            "content": content,
            "post_id": words.post_id,
        }
        return [Task(f"room:{origin.room}", SAY_IN_ROOM, said)]
    told = {
        "user": words.author,
        "text": words.private,
        "post_id": words.post_id,
        "decision": decision,
    }
    return [Task(f"tell:{words.author}", TELL, told)]


def _answer(origin: InChat, decision: int, words: Words) -> dict[str, object]:
    return {
        "network": origin.network,
        "chat": origin.chat,
        "key": f"answer/{words.occasion}/{words.post_id}",
        "text": words.answer,
        "name": words.name,
        "reply_to": origin.message,
        "post_id": words.post_id,
    }


def _chat_lane(origin: InChat) -> str:
    return f"chat:{origin.network}:{origin.chat}"
