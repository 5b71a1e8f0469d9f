"""Talk about one child in a common room: fires where a post says what a named child does, is or is
able to, or tells of its family."""

from collections.abc import Sequence

from policies.context import Context
from policies.file_model import FileModel
from policies.names.actors import Actor, Role, actors
from policies.names.declension import Case
from policies.names.deed_words import is_thing_that_does
from policies.names.deeds import (
    deed,
    does_another,
    is_alone,
    is_of_a_group,
    is_predicate,
    named_before,
)
from policies.names.ownership import owner
from policies.names.saying import told_to_another
from policies.names.tales import people
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.text.verbs import Number, numbers
from policies.text.vocabulary import Hit, Vocabulary
from policies.verdict import Evidence
from policies.words import words_of


class ChildTalk(FileModel):
    """Children of the roster are known in every case form and diminutive, others by Russian given
    names; there is nothing to set."""


_PART_OF_BIRTHDAY = ("поздрав", "именинни", "с днем рожд", "с днюх", "с днем варен", "с др ")


def detector(parameters: ChildTalk) -> Detector:
    """Evidence: what was written from the child's name to what is said of it, and whether that is
    about the child or its family."""
    words = words_of("child_talk")
    vocabulary = Vocabulary(words)
    known = numbers(entry for entries in words.values() for entry in entries)
    illnesses = Vocabulary({"illness": words_of("health")["illness"]})

    def findings(reading: Reading, context: Context) -> Evidence | None:
        if not context.children.named(reading):
            return None
        if any(wish in reading.lower for wish in _PART_OF_BIRTHDAY):
            return None
        cast = people(reading, actors(reading, context.children))
        if not any(actor.role in _NAMED for actor in cast):
            return None
        for hit in vocabulary.find(reading)[:_MOST_HITS]:
            if _is_name(reading, cast, hit):
                continue
            person = _talked_of(reading, cast, hit, _number(reading, hit, known))
            if person is not None and (hit.tag != "any" or not illnesses.find(reading)):
                first, last = min(person.first, hit.first), max(person.last, hit.last)
                return {"found": reading.quote(first, last)[:100], "about": _ABOUT[hit.tag]}
        words_of_deed = deed(reading, cast) or told_to_another(reading, cast)
        if words_of_deed is None or _is_of_an_illness(
            reading, illnesses.find(reading), *words_of_deed
        ):
            return None
        return {"found": reading.quote(*words_of_deed)[:100], "about": "child"}

    return findings


def _is_of_an_illness(reading: Reading, hits: Sequence[Hit], first: int, last: int) -> bool:
    """«Соня с ротавирусом, ничего в ней не держится»: that is health."""
    return any(
        first < hit.first <= last + 2 and reading.words[hit.first - 1].form in _ILL_WITH
        for hit in hits
    )


_ILL_WITH = frozenset({"с", "со", "от", "после", "из-за"})


_ABOUT = dict.fromkeys(("acts", "hurts", "able", "is", "has", "any"), "child") | dict.fromkeys(
    ("family", "home"), "family"
)
_MOST_HITS = 100
_OUTSIDERS = frozenset({Role.STAFF, Role.ADULT, Role.SELF, Role.ANIMAL})
_UNNAMED = frozenset({Role.SOME_CHILD, Role.POINTED})
_NAMED = frozenset({Role.CHILD, Role.FAMILY, Role.WHOSE})


def _is_name(reading: Reading, cast: Sequence[Actor], hit: Hit) -> bool:
    """Whether a found word is (a part of) a name, such as that of Лев Толстой."""
    written = reading.text[reading.words[hit.first].start]
    for actor in cast:
        if actor.role in _NAMED:
            if actor.first <= hit.first <= actor.last:
                return True
            if actor.last == hit.first - 1 and written.isupper() and not reading.text.isupper():
                return True
    return False


def _number(reading: Reading, hit: Hit, known: dict[str, Number]) -> Number:
    for place in range(hit.first, hit.last + 1):
        number = known.get(reading.words[place].form)
        if number is not None:
            return number
    return Number.NONE


def _talked_of(reading: Reading, cast: Sequence[Actor], hit: Hit, number: Number) -> Actor | None:
    """The child (or its family) that a found entry is about."""
    if number is Number.SPOKEN and hit.tag != "any":
        return None
    if hit.tag in ("family", "home"):
        return _family(reading, cast, hit, number)
    if hit.tag == "any":
        return _nearest_child(reading, cast, hit)
    person = owner(reading, cast, hit.first, hit.last, number)
    if person is None or _is_of_a_thing(reading, person, hit, number):
        return None
    if hit.tag in ("acts", "able") and _is_to_be_told(reading, person, hit):
        return None
    if person.role is Role.WHOSE:
        return person if hit.tag == "has" and person.last == hit.first - 1 else None
    if person.role is Role.FAMILY and (
        number is Number.NONE or (person.plural and hit.tag == "hurts")
    ):
        return person
    if person.role in _UNNAMED and person in cast:
        named = named_before(reading, cast, cast.index(person))
        if named is not None and hit.tag in ("is", "has"):
            return named
    if not _is_child(reading, person, hit):
        return None
    if number is Number.PLURAL and hit.tag != "hurts" and is_alone(reading, cast, person):
        return None
    if (
        number is Number.PLURAL
        and person.cases == Case.NOMINATIVE
        and is_alone(reading, cast, person)
    ):
        return None
    if hit.tag == "has" and person.cases == Case.NOMINATIVE and not _with_preposition(reading, hit):
        return None
    if hit.tag == "is" and not is_predicate(reading, hit.first, hit.last):
        return None
    return person


