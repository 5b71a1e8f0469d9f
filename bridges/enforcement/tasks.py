"""The tasks that carry a decision out, by where its post came from."""

from typing import Any

from bridges.chat_lane import ANSWER
from bridges.enforcement.on_behalf import on_behalf
from bridges.enforcement.origin import InChat, InRoom, Origin
from bridges.enforcement.words import Words
from bridges.matrix import MARKER
from bridges.room_lane import FOR_UPSTREAM, REDACT, SAY_IN_ROOM, TO_ROOM
from rooms.storage.decisions import Decision
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task

WITHDRAW = "withdraw"
"""Removes a message from its messenger: `bridges.enforcement.withdrawal`."""
EXPIRE = "expire"
"""Decides what nobody has decided in time: `bridges.enforcement.release`."""
CARD = "card"
"""Shows a decision as it stands to the duty administrator: payload ``{"decision": number}``."""
OBJECTION = "objection"
"""Shows the duty administrator what the author objects: ``{"decision", "words", "key"}``."""
TELL = "tell"
"""Tells somebody of this homeserver in private."""
DUTY_LANE = "duty"
"""The lane of what is shown to the duty administrator, so that all of it comes in order."""


def asked_lane(decision: int) -> str:
    """The lane of the task that decides when nobody has."""
    return f"asked:{decision}"


def show(decision: int, *, urgent: bool = False) -> Task:
    """The task that makes the duty administrator see a decision as it stands; `urgent`: at once."""
    payload = {"decision": decision, "urgent": True} if urgent else {"decision": decision}
    return Task(DUTY_LANE, CARD, payload)


def show_anew(decision: Decision) -> list[Task]:
    """The task that changes the card of a decision; none where it has no card."""
    return [show(decision.id)] if decision.card else []


def publish(origin: Origin, decision: int, name: str, author: str, when: str, turn: int) -> Task:
    """The task that lets the post appear, in its author's name.

    `when` it was written is in words; `turn` tells apart how often it is published: a post may
    appear, go and come back.
    """
    if isinstance(origin, InChat):
        payload = {
            "network": origin.network,
            "room": origin.room,
            "happening": origin.happening,
            "decision": decision,
            "turn": turn,
        }
        return Task(f"room:{origin.room}", TO_ROOM, payload)
    said = {
        "room": origin.room,
        "source": f"decision/{decision}/{turn}",
        "type": origin.type,
        "content": on_behalf(origin.content, author, name, when),
        "post_id": None,
        "decision": decision,
        "turn": turn,
    }
    return Task(f"room:{origin.room}", SAY_IN_ROOM, said)


def say_mended(edit: ArchivedEvent, name: str, when: str) -> Task:
    """The task that says the words of an edit in its author's name, as a post of its own."""
    said = {
        "room": edit.room_id,
        "source": f"edit/{edit.event_id}",
        "content": on_behalf(edit.content, edit.sender, name, when),
        "post_id": None,
    }
    return Task(f"room:{edit.room_id}", SAY_IN_ROOM, said)


def remove(
    origin: Origin,
    decision: int,
    reason: str,
    words: Words | None,
    told_at: int | None = None,
    until: int | None = None,
) -> list[Task]:
    """The tasks that remove the post from where it was written, and tell its author.

    `told_at` is when they were told what holds for this post as well: of one from a messenger they
    hear once more only if it cannot be removed there. `until` is when they are told that it will
    appear: nothing is said if that is not so any more when it is removed.
    """
    if isinstance(origin, InChat) and not origin.is_edit:
        where = {"network": origin.network, "chat": origin.chat, "decision": decision}
        payload: dict[str, object] = {**where, "message": origin.message}
        if words is not None:
            payload |= {**_answer(origin, decision, words, None), "text_left": words.left}
            if told_at is not None:
                payload["told_at"] = told_at
            if until is not None:
                payload["until"] = until
        return [Task(_chat_lane(origin), WITHDRAW, payload)]
    gone = []
    if isinstance(origin, InRoom) and origin.event_id:
        gone = remove_event(origin.room, origin.event_id, reason)
    return [*gone, *tell(origin, decision, words)]


def remove_event(room: str, event_id: str, reason: str) -> list[Task]:
    """The task that redacts an event."""
    gone = {"room": room, "event_id": event_id, "reason": reason}
    return [Task(f"room:{room}", REDACT, gone)]


def remove_published(origin: Origin, decision: int, reason: str) -> Task:
    """The task that redacts what was said in the room for the post, whatever that is by then."""
    gone = {"room": origin.room, "decision": decision, "reason": reason}
    return Task(f"room:{origin.room}", REDACT, gone)


def tell(
    origin: Origin, decision: int, words: Words | None, answers: str | None = None
) -> list[Task]:
    """The task that tells the author, as an answer to that message of theirs (else to the post);
    none without words."""
    if words is None:
        return []
    if isinstance(origin, InChat):
        return [Task(_chat_lane(origin), ANSWER, _answer(origin, decision, words, answers))]
    if origin.by_ghost:
        source = f"{words.post_id}/{words.occasion}"
        body = f"{words.name}: {words.answer}"  # to whom: what they wrote may be gone
        about = {"post_id": words.post_id, "about": decision}
        return [for_upstream(origin.room, source, body, answers, **about)]
    told = {
        "user": words.author,
        "text": words.private,
        "post_id": words.post_id,
        "decision": decision,
        "answers": answers,
    }
    return [Task(f"tell:{words.author}", TELL, told)]


def for_upstream(
    room: str, source: str, body: str, answers: str | None = None, **more: object
) -> Task:
    """The task that says something for the parents behind upstream bridges alone.

    `answers` is the event that it answers; `more` as in `RoomLane.say`.
    """
    content: dict[str, Any] = {"msgtype": "m.text", "body": body, MARKER: {"for": FOR_UPSTREAM}}
    if answers is not None:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": answers}}
    said = {"room": room, "source": source, "content": content, "post_id": None, **more}
    return Task(f"room:{room}", SAY_IN_ROOM, said)


def _answer(origin: InChat, decision: int, words: Words, answers: str | None) -> dict[str, object]:
    return {
        "network": origin.network,
        "chat": origin.chat,
        "key": f"answer/{words.occasion}/{words.post_id}",
        "text": words.answer,
        "name": words.name,
        "reply_to": answers or origin.message,
        "post_id": words.post_id,
        "decision": decision,
    }


def _chat_lane(origin: InChat) -> str:
    return f"chat:{origin.network}:{origin.chat}"
