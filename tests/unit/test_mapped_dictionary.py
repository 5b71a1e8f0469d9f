"""The dictionary is not held in memory, and says what it always did."""

from array import array

from pymorphy3 import MorphAnalyzer

from policies.text.mapped_dictionary import let_pages_go
from policies.text.morphology import analyzer

WORDS = ("стали", "ёлочка", "елочка", "мишки", "варкалось", "хливкие", "по-быстрому", "")


def parsed(whole: MorphAnalyzer) -> list[tuple[str, str, float]]:
    return [
        (form.word, str(form.tag), each.score)
        for word in WORDS
        for each in whole.parse(word)
        for form in each.lexeme
    ]


def test_words_known_and_unknown_are_read_as_from_the_whole_dictionary() -> None:
    let_pages_go()
    assert parsed(analyzer()) == parsed(MorphAnalyzer(lang="ru"))


def test_its_automata_are_no_copies_of_their_files() -> None:
    dictionary = analyzer().dictionary
    estimator = analyzer().prob_estimator.p_t_given_w
    for automaton in (dictionary.words, *dictionary.prediction_suffixes_dawgs, estimator):
        assert not isinstance(automaton.dct._units, array)
        assert not isinstance(automaton.guide._units, array)
