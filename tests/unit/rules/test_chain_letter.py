"""What asks to be passed on, hoaxes and scares; what a group tells each other is none."""

from dataclasses import replace

import pytest

from policies.rules.chain_letter import RULE
from tests.support.detecting import ends, examples, find
from tests.support.pathological import pathological
from tests.support.posts import post

FOUND = examples("chain_letter/found.txt")

INNOCENT = examples("chain_letter/innocent.txt")

APPEALS = examples("chain_letter/appeals.txt")


def test_chain_letters() -> None:
    assert [text for text in FOUND if find(RULE, text) is None] == []


def test_no_chain_letters() -> None:
    assert [text for text in INNOCENT if find(RULE, text) is not None] == []


def test_what_is_forwarded_is_read_with_less_trust() -> None:
    text = "Закройте двери, ходят по домам"
    assert find(RULE, text) is None
    assert find(RULE, replace(post(text), forwarded=True)) is not None


def test_appeals_for_animals_are_none_unless_they_ask_to_be_passed_on() -> None:
    assert [text for text in APPEALS if find(RULE, text) is not None] == []
    assert [text for text in APPEALS if find(RULE, text, animals=True) is None] == []
    assert find(RULE, f"{APPEALS[0]}. Разошлите по своим чатам") is not None


def test_evidence_is_what_was_written() -> None:
    text = "Перешлите всем! Похищают детей, знакомая из МВД сказала"
    evidence = find(RULE, text)
    assert evidence is not None
    assert str(evidence["found"]).startswith("Перешлите, Похищают, из МВД")


@pytest.mark.parametrize(("name", "text"), pathological().items())
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
