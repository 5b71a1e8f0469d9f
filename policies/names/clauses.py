"""Which words are of one clause with somebody: a comma, a colon or a dash mostly ends it."""

import re
from collections.abc import Iterator, Sequence

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.text.reading import Reading

_FAR = 15
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
    named = {
        place
        for each in cast
        if each.role in _PEOPLE and actor.last < each.last and each.first < actor.last + _FAR
        for place in range(each.first, each.last + 1)
    }
    over = _parenthesis(reading, actor.last)
    for place in range(actor.last + 1, min(end, actor.last + _FAR)):
        if words[place].sentence != words[actor.last].sentence:
            return
        if place <= over:
            continue
        between = reading.text[words[place - 1].end : words[place].start]
        is_topic = place == actor.last + 1 and between.startswith((":", ","))
        is_topic = is_topic and (between[0] == ":" or not actor.cases & Case.NOMINATIVE)
        if _MARKS.search(between) and not is_topic and place != over + 1:
            return
        if place not in named:
            yield place


def _parenthesis(reading: Reading, last: int) -> int:
    """The word that is only put in behind a name («Миша, оказывается, …»), else one long past."""
    words = reading.words
    if last + 2 >= len(words) or words[last + 1].form not in _PUT_IN:
        return -2
    around = (
        reading.text[words[last].end : words[last + 1].start],
        reading.text[words[last + 1].end : words[last + 2].start],
    )
    return last + 1 if all("," in each for each in around) else -2


_PUT_IN = frozenset(
    {"оказывается", "говорят", "кстати", "конечно", "видимо", "наверное", "похоже", "кажется"}
    | {"например", "вроде", "видать", "увы", "по-моему", "естественно", "наконец", "впрочем"}
)


def later_clauses(reading: Reading, cast: Sequence[Actor], index: int) -> Iterator[int]:
    """The words of the sentence behind the clause of somebody of the cast, until somebody else is
    the subject: «Варя села в угол, краснеет и молчит»."""
    words = reading.words
    actor = cast[index]
    subjects = (each.first for each in cast[index + 1 :] if each.cases & Case.NOMINATIVE)
    end = min(next(subjects, len(words)), actor.last + _FAR)
    own = next(reversed([actor.last, *clause_behind(reading, cast, index)]))
    for place in range(own + 1, end):
        if words[place].sentence != words[actor.last].sentence:
            return
        yield place


def marks_between(reading: Reading, one: int, other: int) -> int:
    """How many commas and the like stand between two words (indices, the first comes first); those
    around a single word («Миша, говорят, …») are one."""
    words = reading.words
    between = _PARENTHESIS.sub(",", reading.text[words[one].end : words[other].start])
    return len(_MARKS.findall(between))
