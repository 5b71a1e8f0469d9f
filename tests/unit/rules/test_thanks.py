"""Posts that say nothing but thanks, congratulations and agreement."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from policies.post import PostKind
from policies.rules.thanks import RULE
from tests.support.detecting import ends, examples, find
from tests.support.posts import post

NOTHING_ELSE = examples("thanks/nothing-else.txt")
INFORMATION = examples("thanks/information.txt")


def test_nothing_else() -> None:
    assert [
        text for text in NOTHING_ELSE if find(RULE, text) != {"found": text.strip()[:100]}
    ] == []


def test_information() -> None:
    assert [text for text in INFORMATION if find(RULE, text) is not None] == []


@pytest.mark.parametrize("text", ["", " ", "!", "...", "—", "?", "№", "\u200b", "1", "5+"])
def test_next_to_nothing(text: str) -> None:
    assert find(RULE, text) is None


def test_several_lines() -> None:
    letter = """Дорогие наши воспитатели!
Поздравляем вас с праздником!
Желаем крепкого здоровья, терпения и благодарных родителей.

С уважением, семья Соколовых"""
    assert find(RULE, letter) is not None
    assert find(RULE, f"{letter}\nP.S. Завтра нас не будет") is None


@pytest.mark.parametrize(
    ("kinds", "quiet", "free"),
    [
        (["thanks"], ["спасибо", "не за что"], ["да", "с праздником!", "+", "👍", "ок, спасибо"]),
        (["congratulation"], ["с праздником!", "здоровья всем"], ["спасибо", "за", "👍"]),
        (["agreement"], ["да", "за", "согласна", "хорошо)"], ["+", "спасибо", "👍"]),
        (["plus"], ["+", "+1"], ["да", "спасибо", "👍"]),
        (["emoji"], ["👍", "🙏🙏", ")))"], ["+", "да", "спасибо"]),
    ],
)
def test_some_kinds_only(kinds: list[str], quiet: list[str], free: list[str]) -> None:
    assert [text for text in quiet if find(RULE, text, kinds=kinds) is None] == []
    assert [text for text in free if find(RULE, text, kinds=kinds) is not None] == []


def test_further_words_for_a_quiet_hour() -> None:
    also = ["доброе утро", "мы пришли"]
    for text in ("Доброе утро!", "доброго утра всем ☀️", "Мы пришли", "Мы пришли, спасибо"):
        assert find(RULE, text) is None or "спасибо" in text
        assert find(RULE, text, also=also) is not None
    assert find(RULE, "Доброе утро! Нас сегодня не будет", also=also) is None


@pytest.mark.parametrize("wrong", [{"kinds": []}, {"kinds": ["bye"]}, {"also": [""]}])
def test_parameters_that_are_none(wrong: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError):
        RULE.parameters.model_validate(wrong)


@pytest.mark.parametrize("entry", ["*", "=", "...", "да*", "=да", "a  b", "-", "да,нет"])
def test_further_words_are_plain_words(entry: str) -> None:
    with pytest.raises(ValidationError):
        RULE.parameters.model_validate({"also": [entry]})


def test_a_picture_says_something() -> None:
    card = replace(post("С праздником!", roles=("parent",)), kind=PostKind.PHOTO)
    assert find(RULE, card) is None


PIECES = ["спасибо ", "спасибо за ", "да,", "с с с днем ", "« ", "+", "🙏", "что что ", "Маша "]


@pytest.mark.parametrize("piece", PIECES)
def test_no_text_takes_long(piece: str) -> None:
    ends(RULE, (piece * 20_000)[:20_000])
    ends(RULE, piece * 60)
