"""Who asks for money, and who only speaks of it."""

import pytest

from policies.rules.money import RULE
from tests.support.detecting import ends, examples, find
from tests.support.pathological import pathological
from tests.support.posts import post

ASKED_FOR = examples("money/asked-for.txt")
SPOKEN_OF = examples("money/spoken-of.txt")


def test_money_is_asked_for() -> None:
    assert [text for text in ASKED_FOR if find(RULE, text) is None] == []


def test_money_is_spoken_of() -> None:
    assert [text for text in SPOKEN_OF if find(RULE, text) is not None] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Всем привет! Давайте скинемся на пиццу", "Давайте скинемся на пиццу"),
        ("По 300 на открытки", "По 300 на открытки"),
        (
            "мамы, сдаём деньги на охрану до десятого числа, кто может",
            "мамы, сдаём деньги на охрану до десятого числа",
        ),
    ],
)
def test_evidence(text: str, found: str) -> None:
    assert find(RULE, text) == {"found": found}


def test_evidence_is_short() -> None:
    evidence = find(RULE, "сдаём деньги " + "очень" * 100)
    assert evidence is not None
    assert len(str(evidence["found"])) <= 100


def test_the_treasurer_may_collect() -> None:
    text = "Сдаём по 500 рублей на подарки"
    assert find(RULE, post(text, roles=("parent", "treasurer"))) is None
    assert find(RULE, post(text, roles=("educator",))) is not None
    assert find(RULE, post(text, roles=("head",)), treasurers=["head", "deputy"]) is None
    assert find(RULE, post(text, roles=("treasurer",)), treasurers=[]) is not None


@pytest.mark.parametrize(("name", "text"), pathological().items())
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
