"""Whose illness is told of, and what is of nobody in particular."""

import pytest

from policies.context import Context
from policies.people import Children
from policies.rules.health import RULE
from policies.text.reading import Reading
from policies.verdict import Evidence
from tests.support.corpus import CHILDREN
from tests.support.detecting import MOSCOW, ends, examples
from tests.support.pathological import pathological
from tests.support.posts import post

DETECT = RULE.detector(RULE.parameters())
ROSTER = Context(MOSCOW, children=Children(CHILDREN))

SOMEBODYS = examples("health/somebodys.txt")
NOBODYS = examples("health/nobodys.txt")
STRANGE = {
    "illnesses": "ангина " * 2_800,
    "illnesses of many": "у детей ангина " * 1_300,
    "illnesses of one": "у Миши " * 2_800,
    "suppositions": "если ангина " * 1_600,
    "fevers": "39,5 " * 4_000,
    "broken parts": "сломал а руку " * 1_400,
}


def found(text: str, context: Context = ROSTER) -> Evidence | None:
    return DETECT(Reading(post(text, roles=("parent",))), context)


def test_somebodys_illness() -> None:
    assert [text for text in SOMEBODYS if found(text) is None] == []


def test_nobodys_illness() -> None:
    assert [text for text in NOBODYS if found(text) is not None] == []


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("добрый день, у Миши ветрянка", "Миши ветрянка"),
        ("у соседского мальчика вши", "мальчика вши"),
        ("моя дочка с температурой 39 лежит", "дочка с температурой"),
        ("У Сони 39 и 2", "Сони 39 и 2"),
        ("нас было 38 человек, а у Сони 39,2", "Сони 39,2"),
    ],
)
def test_evidence(text: str, quoted: str) -> None:
    assert found(text) == {"found": quoted}


def test_what_a_child_does_is_no_illness() -> None:
    assert found("Миша рвёт книги") is None
    assert found("Мишу рвёт") is not None


@pytest.mark.parametrize(("name", "text"), [*pathological().items(), *STRANGE.items()])
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
