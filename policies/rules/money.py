"""Money: fires where it is collected or asked for by anybody but the treasurer."""

from policies.context import Context
from policies.file_model import FileModel
from policies.role import Role
from policies.rules.rule import Detector, Rule
from policies.text.collecting import asked_for
from policies.text.reading import Reading
from policies.text.vocabulary import Hit
from policies.verdict import Evidence


class Money(FileModel):
    """`treasurers` are the roles that may collect money."""

    treasurers: tuple[Role, ...] = ("treasurer",)


def detector(parameters: Money) -> Detector:
    """Evidence: the words that ask for money (`found`)."""

    def findings(reading: Reading, context: Context) -> Evidence | None:
        if not reading.post.author.roles.isdisjoint(parameters.treasurers):
            return None
        hit = reading.once(asked_for)
        return {"found": _quote(reading, hit)} if hit else None

    return findings


def _quote(reading: Reading, hit: Hit) -> str:
    """The words with some around them."""
    last = min(len(reading.words) - 1, hit.last + 6)
    return reading.quote(max(0, hit.first - 1), last)[:100]


RULE = Rule("money", Money, detector)
