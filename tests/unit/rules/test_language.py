"""Posts in another language; names, brands, songs and Russian in Latin letters are none."""

import pytest
from pydantic import ValidationError

from policies.context import Context
from policies.rules.language import RULE
from policies.text.reading import Reading
from tests.support.detecting import MOSCOW, ends, examples, find
from tests.support.pathological import pathological
from tests.support.posts import post

FOUND = examples("language/found.txt")

INNOCENT = examples("language/innocent.txt")


def test_another_language() -> None:
    assert [text for text in FOUND if find(RULE, text) is None] == []


def test_no_other_language() -> None:
    assert [text for text in INNOCENT if find(RULE, text) is not None] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dear parents, tomorrow the kindergarten is closed", "en"),
        ("Чи потрібно приносити змінне взуття на понеділок", "uk"),
        ("Ертең балабақша жұмыс істей ме, білесіздер ме?", "kk"),
        ("Ertaga bog'cha soat nechada ochiladi?", "uz"),
        ("请问明天几点集合？", "zh"),
        ("Խնդրում եմ ասեք, ժամը քանիսին է ժողովը", "hy"),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    assert find(RULE, text) == {"language": language, "found": text.rstrip("?？")}


def test_one_sentence_of_many_is_enough() -> None:
    text = "Доброе утро всем! Could you please tell me when it starts? Спасибо большое."
    evidence = find(RULE, text)
    assert evidence == {
        "language": "en",
        "found": "Could you please tell me when it starts",
    }


def test_languages_that_are_allowed() -> None:
    text = "Ертең балабақша жұмыс істей ме, білесіздер ме?"
    assert find(RULE, text, allowed=("kk",)) is None
    assert find(RULE, text, allowed=("uz",)) is not None


def test_how_much_is_a_sentence() -> None:
    assert find(RULE, "what is it") is None
    assert find(RULE, "what is it", letters=8) is not None
    assert find(RULE, "Who has the blue jacket", words=6) is None


def test_a_community_of_another_language() -> None:
    detect = RULE.detector(RULE.parameters())
    english = Context(MOSCOW, language="en")
    reading = Reading(post("Dear parents, tomorrow the kindergarten will be closed"))
    assert detect(reading, english) is None
    evidence = detect(Reading(post("Уважаемые родители, завтра детский сад не работает")), english)
    assert evidence is not None
    assert evidence["language"] == "ru"


@pytest.mark.parametrize("wrong", [{"allowed": ["English"]}, {"letters": 1}, {"words": 0}])
def test_parameters_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RULE.parameters.model_validate(wrong)


@pytest.mark.parametrize(("name", "text"), pathological().items())
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
