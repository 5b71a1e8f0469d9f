"""What a card says: who wrote what where, which clause, why, and how to decide. Pure."""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.duty.album import Album, is_objected
from bot.outcomes import outcome as became
from bridges.enforcement.standing import (
    BY_AUTHOR,
    BY_TIME,
    can_be_decided,
    was_not_taken,
)
from rooms.evidence import evidence_words, findings_besides
from rooms.language import say, say_many
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
    nobody decides, the post appears; `files`: how many files are shown below the card;
    `masked`: others read it, too; `urgent`: it has an emergency word.
    """

    language: str
    zone: ZoneInfo
    room: str
    by: str = ""
    allows: bool = False
    files: int = 0
    masked: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card as text and as HTML."""

    text: str
    html: str


def card(album: Album, view: View) -> Card:
    """The card of an album as it stands; what stands otherwise than its first is told below."""
    decision = album.first
    numbers = ", ".join(map(str, album.alike))
    head = f"{_icon(decision, view)} {_standing(decision, view)} · № {numbers}"
    name = masked_name(decision.author_name) if view.masked else decision.author_name
    when = _moment(decision.written_at, view)
    origin = say(view.language, "{name} in “{room}”, {when}", name=name, room=view.room, when=when)
    post = _post(album, view)
    notes = _notes(album, view)
    text = "\n".join([head, origin, *(f"> {line}" for line in post.split("\n")), *notes])
    html = (
        f"<p><strong>{escape(head)}</strong><br>{escape(origin)}</p>"
        f"<blockquote>{_lines(post)}</blockquote><p>{_lines(chr(10).join(notes))}</p>"
    )
    return Card(text, html)


def outcome(decision: Decision, view: View) -> str:
    """How the decision stands, and by whom: “published: Anna, 24 November, 9:05”."""
    what = say(view.language, became(decision))
    if decision.settled_by is None or decision.settled_at is None:
        return what
    when = _moment(decision.settled_at, view)
    if decision.settled_by == BY_AUTHOR or was_not_taken(decision):
        return say(view.language, "{what}, {when}", what=what, when=when)
    if decision.settled_by == BY_TIME:
        return say(view.language, "{what} by itself, {when}", what=what, when=when)
    return say(view.language, "{what}: {name}, {when}", what=what, name=view.by, when=when)


def _standing(decision: Decision, view: View) -> str:
    if is_objected(decision):
        return say(view.language, "The author objects")
    if decision.state is State.WAITING and decision.settled_by is None:
        due = _moment(decision.due_at or 0, view)
        return say(view.language, "Waits until {when}", when=due)
    shown = outcome(decision, view)
    return f"{shown[:1].upper()}{shown[1:]}"


def _post(album: Album, view: View) -> str:
    texts = (each.text.strip() for each in sorted(album.decisions, key=lambda each: each.id))
    text = "\n".join(dict.fromkeys(filter(None, texts)))
    if len(text) > SHOWN_CHARACTERS:
        text = text[:SHOWN_CHARACTERS].rstrip() + "…"
    if view.masked:
        text = masked_text(text)
    if view.files:
        many = say_many(view.language, "[{count} file below]", "[{count} files below]", view.files)
        below = say(view.language, "[the file is below]") if view.files == 1 else many
        text = f"{text}\n{below}" if text else below
    return text or say(view.language, "[no text]")


def _notes(album: Album, view: View) -> list[str]:
    """Everything below the post, a line each."""
    language, decision = view.language, album.first
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
    for each in album.decisions:
        if each.appeal and each.appealed_at is not None:
            words = masked_text(each.appeal) if view.masked else each.appeal
            text = _OBJECTED if album.is_one else _OBJECTED_TO_ONE
            notes.append(say(language, text, number=each.id, words=_cut(words)))
    if was_not_taken(decision):
        notes.append(say(language, WHY_NOT_TAKEN))
    for other in album.others:
        stands = say(language, became(other))
        notes.append(say(language, "№ {number}: {outcome}.", number=other.id, outcome=stands))
    notes += _by_itself(decision, view)
    return [*notes, *_ways(decision, view, many=not album.is_one)]


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


def _ways(decision: Decision, view: View, *, many: bool) -> list[str]:
    """How to decide, or to undo."""
    language, number = view.language, decision.id
    if can_be_decided(decision):
        ways = zip((YES, NO), _WAYS.get(decision.state, _USUAL_WAYS), strict=True)
        shown = " · ".join(f"{mark} {say(language, text)}" for mark, text in ways)
        text = _ONE_BY_COMMAND if many else _BY_COMMAND
        command = say(language, text, number=number)
        return [f"{shown} ({command})"]
    if decision.state in (State.PUBLISHED, State.REFUSED):
        text = _UNDO_ONE if many else _UNDO
        return [say(language, text, number=number)]
    return []


def _icon(decision: Decision, view: View) -> str:
    if is_objected(decision):
        return "✋"
    if view.urgent or decision.state is State.WAITING:
        return "🚨"
    if was_not_taken(decision):
        return "⚠️"
    return _ICONS.get(decision.state, "▪️")


def _moment(milliseconds: int, view: View) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, view.zone)
    return format_datetime(moment, "d MMMM, H:mm", locale=view.language)


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS].rstrip() + "…"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


_ICONS = {State.NOTED: "🚩", State.ASKED: "❓", State.PUBLISHED: YES, State.REFUSED: NO}
_USUAL_WAYS = ("publish it", "do not publish it")
_WAYS = {
    State.NOTED: ("nothing is wrong with it", "remove it from the room"),
    State.WAITING: ("publish it now", "do not publish it"),
}
_OBJECTED = "The author: “{words}”"
_OBJECTED_TO_ONE = "The author of № {number}: “{words}”"
_BY_COMMAND = "or: !teremok decide {number} yes/no"
_ONE_BY_COMMAND = "one of them: !teremok decide {number} yes/no"
_UNDO = "To undo it: !teremok undo {number}"
_UNDO_ONE = "To undo one of them: !teremok undo {number}"
WHY_NOT_TAKEN = (
    "It could not come into the room: perhaps its author was banned or muted there, or the bot"
    " may not write there any more. When that is mended, publish it again."
)
TABLES = (
    WHY_NOT_TAKEN,
    _OBJECTED,
    _OBJECTED_TO_ONE,
    *_USUAL_WAYS,
    *sum(_WAYS.values(), ()),
    _BY_COMMAND,
    _ONE_BY_COMMAND,
    _UNDO,
    _UNDO_ONE,
)
"""Texts that are said by name."""
