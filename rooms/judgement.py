"""The regulation that is in force, ready to judge."""

from zoneinfo import ZoneInfo

from policies.context import Context
from policies.decide import decide
from policies.post import Post
from policies.regulation import Regulation
from policies.verdict import Verdict


class Judge:
    """Holds the regulation and the institution's time zone; judging does no I/O."""

    def __init__(self, regulation: Regulation, timezone: str) -> None:
        self.replace(regulation, timezone)

    def judge(self, post: Post) -> Verdict:
        """What the regulation in force says of a post."""
        return decide(post, self.regulation, self._context)

    def replace(self, regulation: Regulation, timezone: str) -> None:
        """Put another regulation in force, from the next post on."""
        self.regulation = regulation
        self.timezone = ZoneInfo(timezone)
        self._context = Context(timezone=self.timezone)
