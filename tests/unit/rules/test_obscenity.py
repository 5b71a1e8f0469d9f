"""Mat in all its disguises, and the innocent words that look like it."""

import pytest

from policies.rules.obscenity import RULE
from tests.support.detecting import ends, examples, find
from tests.support.pathological import pathological

WRITTEN_OUT = examples("obscenity/written-out.txt")

DISGUISED = examples("obscenity/disguised.txt")

INNOCENT = examples("obscenity/innocent.txt")


def test_mat() -> None:
    assert [text for text in WRITTEN_OUT if find(RULE, text) is None] == []


def test_mat_in_disguise() -> None:
    assert [text for text in DISGUISED if find(RULE, text) is None] == []


@pytest.mark.parametrize("text", ["хуй\u200bня", "х\u00adуй"])
def test_letters_that_nobody_sees_hide_nothing(text: str) -> None:
    assert find(RULE, text) is not None


def test_innocent_words() -> None:
    assert [text for text in INNOCENT if find(RULE, text) is not None] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ну что за Хуйня?", "Хуйня"),
        ("это п и з д е ц и всё", "п и з д е ц"),
        ("ну пиз дец какой-то", "пиз дец"),
        ("опять бл@ть!", "бл@ть!"),
        ("ну Blyat опять", "Blyat"),
        ("иди на *** уже", "иди на ***"),
        ("по-хуй мне", "по-хуй"),
    ],
)
def test_evidence_is_what_was_written(text: str, found: str) -> None:
    assert find(RULE, text) == {"found": found}


@pytest.mark.parametrize(
    "text", ["жопа", "что за херня", "нахер надо", "говно", "засранцы", "хер с ним", "х*рня"]
)
def test_rude_words_count_where_they_are_wanted(text: str) -> None:
    assert find(RULE, text) is None
    assert find(RULE, text, coarse=True) is not None


def test_words_of_ones_own() -> None:
    assert find(RULE, "ну и блинский") is None
    assert find(RULE, "ну и блинский", also=("блинский",)) == {"found": "блинский"}
    assert find(RULE, "шлюхи прошли", allowed=("шлюха",)) is None


@pytest.mark.parametrize(
    "written",
    ["хуйня", "ххххуйня", "хyйня", "п и з д е ц", "пи-здец", "б л я т ь", "нахуй-то", "сука"],
)
@pytest.mark.parametrize("before", [3_995, 5_000, 10_000, 17_990])
def test_the_middle_of_a_long_text_is_looked_at(written: str, before: int) -> None:
    text = "Завтра утренник. " * 1_200
    text = f"{text[:before]} {written} {text[before:]}"
    assert find(RULE, text) is not None


def test_innocent_words_in_the_middle_of_a_long_text() -> None:
    middle = "Птица сидит на суку. Застрахуйте детей, потребляйте рубля, д. 5 к. 2 а. "
    assert find(RULE, "Завтра утренник. " * 500 + middle + "Завтра утренник. " * 500) is None


@pytest.mark.parametrize(("name", "text"), pathological().items())
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
