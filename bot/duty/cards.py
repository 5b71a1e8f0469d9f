"""What a card says: who wrote what where, which clause, why, and how to decide. Pure."""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bridges.enforcement.standing import BY_AUTHOR, BY_TIME, can_be_decided, is_objection_open
from policies.verdict import Action
from rooms.evidence import evidence_words, findings_besides
from rooms.language import say
from rooms.roster.masked_text import masked_text
from rooms.roster.masking import masked_name
from rooms.storage.decisions import Decision, State

SHOWN_CHARACTERS = 1500
"""How much of a post a card shows."""
YES, NO = "✅", "❌"


@dataclass(frozen=True, slots=True)
class View:
    """What a card needs beside the decision.

    `room` is what the post's room is called, `by` what who settled it is called; `allows`: where
    nobody decides, the post appears; `has_file`: the post has a file, shown below the card;
    `masked`: others read it, too.
    """

    language: str
    zone: ZoneInfo
    room: str
    by: str = ""
    allows: bool = False
    has_file: bool = False
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card as text and as HTML."""

    text: str
    html: str


def card(decision: Decision, view: View) -> Card:
    """The card of a decision as it stands."""
    head = f"{_icon(decision)} {_standing(decision, view)} · № {decision.id}"
    name = masked_name(decision.author_name) if view.masked else decision.author_name
    when = _moment(decision.written_at, view)
    origin = say(view.language, "{name} in “{room}”, {when}", name=name, room=view.room, when=when)
    post = _post(decision, view)
    notes = _notes(decision, view)
    text = "\n".join([head, origin, *(f"> {line}" for line in post.split("\n")), *notes])
    html = (
        f"<p><strong>{escape(head)}</strong><br>{escape(origin)}</p>"
        f"<blockquote>{_lines(post)}</blockquote><p>{_lines(chr(10).join(notes))}</p>"
    )
    return Card(text, html)


def outcome(decision: Decision, view: View) -> str:
    """How the decision stands, and by whom: “published: Anna, 24 November, 9:05”."""
    what = say(view.language, _what(decision))
    if decision.settled_by is None or decision.settled_at is None:
        return what
    when = _moment(decision.settled_at, view)
    if decision.settled_by == BY_AUTHOR:
        return say(view.language, "{what}, {when}", what=what, when=when)
    if decision.settled_by == BY_TIME:
        return say(view.language, "{what} by itself, {when}", what=what, when=when)
    return say(view.language, "{what}: {name}, {when}", what=what, name=view.by, when=when)


def _what(decision: Decision) -> str:
    if decision.action == Action.FLAG and decision.state in _FLAGGED:
        return _FLAGGED[decision.state]
    return STATES[decision.state]


def _standing(decision: Decision, view: View) -> str:
    if is_objection_open(decision) and can_be_decided(decision):
        return say(view.language, "The author objects")
    if decision.state is State.WAITING and decision.settled_by is None:
        due = _moment(decision.due_at or 0, view)
        return say(view.language, "Waits until {when}", when=due)
    shown = outcome(decision, view)
    return f"{shown[:1].upper()}{shown[1:]}"


def _post(decision: Decision, view: View) -> str:
    text = decision.text.strip()
    if len(text) > SHOWN_CHARACTERS:
        text = text[:SHOWN_CHARACTERS].rstrip() + "…"
    if view.masked:
        text = masked_text(text)
    if view.has_file:
        below = say(view.language, "[the file is below]")
        text = f"{text}\n{below}" if text else below
    return text or say(view.language, "[no text]")


def _notes(decision: Decision, view: View) -> list[str]:
    """Everything below the post, a line each."""
    language = view.language
    clause = say(
        language,
        "Clause {number} of the rules: “{text}”",
        number=decision.clause,
        text=decision.clause_text,
    )
    notes = [clause]
    if why := evidence_words(language, decision.evidence):
        why = masked_text(why) if view.masked else why
        notes.append(say(language, "Why: {evidence}", evidence=why))
    if others := findings_besides(decision.findings, decision.clause):
        notes.append(say(language, "Other clauses: {numbers}", numbers=", ".join(others)))
    if decision.appeal and decision.appealed_at is not None:
        words = masked_text(decision.appeal) if view.masked else decision.appeal
        notes.append(say(language, "The author: “{words}”", words=_cut(words)))
    notes += _by_itself(decision, view)
    return [*notes, *_ways(decision, view)]


def _by_itself(decision: Decision, view: View) -> list[str]:
    if decision.due_at is None or decision.state not in (State.ASKED, State.WAITING):
        return []
    if decision.state is State.WAITING:
        text = "By itself it is published at {when}."
    elif view.allows:
        text = "If nobody decides, it is published at {when}."
    else:
        text = "If nobody decides, it is not published; that is settled at {when}."
    return [say(view.language, text, when=_moment(decision.due_at, view))]


def _ways(decision: Decision, view: View) -> list[str]:
    """How to decide, or to undo."""
    language, number = view.language, decision.id
    if can_be_decided(decision):
        ways = zip((YES, NO), _WAYS.get(decision.state, _USUAL_WAYS), strict=True)
        shown = " · ".join(f"{mark} {say(language, text)}" for mark, text in ways)
        command = say(language, "or: !teremok decide {number} yes/no", number=number)
        return [f"{shown} ({command})"]
    if decision.state in (State.PUBLISHED, State.REFUSED):
        return [say(language, "To undo it: !teremok undo {number}", number=number)]
    return []


def _icon(decision: Decision) -> str:
    if is_objection_open(decision) and can_be_decided(decision):
        return "✋"
    if decision.state is State.WAITING:
        return "🚨"
    return _ICONS.get(decision.state, "▪️")


def _moment(milliseconds: int, view: View) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, view.zone)
    return format_datetime(moment, "d MMMM, H:mm", locale=view.language)


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS].rstrip() + "…"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


_ICONS = {State.NOTED: "🚩", State.ASKED: "❓", State.PUBLISHED: YES, State.REFUSED: NO}
_FLAGGED = {State.PUBLISHED: "nothing is wrong with it", State.REFUSED: "removed from the room"}
STATES = {
    State.NOTED: "noted; the post stands",
    State.WAITING: "waits",
    State.ASKED: "waits for your decision",
    State.REFUSED: "not published",
    State.PUBLISHED: "published",
    State.CANCELLED: "taken back by its author",
    State.SETTLED: "settled long ago",
}
"""What is said of a decision in this state."""
_USUAL_WAYS = ("publish it", "do not publish it")
_WAYS = {
    State.NOTED: ("nothing is wrong with it", "remove it from the room"),
    State.WAITING: ("publish it now", "do not publish it"),
}
TABLES = (*_FLAGGED.values(), *STATES.values(), *_USUAL_WAYS, *sum(_WAYS.values(), ()))
"""Texts that are said by name."""
