"""What a named child does, in the Russian of those who only learn it: «Тимофей мой дочка бить»."""

from collections.abc import Sequence
from itertools import pairwise

from policies.names.actor import Actor, Role
from policies.names.clauses import marks_between
from policies.names.declension import Case
from policies.names.deed_words import part_of_speech
from policies.text.reading import Reading
from policies.text.vocabulary import Hit

_FAR = 6
"""Words between the name and the verb."""
_OURS = frozenset({"мой", "моя", "моего", "мою", "наш", "наша"})
_HURT = frozenset({Role.RELATIVE, Role.SOME_CHILD, Role.POINTED})


def who_does(reading: Reading, cast: Sequence[Actor], hit: Hit) -> Actor | None:
    """The child whose name stands beside somebody of the author's, both in the nominative, before
    an infinitive that tells what the one does to the other."""
    if part_of_speech(reading.words[hit.last].form) != "INFN":
        return None
    for child, other in pairwise(cast):
        if (
            child.role is Role.CHILD
            and (child.roster or child.young)
            and child.cases & Case.NOMINATIVE
            and other.role in _HURT
            and other.cases & Case.NOMINATIVE
            and child.last < other.first < hit.first <= child.last + _FAR
            and reading.words[child.last + 1].form in _OURS
            and not marks_between(reading, child.last, hit.first)
        ):
            return child
    return None
