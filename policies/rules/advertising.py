"""Advertising: fires on offers of goods, services, paid classes, earnings and journeys."""

from typing import Annotated

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.offers.judging import offers
from policies.offers.signs import vocabulary
from policies.rules.rule import Detector, Rule
from policies.text.collecting import asked_for
from policies.text.reading import Reading
from policies.text.vocabulary import Hit
from policies.verdict import Evidence


class Advertising(FileModel):
    """`threshold` is how much has to come together before it is an offer: the higher, the fewer
    offers are found, and the fewer posts are taken for one."""

    threshold: Annotated[int, Field(ge=1, le=20)] = 4


def detector(parameters: Advertising) -> Detector:
    """Evidence: the words that offer (`found`) and how much came together (`weight`)."""
    vocabulary()

    def findings(reading: Reading, context: Context) -> Evidence | None:
        for offer in offers(reading, parameters.threshold):
            if offer.is_plain or reading.once(asked_for) is None:
                return {"found": _quote(reading, offer.strongest), "weight": offer.weight}
        return None

    return findings


def _quote(reading: Reading, hit: Hit) -> str:
    """The words with what is said next."""
    return reading.quote(hit.first, min(len(reading.words) - 1, hit.last + 6))[:100]


RULE = Rule("advertising", Advertising, detector, heuristic=True)
