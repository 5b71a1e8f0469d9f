"""What would become of a post, in plain words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_datetime, format_timedelta

from bot.cli import language, words
from bridges.enforcement.enforce import opening
from bridges.enforcement.words import words_on
from policies.post import Post
from policies.regulation import Clause, Regulation
from policies.verdict import Action, Verdict
from rooms.storage.decisions import State

_ACTIONS = {
    Action.ALLOW: "appears",
    Action.FLAG: "appears, noted",
    Action.HOLD: "waits for its hour",
    Action.ASK: "waits for a decision",
    Action.REFUSE: "does not appear",
    Action.WITHDRAW: "is removed",
}


def action_words(action: Action) -> str:
    """An action in two or three words."""
    return words(_ACTIONS[action])


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would become of a post.

    `happens` are sentences, `until` is when it would appear after all (aware), `told` what its
    author would read, empty: nothing.
    """

    happens: tuple[str, ...]
    until: datetime | None
    told: str


def prospect(post: Post, verdict: Verdict, regulation: Regulation) -> Prospect:
    """What the house would do with a post on which the regulation says this."""
    finding = verdict.decisive
    if finding is None or verdict.action is Action.ALLOW:
        return Prospect((words("It would appear at once."),), None, "")
    clause, urgent = regulation.clause(finding.clause), []
    if regulation.is_emergency(post):
        text = "It has an emergency word: the duty administrator would see it at once."
        urgent.append(words(text))
    opens = opening(verdict) if verdict.action is Action.HOLD else None
    match verdict.action:
        case Action.FLAG:
            return Prospect((_noted(clause), *urgent), None, "")
        case Action.HOLD if opens is not None:
            state, happens = State.WAITING, [_waits(opens)]
        case Action.HOLD | Action.ASK:
            state, happens = State.ASKED, [_asked(clause)]
        case Action.WITHDRAW:
            text = "It would not appear, and would be removed from the messenger where I may do so."
            state, happens = State.REFUSED, [words(text)]
        case _:
            state, happens = State.REFUSED, [words("It would not appear.")]
    told = words_on(post, finding, state, at=0, due=opens).private
    return Prospect((*happens, *urgent), opens, told)


def moment_words(at: datetime) -> str:
    """A time with its day, by its own zone."""
    return format_datetime(at, "EEEE, d MMMM y, H:mm", locale=language())


def _noted(clause: Clause | None) -> str:
    if clause is not None and clause.severity == "low":
        return words("It would appear at once, and be noted for the report.")
    return words("It would appear at once, and the duty administrator would see why it was noted.")


def _waits(opens: datetime) -> str:
    text = "It would wait until {time}, and then appear in its author's name."
    return words(text, time=moment_words(opens))


def _asked(clause: Clause | None) -> str:
    minutes = clause.within if clause else 0
    text = (
        "It would wait for the duty administrator. After {time} without a decision it is refused."
    )
    if clause is not None and clause.otherwise == "allow":
        text = (
            "It would wait for the duty administrator. After {time} without a decision it appears."
        )
    limit = format_timedelta(timedelta(minutes=minutes), threshold=2, locale=language())
    return words(text, time=limit)
