"""The regulation that is in force, ready to judge."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from policies.context import Context
from policies.decide import decide
from policies.pictures import picture_kind
from policies.post import Post, Silence
from policies.regulation import Regulation
from policies.verdict import Action, Finding, Verdict
from rooms.language import say
from rooms.recent import Recent, reach_of

MUTE, ONLY_READ = "mute", "only-read"
"""Stand for clause and rule where it was not the regulation that decided."""


class Judge:
    """Holds the regulation, and what is known of the institution and of what was posted lately;
    judging does no I/O."""

    def __init__(self, regulation: Regulation, timezone: str) -> None:
        self.recent = Recent()
        self._context = Context(ZoneInfo(timezone))
        self.replace(regulation, timezone)

    @property
    def context(self) -> Context:
        """What is known of the institution."""
        return self._context

    def judge(self, post: Post) -> Verdict:
        """What is said of a post by people, by the regulation in force, and by its room.

        It is remembered for those after it, unless it is not to be seen: who corrects what was
        refused does not repeat themselves.
        """
        context = replace(self._context, earlier=self.recent.before(post))
        verdict = judged(post, self.regulation, context)
        if verdict.action in _UNSEEN:
            self.recent.forget(post.id)
        else:
            self.recent.note(post)
        return verdict

    def replace(self, regulation: Regulation, timezone: str) -> None:
        """Put another regulation in force, from the next post on.

        Whoever has the time makes it ready before (`rooms.readiness`).
        """
        self.regulation = regulation
        self.recent.reach = reach_of(regulation)
        self.timezone = ZoneInfo(timezone)
        self._context = replace(self._context, timezone=self.timezone)

    def acquaint(self, context: Context) -> None:
        """Know other people, addresses and another language, from the next post on."""
        self._context = replace(context, timezone=self.timezone)


_UNSEEN = frozenset({Action.REFUSE, Action.WITHDRAW})


def judged(post: Post, regulation: Regulation, context: Context) -> Verdict:
    """What people decided about its author, else what the regulation says of a post.

    What the regulation lets through into a room that parents only read, now or later, is refused
    all the same: the room would not take it.
    """
    silence = post.author.silence
    if silence is not None and (silence.until is None or post.written_at < silence.until):
        finding = _muted(post.author.language, silence, context.timezone)
        return Verdict(Action.REFUSE, finding, (finding,))
    verdict = decide(_tagged(post, context), regulation, context)
    if verdict.action not in _UNSEEN and _is_only_read(post, context.timezone):
        finding = _only_read(post.author.language)
        return Verdict(Action.REFUSE, finding, (*verdict.findings, finding))
    return verdict


def _tagged(post: Post, context: Context) -> Post:
    """The post with the children whom a picture of the staff shows."""
    if post.shown is not None or not post.author.is_staff or picture_kind(post) is None:
        return post
    return replace(post, shown=context.groups.shown(post, context.children))


def _is_only_read(post: Post, zone: ZoneInfo) -> bool:
    if "parent" not in post.author.roles:
        return False
    day = post.written_at.astimezone(zone).date()
    over = post.place.last_day is not None and day > post.place.last_day
    return post.place.staff_only or over


def _muted(language: str, silence: Silence, zone: ZoneInfo) -> Finding:
    text = say(language, "The duty administrator has muted you in this room.")
    until = silence.until
    evidence = {"until": until.astimezone(zone).isoformat()} if until else {}
    return Finding(MUTE, text, MUTE, Action.REFUSE, evidence)


def _only_read(language: str) -> Finding:
    text = say(language, "In this room only the staff write; everybody else reads.")
    return Finding(ONLY_READ, text, ONLY_READ, Action.REFUSE, {})
