"""Whom a word of a sentence is about: the nearest person before it, or right behind it."""

from collections.abc import Sequence

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.names.deed_words import gender
from policies.text.reading import Reading
from policies.text.verbs import Number

_FAR_AHEAD = 4
_FAR_BEHIND_OF_PREVIOUS, _FAR_NOUN_BEHIND = 8, 3
SUBJECTS_ONLY = frozenset(
    {Role.GROUP, Role.STAFF, Role.DOCTOR, Role.ANIMAL, Role.SOME_CHILD, Role.SELF}
)
"""Who matters to a deed only as the one who does it."""


def owner(
    reading: Reading,
    found: Sequence[Actor],
    first: int,
    last: int,
    number: Number,
    subjects_only: frozenset[Role] = SUBJECTS_ONLY,
    ignored: frozenset[Role] = frozenset(),
) -> Actor | None:
    """Whom the words from `first` to `last` are about; None where nobody can be told.

    It is the nearest before them in the sentence that may be the subject of their `number`, else
    the nearest in another case, else who comes right behind, else whom the sentence before names.
    """
    words = reading.words
    sentence = words[first].sentence
    for actor in found:
        if first < actor.first and actor.last < last and actor.role in _SOMEBODY:
            return actor  # «зрение у Миши минус два»
        if first < actor.first and actor.last < last and _is_pronoun(actor):
            return antecedent(reading, found[: found.index(actor)], actor)
    oblique: Actor | None = None
    for place in range(len(found) - 1, -1, -1):
        actor = found[place]
        if actor.last >= first:
            continue
        if words[actor.last].sentence != sentence:
            break
        if actor.role is Role.PLACE and not _is_somewhere(reading, actor, first, number):
            continue
        if actor.vocative or actor.role in ignored:
            continue
        if number is Number.NONE and place and _is_object(reading, actor):
            continue
        if not _may_be_subject(actor, number, subjects_only):
            continue
        person = antecedent(reading, found[:place], actor) if _is_pronoun(actor) else actor
        if oblique is not None and number is Number.PLURAL and not actor.plural:
            continue  # one alone does nothing in the plural: it is done to somebody
        if actor.cases & Case.NOMINATIVE or (number is Number.NONE and actor.role is not Role.SELF):
            return person
        if oblique is None:
            oblique = person
    if oblique is not None:
        subject = _ahead(reading, found, last, number, nominative=True)
        if subject is None or _begins_a_clause(reading, subject, last):
            return oblique
        return subject
    ahead = _ahead(reading, found, last, number, nominative=False)
    if ahead is not None and not (
        ahead.role in subjects_only and "," in reading.quote(last, ahead.first)
    ):
        return ahead
    far = _FAR_BEHIND_OF_PREVIOUS if number is Number.SINGULAR else _FAR_NOUN_BEHIND
    if number is not Number.PLURAL and (first < far or words[first - far].sentence != sentence):
        return _topic(reading, found, sentence - 1)
    return None


def _begins_a_clause(reading: Reading, subject: Actor, last: int) -> bool:
    """«Спасибо Егору, что поделился, мой успокоился»: each does something of his own."""
    return subject.role is Role.RELATIVE and "," in reading.quote(last, subject.first)


def _is_pronoun(actor: Actor) -> bool:
    return actor.role is Role.PRONOUN


def _may_be_subject(actor: Actor, number: Number, subjects_only: frozenset[Role]) -> bool:
    if not actor.cases & Case.NOMINATIVE:
        return actor.role not in subjects_only
    if number is Number.NONE:
        return True
    if actor.role is Role.SELF:
        return number is Number.PLURAL
    return actor.plural is (number is Number.PLURAL) or actor.role is Role.CHILD


def _is_somewhere(reading: Reading, actor: Actor, first: int, number: Number) -> bool:
    """«В группе ветрянка»: it is the place that has what follows."""
    return (
        number is Number.NONE
        and actor.last >= first - 2
        and actor.first > 0
        and reading.words[actor.first - 1].form in ("в", "во", "по", "нашей", "нашем")
    )


