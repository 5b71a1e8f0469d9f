"""What is known of words, each of which is looked up once in a post, however many rules ask.

Every word list in a dictionary of its own costs a look-up a word, and there are dozens of them,
none of which stays in a processor's cache. People use few words, and each of them again and again:
what all lists say of a form is put together when it is seen first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from threading import RLock
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import finalize

from policies.text.lexemes import Lexemes, lexemes_of

T = TypeVar("T")

_MOST, _LONGEST = 32_768, 64
"""Forms of which it is kept what is known, some 10 MB, and the letters of the longest of them."""

Answer = Callable[[str, Lexemes], Any]


class Question(Generic[T]):
    """What is to be known of single words, whatever text they stand in, as long as somebody asks.
    What is asked of few posts (`seldom`) costs the others nothing: it is looked up for itself then.

    `answer` is given a form (as `Reading.words` spell) and the numbers of the words that it belongs
    to, and always says the same of it: None of nearly all of them. It must not hold the question
    itself, which would never be forgotten then.
    """

    def __init__(self, answer: Callable[[str, Lexemes], T | None], *, seldom: bool = False) -> None:
        self.number = next(_numbers)
        self.answer = answer
        self.is_seldom = seldom
        with _asking:
            if not seldom:
                _asked[self.number] = answer
            _renew()  # also since there may be other words than before
        if not seldom:
            finalize(self, _forget, self.number).atexit = False

    def answers(self, words: Iterable["Entry"]) -> Sequence[tuple[int, T]]:
        """The places of the words that there is an answer for, in their order, and the answers."""
        said = (
            (place, self.answer(form, lexemes)) for place, (form, lexemes, _) in enumerate(words)
        )
        return [(place, each) for place, each in said if each is not None]


class Entry(NamedTuple):
    """What is known of a form: the numbers of the words that it belongs to, and the numbers of the
    questions that there is an answer to, with the answers."""

    form: str
    lexemes: Lexemes
    answers: tuple[tuple[int, Any], ...]


class Known(dict[str, Entry]):
    """What is known of forms; what was not seen before is asked for."""

    def __init__(self, asked: Mapping[int, Answer]) -> None:
        self.ask(asked)

    def ask(self, asked: Mapping[int, Answer]) -> None:
        """Ask these of what is not known yet."""
        self._asked = tuple(asked.items())

    def __missing__(self, form: str) -> Entry:
        lexemes = lexemes_of(form)
        answers = ((number, answer(form, lexemes)) for number, answer in self._asked)
        known = Entry(form, lexemes, tuple(each for each in answers if each[1] is not None))
        if len(form) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[form] = known
        return known


def answers_in(words: Iterable[Entry]) -> dict[int, Sequence[tuple[int, Any]]]:
    """By the number of a question the places of the words that there is an answer for, in their
    order, and the answers."""
    found: dict[int, Any] = defaultdict(list)
    for place, (_, _, answers) in enumerate(words):
        for number, said in answers:
            found[number].append((place, said))
    return found


def lexicon() -> Known:
    """What is known now: another one as soon as other questions are asked."""
    return _known


def _renew() -> None:
    global _known
    _known = Known(_asked.copy())  # while it is gone through, a question may be forgotten


def _forget(number: int) -> None:
    """What is known of forms stays: nobody asks for the answers to that question any more."""
    with _asking:
        del _asked[number]
        _known.ask(_asked.copy())


_asking = RLock()
"""A regulation is compiled in a thread while others judge. Whoever holds it may take it again: a
question may be forgotten in the middle of anything."""
_numbers = count()
_asked: dict[int, Answer] = {}
_known = Known(_asked)
