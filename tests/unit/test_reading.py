"""A text taken apart."""

import pytest

from policies.rules import RULES
from policies.text.reading import Reading
from tests.support.detecting import find
from tests.support.pathological import pathological
from tests.support.posts import post


def read(text: str) -> Reading:
    return Reading(post(text))


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Ёлка в ЛЕСУ", ["елка", "в", "лесу"]),
        ("чуть-чуть, д'Артаньян", ["чуть-чуть", "д'артаньян"]),
        ("cпacибo hello", ["спасибо", "hello"]),
        ("пizдуем на vыставку", ["пиздуем", "на", "выставку"]),
        ("пожаааалуйста ооо...", ["пожалуйста", "о"]),
        ("СССР, СCСР", ["ссср", "ссср"]),
        ("дом_сад 5-й 12", ["дом", "сад", "5-й", "12"]),
        ("со\u00adкол\u200bов", ["соколов"]),
        ("и\u0306од", ["йод"]),
        ("...", []),
        ("", []),
    ],
)
def test_words_are_spelt_as_vocabularies_spell_them(text: str, forms: list[str]) -> None:
    reading = read(text)
    assert [word.form for word in reading.words] == forms
    assert reading.forms == frozenset(forms)


def test_words_know_where_they_stand() -> None:
    reading = read("  Кот,  пёс и  рыба")
    assert reading.quote(1, 3) == "пёс и  рыба"
    assert [reading.text[word.start : word.end] for word in reading.words][:2] == ["Кот", "пёс"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("раз два", [0, 0]),
        ("раз. два! три", [0, 1, 2]),
        ("раз.два", [0, 0]),
        ("раз\nдва; три…\n\nчетыре", [0, 1, 2, 3]),
        ("... раз", [1]),
        ("раз.", [0]),
    ],
)
def test_words_know_their_sentence(text: str, sentences: list[int]) -> None:
    assert [word.sentence for word in read(text).words] == sentences


def test_letters_that_grow_keep_their_places() -> None:
    reading = read("İ раз")
    assert len(reading.lower) == len(reading.text)
    assert reading.quote(1, 1) == "раз"


@pytest.mark.parametrize("name", pathological())
def test_every_text_can_be_read(name: str) -> None:
    reading = read(pathological()[name])
    assert len(reading.lower) == len(reading.text)
    assert reading.forms == {word.form for word in reading.words}


def test_of_a_long_text_the_first_and_the_last_words_are_looked_at() -> None:
    reading = Reading(post(f"Первое {'слово ' * 2_000}посередине {'слово ' * 2_000}последнее"))
    assert {"первое", "последнее"} <= reading.forms
    assert "посередине" not in reading.forms
    last = reading.words[-1]
    assert reading.text[last.start : last.end] == "последнее"


@pytest.mark.parametrize(
    ("rule", "text"),
    [("links", "spam.example.com"), ("personal_data", "8-912-34-567-89")],
)
def test_numbers_and_addresses_are_found_wherever_they_stand(rule: str, text: str) -> None:
    filler = "слово " * 1_500
    assert find(RULES[rule], f"{filler} {text} {filler}") is not None
