"""The regulation that is in force, ready to judge."""

from zoneinfo import ZoneInfo

from policies.context import Context
from policies.decide import decide
from policies.post import Post, Silence
from policies.regulation import Regulation
from policies.verdict import Action, Finding, Verdict
from rooms.language import say

MUTE = "mute"
"""Stands for clause and rule where it was not the regulation that decided."""


class Judge:
    """Holds the regulation and the institution's time zone; judging does no I/O."""

    def __init__(self, regulation: Regulation, timezone: str) -> None:
        self.replace(regulation, timezone)

    def judge(self, post: Post) -> Verdict:
        """What people decided about its author, else what the regulation in force says of it."""
        silence = post.author.silence
        if silence is not None and (silence.until is None or post.written_at < silence.until):
            finding = self._muted(post.author.language, silence)
            return Verdict(Action.REFUSE, finding, (finding,))
        return decide(post, self.regulation, self._context)

    def replace(self, regulation: Regulation, timezone: str) -> None:
        """Put another regulation in force, from the next post on."""
        self.regulation = regulation
        self.timezone = ZoneInfo(timezone)
        self._context = Context(timezone=self.timezone)

    def _muted(self, language: str, silence: Silence) -> Finding:
        text = say(language, "The duty administrator has muted you in this room.")
        until = silence.until
        evidence = {"until": until.astimezone(self.timezone).isoformat()} if until else {}
        return Finding(MUTE, text, MUTE, Action.REFUSE, evidence)
