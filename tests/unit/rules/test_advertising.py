"""What is an offer, and what only speaks of goods and services."""

import pytest
from pydantic import ValidationError

from policies.rules.advertising import RULE
from tests.support.detecting import ends, examples, find
from tests.support.pathological import pathological

OFFERS = examples("advertising/offers.txt")
OTHERS = examples("advertising/others.txt")


def test_offers() -> None:
    assert [text for text in OFFERS if find(RULE, text) is None] == []


def test_what_offers_nothing() -> None:
    assert [text for text in OTHERS if find(RULE, text) is not None] == []


def test_evidence() -> None:
    assert find(RULE, "Девочки, продам коляску, 7000") == {
        "found": "продам коляску, 7000",
        "weight": 8,
    }


def test_who_collects_money_sells_nothing() -> None:
    assert find(RULE, "Собираем на костюмы и игрушки по 500 рублей, переводить мне") is None


def test_the_threshold_can_be_set() -> None:
    text = "подруга делает торты"
    assert find(RULE, text, threshold=4) is not None
    assert find(RULE, text, threshold=5) is None
    with pytest.raises(ValidationError):
        find(RULE, text, threshold=0)


@pytest.mark.parametrize(("name", "text"), pathological().items())
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
