"""What is compiled goes as soon as nobody has it, without being looked for: it is in no circle."""

import gc
from collections.abc import Callable, Iterator
from weakref import ref

import pytest

from policies.abuse.words import AbuseWords
from policies.people import Staff
from policies.rules import RULES
from policies.text import lexicon
from policies.text.lexicon import Question
from policies.text.mat import Mat
from policies.text.reading import Reading
from tests.support.corpus import CONTEXT
from tests.support.posts import post


@pytest.fixture(autouse=True)
def nothing_is_looked_for() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def _staff() -> Staff:
    staff = Staff(("Анна Сергеевна (воспитатель)",))
    staff.imitated("Анна Сергеевна")
    return staff


def _mat() -> Mat:
    mat = Mat(also=("балбес",))
    mat.is_suspect("балбес")
    return mat


@pytest.mark.parametrize("make", [_staff, _mat, lambda: AbuseWords(also=("балбес",))])
def test_what_is_given_up_goes(make: Callable[[], object]) -> None:
    made = make()
    still = ref(made)
    gc.freeze()
    del made
    assert still() is None


@pytest.mark.parametrize("rule", ["insult", "obscenity"])
def test_the_words_of_a_clause_are_asked_for_no_more_without_it(rule: str) -> None:
    made = RULES[rule]
    parameters = made.parameters.model_validate({"also": ["балбес"]})
    made.detector(parameters)  # what all of its clauses share is made once
    before = frozenset(lexicon._asked)
    detector = made.detector(parameters)
    detector(Reading(post("Вот балбес")), CONTEXT)
    assert before < frozenset(lexicon._asked)
    gc.freeze()
    del detector
    assert before == frozenset(lexicon._asked)


def test_what_is_known_stays_when_a_question_is_given_up() -> None:
    class _Answer:
        def __call__(self, form: str, _: object) -> str | None:
            return "б" if form.startswith("б") else None

    answer = _Answer()
    question, still = Question(answer), ref(answer)
    other = Question(lambda form, _: len(form))
    known = lexicon.lexicon()
    assert (question.number, "б") in known["балбес"].answers
    del question, answer
    assert still() is None
    assert lexicon.lexicon() is known
    assert "балбес" in known
    assert (other.number, 4) in known["бобр"].answers
    assert "б" not in [said for _, said in known["бобр"].answers]
