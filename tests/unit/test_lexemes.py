"""Each word of the lists has a number, and each of its forms is known by it."""

import pytest

from policies.text import lexemes as lexemes_module
from policies.text.lexemes import lexemes_of, numbered
from policies.text.vocabulary import every_form


def test_every_form_of_a_word_has_its_number_and_others_have_not() -> None:
    [(word, number)] = numbered(["самовар"]).items()
    assert word == "самовар"
    assert all(number in lexemes_of(form) for form in every_form(["самовар"]))
    assert number not in lexemes_of("самосвал")


def test_a_form_that_is_meant_alone_has_a_number_of_its_own() -> None:
    numbers = numbered(["баранка", "=баранку"])
    assert set(lexemes_of("баранку")) >= set(numbers.values())
    assert numbers["=баранку"] not in lexemes_of("баранки")


def test_a_word_keeps_its_number_however_it_is_written() -> None:
    assert numbered(["Ёлочка"])["Ёлочка"] == numbered(["елочка"])["елочка"]


def test_a_form_of_two_words_has_both_numbers_in_their_order() -> None:
    first, second = numbered(["печь", "печа"]).values()
    assert [each for each in lexemes_of("печи") if each in (first, second)] == [first, second]


def test_there_are_few_tables_however_many_lists_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexemes_module, "_tables", ())
    monkeypatch.setattr(lexemes_module, "_numbers", ())
    words = [f"=слово{number}" for number in range(300)]
    numbers = {word: numbered([word])[word] for word in words}
    assert len(lexemes_module._tables) < 10
    assert all(lexemes_of(word[1:]) == (numbers[word],) for word in words)


def test_of_what_nobody_can_have_listed_nothing_is_looked_up() -> None:
    assert lexemes_of("ы" * 10_000) == ()