def _is_to_be_told(reading: Reading, person: Actor, hit: Hit) -> bool:
    """«Скажите Тиме, чтобы куртку застегнул»: it is asked for, nobody says that he does."""
    words = reading.words
    if person.cases & Case.NOMINATIVE or person.last >= hit.first:
        return False
    return any(word.form in _SO_THAT for word in words[person.last + 1 : person.last + 3])


_SO_THAT = frozenset({"чтобы", "чтоб", "шоб", "шобы", "штоб", "пусть", "пускай", "пущай"})
_PREPOSITIONS = frozenset({"в", "с", "со", "без", "из", "до", "на"})


def _is_of_a_thing(reading: Reading, person: Actor, hit: Hit, number: Number) -> bool:
    """«Рисунок Ксюши занял первое место», «Варя опоздает, автобус тормозит»."""
    if hit.tag not in ("acts", "able") or number is not Number.SINGULAR or person.first > hit.first:
        return False
    if person.cases & Case.NOMINATIVE:
        return does_another(reading, person, hit.first)
    return _is_maker(reading, person) or is_thing_that_does(
        reading.words[max(0, person.first - 1)].form, reading.words[hit.first].form
    )


def _with_preposition(reading: Reading, hit: Hit) -> bool:
    """«Миша в истерике», «с характером»."""
    before = reading.words[max(0, hit.first - 2) : hit.first]
    return any(word.form in _PREPOSITIONS for word in before)


def _nearest_child(reading: Reading, cast: Sequence[Actor], hit: Hit) -> Actor | None:
    """The child in the sentence that is next to a found entry, before it rather than behind."""
    sentence = reading.words[hit.first].sentence
    named = [
        actor
        for actor in cast
        if _is_child(reading, actor, hit)
        and not _is_maker(reading, actor)
        and not actor.vocative
        and reading.words[actor.first].sentence == sentence
    ]
    if hit.entry == _BECAUSE_OF:
        behind = next((actor for actor in cast if actor.first == hit.last + 1), None)
        if behind is None or behind.role is not Role.PRONOUN:
            return behind if behind in named else None
    before = [actor for actor in named if actor.last < hit.first]
    if before:
        return before[-1]
    if named:
        return named[0]
    person = owner(reading, cast, hit.first, hit.last, Number.NONE)
    if person is None or not _is_child(reading, person, hit) or _is_maker(reading, person):
        return None
    return person


_BECAUSE_OF = "из-за"


def _is_child(reading: Reading, actor: Actor, hit: Hit) -> bool:
    if actor.role is not Role.CHILD:
        return False
    if actor.roster or (actor.sure and actor.young):
        return True
    if actor.sure:
        return hit.entry not in _GROWN_TOO or is_of_a_group(reading, actor)
    does = hit.tag in ("acts", "able") or hit.entry in _SPEAKING
    return actor.young and does and reading.text[reading.words[actor.first].start].isupper()


_GROWN_TOO = frozenset(words_of("neutral_deeds")["grown too"])
_SPEAKING = frozenset({"по русски", "по-русски"})
"""No rose does."""


def _is_maker(reading: Reading, actor: Actor) -> bool:
    """«Рисунок Ксюши занял первое место»."""
    before = reading.words[actor.first - 1].form if actor.first else ""
    return not actor.cases & Case.NOMINATIVE and before in words_of("neutral_deeds")["works"]


def _family(reading: Reading, cast: Sequence[Actor], hit: Hit, number: Number) -> Actor | None:
    """Family is talked of where a relation stands by the child's name in the sentence."""
    if hit.entry in _SITS and _sits_somewhere(reading, hit):
        return None
    if hit.entry in _LEAVES and not _leaves_for_good(reading, hit):
        return None
    sentence = reading.words[hit.first].sentence
    near = [actor for actor in cast if reading.words[actor.first].sentence == sentence]
    person = owner(reading, cast, hit.first, hit.last, number)
    family = next((actor for actor in near if actor.role is Role.FAMILY), None)
    child = next((actor for actor in near if actor.role is Role.CHILD and not actor.vocative), None)
    if hit.tag == "home":
        return family or child
    if person is not None and person.role in _OUTSIDERS:
        return None
    if family is not None:
        return family
    kin = any(actor.role is Role.RELATIVE for actor in near)
    if kin and child is not None and child.cases & ~Case.NOMINATIVE:
        return child
    return None


_SITS = frozenset({"=сидит", "=сидел", "=сидела"})
_LEAVES = frozenset({"=ушел", "=ушла"})
_FOR_GOOD = frozenset({"к", "от", "из", "насовсем", "навсегда", "совсем", "давно"})
_WHERE = frozenset({"в", "во", "на", "у", "за", "около", "возле", "рядом", "с", "со", "там", "тут"})


_INSIDE = frozenset({"в", "во", "на"})


def _sits_somewhere(reading: Reading, hit: Hit) -> bool:
    """«Папа Миши сидит в машине» waits; one who just sits is in prison."""
    behind = reading.words[hit.last + 1 : hit.last + 3]
    before = reading.words[max(0, hit.first - 2) : max(0, hit.first - 1)]
    return any(word.form in _WHERE for word in behind) or any(
        word.form in _INSIDE for word in before
    )


def _leaves_for_good(reading: Reading, hit: Hit) -> bool:
    """«Папа ушёл», «мама ушла к другому»; not «папа ушёл за тортом»."""
    words = reading.words
    behind = words[hit.last + 1 : hit.last + 2]
    between = reading.text[words[hit.last].end : behind[0].start] if behind else "."
    return not between.isspace() or behind[0].form in _FOR_GOOD


RULE = Rule("child_talk", ChildTalk, detector, heuristic=True)