def _is_object(reading: Reading, actor: Actor) -> bool:
    """«Била детей, к вечеру 39»: others to whom something is done have nothing of what follows."""
    before = reading.words[actor.first - 1].form if actor.first else ""
    several = actor.role is Role.GROUP or (actor.role is Role.SOME_CHILD and actor.plural)
    return several and not actor.cases & Case.NOMINATIVE and before not in _HAVING


_HAVING = frozenset({"у", "для", "среди", "на", "в", "и"})


def _ahead(
    reading: Reading, found: Sequence[Actor], last: int, number: Number, nominative: bool
) -> Actor | None:
    words = reading.words
    for actor in found:
        if actor.first <= last:
            continue
        if actor.first - last > _FAR_AHEAD or words[actor.first].sentence != words[last].sentence:
            return None
        if actor.vocative or actor.role in (Role.PRONOUN, Role.PLACE, Role.DOCTOR):
            continue
        if nominative and not actor.cases & Case.NOMINATIVE:
            continue
        if _may_be_subject(actor, number, frozenset()):
            return actor
    return None


def antecedent(reading: Reading, before: Sequence[Actor], pronoun: Actor) -> Actor | None:
    """Who «он» is: the last person before, in the same sentence or in the one before it, and a
    named child rather than who says so («рядом с Ксюшей, моя говорит, она…»)."""
    sentence = reading.words[pronoun.first].sentence
    saying: Actor | None = None
    for actor in reversed(before):
        if reading.words[actor.last].sentence < sentence - 1:
            break
        if actor.role not in _SOMEBODY or actor.plural or _is_other(reading, actor, pronoun):
            continue
        if actor.role is Role.ANIMAL and _is_part(reading, actor):
            continue
        if saying is None and _says(reading, actor, pronoun):
            saying = actor
        elif saying is None or actor.role is Role.CHILD:
            return actor._replace(cases=pronoun.cases)
    return None if saying is None else saying._replace(cases=pronoun.cases)


def _is_part(reading: Reading, animal: Actor) -> bool:
    """«Дали роль Снегурочки», «костюм волка»: no animal, nor a puppet."""
    before = reading.words[animal.first - 1].form if animal.first else ""
    return not animal.cases & Case.NOMINATIVE and before.startswith(("рол", "костюм", "маск"))


def _says(reading: Reading, actor: Actor, pronoun: Actor) -> bool:
    """Whether nothing but «говорит» or «сказал, что» stands between somebody and the pronoun."""
    between = [word.form for word in reading.words[actor.last + 1 : pronoun.first]]
    if between[-1:] == ["что"]:
        between.pop()
    return actor.role is Role.RELATIVE and len(between) == 1 and between[0] in _SAYING


_SAYING = frozenset(
    {"говорит", "говорила", "говорил", "сказала", "сказал", "рассказывает", "рассказывала"}
    | {"рассказывал", "рассказала", "рассказал", "жалуется", "жаловалась", "жаловался"}
)


def _is_other(reading: Reading, actor: Actor, pronoun: Actor) -> bool:
    """«Глеба без мамы не берите, он…»: she is not he."""
    if actor.role is not Role.RELATIVE:
        return False
    she = reading.words[pronoun.first].form in _SHE
    return gender(reading.words[actor.last].form) == ("masc" if she else "femn")


_SHE = frozenset({"она", "та", "ее", "нее", "ней", "ей", "нею"})


def _topic(reading: Reading, found: Sequence[Actor], sentence: int) -> Actor | None:
    several = [actor for actor in found if reading.words[actor.last].sentence == sentence]
    return next(
        (actor for actor in several if actor.role in _SOMEBODY and not actor.vocative), None
    )


_SOMEBODY = frozenset(
    {Role.CHILD, Role.FAMILY, Role.ADULT, Role.RELATIVE, Role.POINTED, Role.STAFF, Role.ANIMAL,
     Role.SOME_CHILD}
)  # fmt: skip
