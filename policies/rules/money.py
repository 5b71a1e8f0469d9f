"""Money: fires where it is collected or asked for by anybody but the treasurer."""

from policies.context import Context
from policies.file_model import FileModel
from policies.offers.judging import offers
from policies.offers.signs import vocabulary
from policies.role import Role
from policies.rules.rule import Detector, Rule
from policies.text.collecting import asked_for
from policies.text.reading import Reading
from policies.text.vocabulary import Hit
from policies.verdict import Evidence

_LEAST = 4
"""As much as comes together in what is taken for an offer."""


class Money(FileModel):
    """`treasurers` are the roles that may collect money."""

    treasurers: tuple[Role, ...] = ("treasurer",)


def detector(parameters: Money) -> Detector:
    """Evidence: the words that ask for money (`found`)."""
    vocabulary()

    def findings(reading: Reading, context: Context) -> Evidence | None:
        if not reading.post.author.roles.isdisjoint(parameters.treasurers):
            return None
        hit = reading.once(asked_for)
        if hit is None or _sells(reading):
            return None
        return {"found": _quote(reading, hit)}

    return findings


def _sells(reading: Reading) -> bool:
    """Whether it is a price that is asked for: «набор открыт, 800 с человека»."""
    return any(offer.is_plain for offer in offers(reading, _LEAST))


def _quote(reading: Reading, hit: Hit) -> str:
    """The words with some around them."""
    last = min(len(reading.words) - 1, hit.last + 6)
    return reading.quote(max(0, hit.first - 1), last)[:100]


RULE = Rule("money", Money, detector)
