"""What is known of words, each of which is looked up once in a post, however many rules ask.

Every word list in a dictionary of its own costs a look-up a word, and there are dozens of them,
none of which stays in a processor's cache. People use few words, and each of them again and again:
what all lists say of a form is put together when it is seen first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")

_MOST = 32_768
"""Forms of which it is kept what is known; they take some 10 MB."""


class Question(Generic[T]):
    """What is to be known of single words, whatever text they stand in.

    `answer` is given a form (as `Reading.words` spell) and always says the same of it: None of
    nearly all of them.
    """

    def __init__(self, answer: Callable[[str], T | None]) -> None:
        self.answer = answer
        self.number = next(_numbers)
        _questions[self.number] = self
        _renew()


class Known(dict[str, tuple[tuple[int, Any], ...]]):
    """By form the answers to the questions that there were, by their numbers; what was not seen
    before is asked for."""

    def __missing__(self, form: str) -> tuple[tuple[int, Any], ...]:
        if len(self) >= _MOST:
            self.clear()
        found = ((each.number, each.answer(form)) for each in [*_questions.values()])
        known = self[form] = tuple(pair for pair in found if pair[1] is not None)
        return known

    def answers(self, forms: Iterable[str]) -> Mapping[int, Sequence[tuple[int, Any]]]:
        """By the number of a question the places of the words that there is an answer for, in
        their order, and the answers."""
        answers: dict[int, list[tuple[int, Any]]] = {}
        for place, known in enumerate(map(self.__getitem__, forms)):
            for number, answer in known:
                if number in answers:
                    answers[number].append((place, answer))
                else:
                    answers[number] = [(place, answer)]
        return answers


def lexicon() -> Known:
    """What is known now: another one as soon as there is another question."""
    return _known


def _renew() -> None:
    global _known
    _known = Known()


_numbers = count()
_questions = WeakValueDictionary[int, Question[Any]]()
_known = Known()
