"""The dictionary says what it always did, and its automata in Python are not held in memory."""

import subprocess
import sys

from pymorphy3 import MorphAnalyzer

from policies.text.mapped_dictionary import let_pages_go
from policies.text.morphology import analyzer

WORDS = ("стали", "ёлочка", "елочка", "мишки", "варкалось", "хливкие", "по-быстрому", "")

WITHOUT_EXTENSION = """
import sys
sys.modules["dawg"] = None  # as where it is not to be had
from array import array
from policies.text.morphology import analyzer
from tests.unit import test_mapped_dictionary
dictionary = analyzer().dictionary
estimator = analyzer().prob_estimator.p_t_given_w
for automaton in (dictionary.words, *dictionary.prediction_suffixes_dawgs, estimator):
    assert not isinstance(automaton.dct._units, array)
    assert not isinstance(automaton.guide._units, array)
test_mapped_dictionary.test_words_known_and_unknown_are_read_as_from_the_whole_dictionary()
"""


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


def test_automata_in_python_are_no_copies_of_their_files() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT_EXTENSION], check=True)
