"""What the author of a refused post is told."""

from datetime import datetime

from babel.dates import format_datetime

from policies.post import Post, PostKind
from policies.verdict import Finding
from rooms.judgement import MUTE, ONLY_READ
from rooms.language import say

SHOWN_CHARACTERS = 500
"""How much of their own text people get back."""

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


def refusal_words(language: str, post: Post, finding: Finding) -> str:
    """Plain text: what was not published, the clause, what to do, and the author's own text."""
    return f"{refusal_answer(language, post, finding)}\n\n{_own_text(language, post)}"


def refusal_answer(language: str, post: Post, finding: Finding) -> str:
    """The same as an answer to the post itself, which its author still sees in the messenger."""
    return f"{_what(language, post)}\n\n{refusal_reason(language, finding)}"


def refusal_reason(language: str, finding: Finding) -> str:
    """The clause in its words, and what its rule found."""
    clause = finding.text
    if finding.rule not in (MUTE, ONLY_READ):
        text = "Clause {number} of the rules: “{text}”"
        clause = say(language, text, number=finding.clause, text=finding.text)
    advice = _advice(language, finding)
    return f"{clause}\n{advice}" if advice else clause


def _what(language: str, post: Post) -> str:
    room = post.place.name or post.place.key
    if post.is_edit:
        text = "Your change in the room “{room}” was not published; the message stays as it was."
    else:
        text = "Your post for the room “{room}” was not published."
    return say(language, text, room=room)


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


def _own_text(language: str, post: Post) -> str:
    text = post.text.strip()
    if not text:
        return say(language, "You sent: {what}.", what=say(language, _KINDS[post.kind]))
    if len(text) > SHOWN_CHARACTERS:
        text = text[:SHOWN_CHARACTERS].rstrip() + "…"
    return say(language, "Your text, so that it is not lost:\n{text}", text=text)
