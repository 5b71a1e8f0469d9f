"""Abuse of people, and the same words about things, in tales and of oneself."""

import pytest

from policies.rules.insult import RULE
from tests.support.detecting import ends, examples, find
from tests.support.pathological import pathological

FOUND = examples("insult/found.txt")

INNOCENT = examples("insult/innocent.txt")


def test_abuse() -> None:
    assert [text for text in FOUND if find(RULE, text) is None] == []


def test_no_abuse() -> None:
    assert [text for text in INNOCENT if find(RULE, text) is not None] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Серёж, ты Дебил?", "Дебил"),
        ("ну ты и д*ра, Лена", "д*ра"),
        ("наша мамаша-истеричка пришла", "мамаша-истеричка"),
        ("закрой свой поганый рот уже", "закрой свой поганый рот"),
        ("вы тут все стадо баранов", "стадо"),
    ],
)
def test_evidence_is_what_was_written(text: str, found: str) -> None:
    assert find(RULE, text) == {"found": found}


def test_words_of_ones_own() -> None:
    assert find(RULE, "ну вы и барабашка") is None
    assert find(RULE, "ну вы и барабашка", also=("барабашка",)) == {"found": "барабашка"}
    assert find(RULE, "вы клуша") is not None
    assert find(RULE, "вы клуша", allowed=("клуша",)) is None


@pytest.mark.parametrize(("name", "text"), pathological().items())
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
