"""Which named child is meant where nobody does anything: the one next to the words that tell it."""

from collections.abc import Sequence

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.names.deed_words import signs_of_conduct
from policies.names.describing import describes
from policies.names.ownership import owner
from policies.names.subjects import is_of_a_group
from policies.text.reading import Reading
from policies.text.verbs import Number
from policies.text.vocabulary import Hit
from policies.words import words_of


def nearest_child(reading: Reading, cast: Sequence[Actor], hit: Hit) -> Actor | None:
    """The child in the sentence that is next to a found entry, before it rather than behind."""
    sentence = reading.words[hit.first].sentence
    named = [
        actor
        for actor in cast
        if is_child(reading, actor, hit)
        and not is_maker(reading, actor)
        and not actor.vocative
        and reading.words[actor.first].sentence == sentence
    ]
    if hit.entry in _BEFORE_A_NAME:
        following = hit.last + 1
        if following + 1 < len(reading.words) and reading.words[following].form in _WHOSE:
            following += 1
        behind = next((actor for actor in cast if actor.first == following), None)
        if behind is None or behind.role is not Role.PRONOUN:
            return behind if behind in named else None
    before = [actor for actor in named if actor.last < hit.first]
    if before:
        return before[-1]
    if named:
        return named[0]
    person = owner(reading, cast, hit.first, hit.last, Number.NONE)
    if person is None or not is_child(reading, person, hit) or is_maker(reading, person):
        return None
    return person


_WHOSE = frozenset(
    {"ваш", "вашего", "вашей", "вашим", "вашу", "наш", "нашего", "нашей", "нашим", "нашу"}
    | {"этого", "этой", "этим"}
)
_BEFORE_A_NAME = frozenset(
    {"из-за", "обсудить", "похвалить", "хочу отметить", "хочется отметить", "хотелось отметить"}
    | {"хочу выделить", "хочется выделить", "подальше от", "держаться подальше от"}
    | {"не разрешать ... играть с", "запретить ... играть с"}
)


def is_child(reading: Reading, actor: Actor, hit: Hit) -> bool:
    """Whether a name is a child's where that is said of it which was found."""
    if actor.role is not Role.CHILD:
        return False
    if actor.by_surname and hit.tag != "any" and hit.entry in _GROWN_TOO:
        return is_of_a_group(reading, actor) or _is_among_children(reading, hit)
    if actor.roster or (actor.sure and actor.young):
        return True
    if actor.sure:
        return hit.entry not in _GROWN_TOO or is_of_a_group(reading, actor)
    does = hit.tag in ("acts", "able") or hit.entry in _SPEAKING
    return actor.young and does and reading.text[reading.words[actor.first].start].isupper()


def _is_among_children(reading: Reading, hit: Hit) -> bool:
    """«Волков командует на площадке, мой приходит и плачет»: no parent does."""
    signs = signs_of_conduct(True)
    words = reading.words
    return any(
        word.form in signs
        or word.form.startswith(words_of("neutral_deeds")["playground"])
        or (word.form in _MINE and not describes(reading, place))
        for place, word in enumerate(words)
        if abs(word.sentence - words[hit.first].sentence) <= 1
    )


_MINE = frozenset({"мой", "моя", "моего", "моему", "мою", "моей"})
_GROWN_TOO = frozenset(words_of("neutral_deeds")["grown too"])
_SPEAKING = frozenset({"по русски", "по-русски"})
"""No rose does."""


def is_maker(reading: Reading, actor: Actor) -> bool:
    """«Рисунок Ксюши занял первое место»."""
    before = reading.words[actor.first - 1].form if actor.first else ""
    return not actor.cases & Case.NOMINATIVE and before in words_of("neutral_deeds")["works"]
