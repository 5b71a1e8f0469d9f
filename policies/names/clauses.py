"""Which words are of one clause with somebody: a comma, a colon or a dash mostly ends it."""

import re
from collections.abc import Iterator, Sequence

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.text.reading import Reading

_FAR = 12
"""Words behind a name among which its deed is looked for."""
_MARKS = re.compile(r"[,:;(—–]|[\s)] ?- ")
_PARENTHESIS = re.compile(r", ?\w+,")
_PEOPLE = frozenset({Role.CHILD, Role.FAMILY})


def clause_behind(reading: Reading, cast: Sequence[Actor], index: int) -> Iterator[int]:
    """The words behind somebody of the cast that are of the same clause, names left out; behind
    «про Егора:» the clause after the colon."""
    words = reading.words
    actor = cast[index]
    subjects = (
        each.first
        for each in cast[index + 1 :]
        if each.cases & Case.NOMINATIVE and each.role is not Role.CHILD
    )
    end = next(subjects, len(words))
    named = [each for each in cast if each.role in _PEOPLE]
    for place in range(actor.last + 1, min(end, actor.last + _FAR)):
        if words[place].sentence != words[actor.last].sentence:
            return
        between = reading.text[words[place - 1].end : words[place].start]
        is_topic = place == actor.last + 1 and between.startswith(":")
        if _MARKS.search(between) and not is_topic:
            return
        if not any(each.first <= place <= each.last for each in named):
            yield place


def marks_between(reading: Reading, one: int, other: int) -> int:
    """How many commas and the like stand between two words (indices, the first comes first); those
    around a single word («Миша, говорят, …») are one."""
    words = reading.words
    between = _PARENTHESIS.sub(",", reading.text[words[one].end : words[other].start])
    return len(_MARKS.findall(between))
