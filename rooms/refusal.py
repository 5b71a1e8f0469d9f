"""What the author is told of a post that did not appear at once."""

import json
from bisect import bisect_right
from datetime import datetime

from babel.dates import format_datetime

from policies.post import Post, PostKind
from policies.verdict import Finding
from rooms.judgement import MUTE, ONLY_READ
from rooms.language import say

LARGEST_BODY = 50_000
"""Bytes that all the words may have as JSON: an event may have 65,536 with what is around them."""

_KINDS = {
    PostKind.TEXT: "a message",
    PostKind.PHOTO: "a photo",
    PostKind.VOICE: "a voice message",
    PostKind.VIDEO: "a video",
    PostKind.FILE: "a file",
    PostKind.LOCATION: "a place on the map",
    PostKind.POLL: "a poll",
}
_ROLES = {
    "head": "the head",
    "deputy": "the deputy heads",
    "educator": "the educators",
    "specialist": "the specialists",
    "treasurer": "the treasurers",
    "duty": "the duty administrators",
    "admin": "the administrators",
    "parent": "the parents",
}


def refusal_answer(language: str, post: Post, finding: Finding) -> str:
    """What was not published, the clause, and what to do: an answer to the post itself, which its
    author still sees in the messenger."""
    room = post.place.name or post.place.key
    if post.is_edit:
        text = "Your change in the room “{room}” was not published; the message stays as it was."
    else:
        text = "Your post for the room “{room}” was not published."
    return f"{say(language, text, room=room)}\n\n{refusal_reason(language, finding)}"


def waiting_answer(language: str, post: Post, finding: Finding, due: datetime) -> str:
    """Until when a post is held; `due` is in the institution's zone."""
    text = "Your post for the room “{room}” waits: it will be published on {date} at {time}."
    if post.is_edit:
        text = "Your change in the room “{room}” waits: it will be published on {date} at {time}."
    waits = say(
        language,
        text,
        room=post.place.name or post.place.key,
        date=format_datetime(due, "d MMMM", locale=language),
        time=format_datetime(due, "H:mm", locale=language),
    )
    also = say(language, "What else you write for this room until then waits, too.")
    urgent = say(language, "If it is urgent, call the kindergarten.")
    return f"{waits}\n\n{_clause(language, finding)}\n{also} {urgent}"


def asked_answer(language: str, post: Post, finding: Finding) -> str:
    """That a person decides on the post."""
    text = "Your post for the room “{room}” waits until the duty administrator has looked at it."
    asked = say(language, text, room=post.place.name or post.place.key)
    return f"{asked}\n\n{_clause(language, finding)}"


def published_answer(language: str, post: Post) -> str:
    """That the post appeared after all."""
    room = post.place.name or post.place.key
    return say(language, "Your post for the room “{room}” has been published.", room=room)


def with_own_text(language: str, post: Post, words: str) -> str:
    """The words, and the author's own text after them: all of it, or as much as an event takes."""
    text = post.text.strip()
    if not text:
        sent = say(language, "You sent: {what}.", what=say(language, _KINDS[post.kind]))
        return f"{words}\n\n{sent}"
    given_back = say(language, "Your text, so that it is not lost:\n{text}", text="")
    head = f"{words}\n\n{given_back}"
    return head + _fitting(text, LARGEST_BODY - _size(head))


def refusal_reason(language: str, finding: Finding) -> str:
    """The clause in its words, and what its rule found."""
    clause, advice = _clause(language, finding), _advice(language, finding)
    return f"{clause}\n{advice}" if advice else clause


def _clause(language: str, finding: Finding) -> str:
    if finding.rule in (MUTE, ONLY_READ):
        return finding.text
    text = "Clause {number} of the rules: “{text}”"
    return say(language, text, number=finding.clause, text=finding.text)


def _advice(language: str, finding: Finding) -> str | None:
    evidence = finding.evidence
    match finding.rule:
        case "hours" if "allowed_from" in evidence:
            moment = datetime.fromisoformat(str(evidence["allowed_from"]))
            return say(
                language,
                "You can publish it on {date} ({weekday}) from {time}.",
                date=format_datetime(moment, "d MMMM", locale=language),
                weekday=format_datetime(moment, "EEEE", locale=language),
                time=format_datetime(moment, "H:mm", locale=language),
            )
        case "mute" if "until" in evidence:
            moment = datetime.fromisoformat(str(evidence["until"]))
            return say(
                language,
                "You can write again on {date} from {time}.",
                date=format_datetime(moment, "d MMMM", locale=language),
                time=format_datetime(moment, "H:mm", locale=language),
            )
        case "rights":
            needed = str(evidence["needed"]).split(", ")
            names = ", ".join(say(language, _ROLES.get(role, role)) for role in needed)
            return say(language, "Those who write there: {who}.", who=names)
        case "length" if "characters" in evidence:
            text = "It has {characters} characters; the most is {limit}. Please shorten it."
            return say(language, text, **evidence)
        case "length":
            text = "It has {lines} lines; the most is {limit}. Please shorten it."
            return say(language, text, **evidence)
    return None


def _fitting(text: str, most: int) -> str:
    """The beginning of a text that has at most so many bytes as JSON."""
    if _size(text) <= most:
        return text
    fits = bisect_right(range(len(text)), most - _size("…"), key=lambda end: _size(text[:end])) - 1
    return text[: max(fits, 0)].rstrip() + "…"


def _size(text: str) -> int:
    # Line ends, quotes and the like have more bytes in an event than in UTF-8.
    return len(json.dumps(text, ensure_ascii=False).encode(errors="replace"))
