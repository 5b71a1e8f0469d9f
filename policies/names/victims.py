"""To whom something is done: «облил девочку», «Надю обижают»."""

from collections.abc import Sequence

from policies.names.actor import Actor, Role
from policies.names.clauses import marks_between
from policies.names.declension import Case
from policies.names.deed_words import is_yet_to_come
from policies.names.subjects import word_before
from policies.text.reading import Reading
from policies.text.verbs import Number
from policies.text.vocabulary import Hit

_CHILDREN = frozenset({Role.CHILD, Role.RELATIVE, Role.POINTED, Role.SOME_CHILD})


def has_victim(reading: Reading, cast: Sequence[Actor], index: int) -> bool:
    """«Облил девочку», «отрезал Варе бант»; not «ночует у тёти», «приехал с братом», nor whom the
    next sentence is about."""
    words = reading.words
    sentence = words[cast[index].last].sentence
    return any(
        words[each.first].sentence == sentence
        and each.role in _CHILDREN
        and not each.cases & Case.NOMINATIVE
        and (each.role is not Role.CHILD or each.roster or each.young)
        and (each.role is not Role.RELATIVE or word_before(reading, each) not in _WITH)
        for each in cast[index + 1 :]
    )


_WITH = frozenset({"у", "с", "со", "к", "ко", "от", "без", "для", "до", "из", "при"})


def hurt_by_others(
    reading: Reading, cast: Sequence[Actor], hit: Hit, number: Number
) -> Actor | None:
    """«Надю обижают старшие»: no animal, nor what they only might do."""
    if number is not Number.PLURAL or is_yet_to_come(reading.words[hit.last].form):
        return None
    sentence = reading.words[hit.first].sentence
    near = [each for each in cast if reading.words[each.first].sentence == sentence]
    if any(each.role is Role.ANIMAL for each in near):
        return None
    return next(
        (
            each
            for each in near
            if each.role is Role.CHILD
            and each.roster
            and each.cases & Case.ACCUSATIVE
            and not each.cases & Case.NOMINATIVE
            and 0 < hit.first - each.last <= _FAR_HURT
            and not marks_between(reading, each.last, hit.first)
        ),
        None,
    )


_FAR_HURT = 4
