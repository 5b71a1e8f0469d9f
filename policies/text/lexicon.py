"""What is known of words, each of which is looked up once in a post, however many rules ask.

Every word list in a dictionary of its own costs a look-up a word, and there are dozens of them,
none of which stays in a processor's cache. People use few words, and each of them again and again:
what all lists say of a form is put together when it is seen first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from threading import RLock
from typing import Any, Generic, TypeVar
from weakref import finalize

T = TypeVar("T")

_MOST = 32_768
"""Forms of which it is kept what is known; they take some 10 MB."""

Answer = Callable[[str], Any]


class Question(Generic[T]):
    """What is to be known of single words, whatever text they stand in, as long as somebody asks.

    `answer` is given a form (as `Reading.words` spell) and always says the same of it: None of
    nearly all of them. It must not hold the question itself, which would never be forgotten then.
    """

    def __init__(self, answer: Callable[[str], T | None]) -> None:
        self.number = next(_numbers)
        with _asking:
            _asked[self.number] = answer
            _renew()
        finalize(self, _forget, self.number).atexit = False


class Known(dict[str, tuple[tuple[int, Any], ...]]):
    """By form the numbers of the questions that there is an answer to, with the answers; what was
    not seen before is asked for."""

    def __init__(self, asked: Mapping[int, Answer]) -> None:
        self._asked = tuple(asked.items())

    def __missing__(self, form: str) -> tuple[tuple[int, Any], ...]:
        if len(self) >= _MOST:
            self.clear()
        found = []
        for number, answer in self._asked:
            said = answer(form)
            if said is not None:
                found.append((number, said))
        known = self[form] = tuple(found)
        return known

    def answers(self, forms: Iterable[str]) -> Mapping[int, Sequence[tuple[int, Any]]]:
        """By the number of a question the places of the words that there is an answer for, in
        their order, and the answers."""
        answers: dict[int, list[tuple[int, Any]]] = {}
        for place, known in enumerate(map(self.__getitem__, forms)):
            for number, said in known:
                if number in answers:
                    answers[number].append((place, said))
                else:
                    answers[number] = [(place, said)]
        return answers


def lexicon() -> Known:
    """What is known now: another one as soon as other questions are asked."""
    return _known


def _renew() -> None:
    global _known
    _known = Known(_asked.copy())  # while it is gone through, a question may be forgotten


def _forget(number: int) -> None:
    with _asking:
        del _asked[number]
        _renew()


_asking = RLock()
"""A regulation is compiled in a thread while others judge. Whoever holds it may take it again: a
question may be forgotten in the middle of anything."""
_numbers = count()
_asked: dict[int, Answer] = {}
_known = Known(_asked)
