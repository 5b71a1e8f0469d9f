"""Politics and calls to a faith; what a group elects, remembers and celebrates is none."""

import pytest

from policies.rules.politics import RULE
from tests.support.detecting import ends, examples, find
from tests.support.pathological import pathological

FOUND = examples("politics/found.txt")

INNOCENT = examples("politics/innocent.txt")


def test_politics() -> None:
    assert [text for text in FOUND if find(RULE, text) is None] == []


def test_no_politics() -> None:
    assert [text for text in INNOCENT if find(RULE, text) is not None] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("все за КПРФ!", "КПРФ"),
        ("Власть ворует, чиновники врут", "Власть, чиновники"),
        ("площадь Путина", None),
        ("Путин и Трамп", "Путин, Трамп"),
    ],
)
def test_evidence_is_what_was_written(text: str, found: str | None) -> None:
    assert find(RULE, text) == (None if found is None else {"found": found})


def test_words_of_ones_own() -> None:
    assert find(RULE, "опять эта стройка") is None
    assert find(RULE, "опять эта стройка", also=("стройка",)) == {"found": "стройка"}
    assert find(RULE, "депутат придёт", allowed=("депутат",)) is None
    assert find(RULE, "опять депутатов ждём", allowed=("Депутат",)) is None


@pytest.mark.parametrize(("name", "text"), pathological().items())
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
