"""Talk about one child in a common room: fires where a post says what a named child does, is or is
able to, or tells of its family."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from policies.context import Context
from policies.file_model import FileModel
from policies.names.actors import Actor, Role, actors
from policies.names.declension import Case
from policies.names.ownership import antecedent, owner
from policies.names.tales import is_nobody
from policies.rules.rule import Detector, Rule
from policies.text.morphology import analyzer, plain
from policies.text.reading import Reading
from policies.text.verbs import Number, numbers
from policies.text.vocabulary import Hit, Vocabulary
from policies.verdict import Evidence
from policies.words import words_of


class ChildTalk(FileModel):
    """Children of the roster are known in every case form and diminutive, others by Russian given
    names; there is nothing to set."""


_PART_OF_BIRTHDAY = ("поздрав", "именинни", "с днем рожд", "с днюх", "с днем варен", "с др ")
_PERSON_NOUNS = frozenset(
    "ребенок ребенка мальчик девочка парень пацан сын дочь дочка человек ученик ученица".split()
)


def detector(parameters: ChildTalk) -> Detector:
    """Evidence: what was written from the child's name to what is said of it."""
    words = words_of("child_talk")
    vocabulary = Vocabulary(words)
    known = numbers(entry for entries in words.values() for entry in entries)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        if not any(context.children.called(form) for form in reading.forms):
            return None
        if any(wish in reading.lower for wish in _PART_OF_BIRTHDAY):
            return None
        cast = [
            actor for actor in actors(reading, context.children) if not is_nobody(reading, actor)
        ]
        if not any(actor.role in _NAMED for actor in cast):
            return None
        for hit in vocabulary.find(reading):
            if _is_name(reading, cast, hit):
                continue
            person = _talked_of(reading, cast, hit, _number(reading, hit, known))
            if person is not None:
                first, last = min(person.first, hit.first), max(person.last, hit.last)
                return {"found": reading.quote(first, last)[:100], "about": hit.tag}
        return _deed(reading, cast)

    return findings


_OUTSIDERS = frozenset({Role.STAFF, Role.ADULT, Role.SELF, Role.ANIMAL})
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
    person = owner(reading, cast, hit.first, hit.last, number)
    if person is None:
        return None
    if person.role is Role.WHOSE:
        return person if hit.tag == "has" and person.last == hit.first - 1 else None
    if person.role is Role.FAMILY and (
        number is Number.NONE or (person.plural and hit.tag == "hurts")
    ):
        return person
    if person.role is not Role.CHILD:
        return None
    if number is Number.PLURAL and hit.tag != "hurts" and _alone(reading, cast, person):
        return None
    if (
        number is Number.PLURAL
        and person.cases == Case.NOMINATIVE
        and _alone(reading, cast, person)
    ):
        return None
    if hit.tag == "is" and not _is_predicate(reading, hit.first, hit.last):
        return None
    return person


def _alone(reading: Reading, cast: Sequence[Actor], person: Actor) -> bool:
    """Whether no other child is named in the sentence."""
    sentence = reading.words[person.first].sentence
    return not any(
        actor is not person
        and actor.role is Role.CHILD
        and reading.words[actor.first].sentence == sentence
        for actor in cast
    )


def _family(reading: Reading, cast: Sequence[Actor], hit: Hit, number: Number) -> Actor | None:
    """Family is talked of where a relation stands by the child's name in the sentence."""
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


def _is_predicate(reading: Reading, first: int, last: int) -> bool:
    """Whether an adjective is said of somebody, not of the thing behind it («тихий час»)."""
    words = reading.words
    if last + 1 >= len(words) or words[last + 1].sentence != words[last].sentence:
        return True
    if last != first or not _is_adjective(words[first].form):
        return True
    between = reading.text[words[last].end : words[last + 1].start]
    following = words[last + 1].form
    return bool(between.strip()) or following in _PERSON_NOUNS or not _is_thing(following)


@lru_cache(maxsize=16_384)
def _is_adjective(form: str) -> bool:
    return analyzer().parse(form)[0].tag.POS == "ADJF"


@lru_cache(maxsize=16_384)
def _is_thing(form: str) -> bool:
    return analyzer().parse(form)[0].tag.POS == "NOUN"


def _deed(reading: Reading, cast: Sequence[Actor]) -> Evidence | None:
    """What a child does or did, unless it is coming, going and the like: a child of the roster, or
    another one where it is done to children."""
    for index, actor in enumerate(cast):
        child = actor
        if actor.role is Role.PRONOUN:
            child = antecedent(reading, cast[:index], actor) or actor
        if child.role is not Role.CHILD or actor.vocative or not actor.cases & Case.NOMINATIVE:
            continue
        if not (child.roster and child.sure) and not _has_victim(cast, index):
            continue
        together = not _alone(reading, cast, child)
        for place in _until_next_subject(reading, cast, index):
            negated = reading.words[place - 1].form == "не"
            form = reading.words[place].form
            if form in _HURT_ONESELF and any(part in reading.lower for part in _BODY):
                continue
            if is_deed(form, negated, together) or (
                actor.roster and place - actor.last <= 3 and _is_trait(reading, place)
            ):
                return {"found": reading.quote(child.first, place)[:100], "about": "acts"}
    return None


_HURT_ONESELF = frozenset(
    """
    сломал сломала разбил разбила рассек рассекла вывихнул вывихнула подвернул подвернула порезал
    порезала прищемил прищемила расшиб расшибла ободрал ободрала содрал содрала потянул потянула
    """.split()
)
_BODY = (
    " рук", " ног", " нос", " палец", " пальц", " лоб", " бров", " губ", " колен", " голов", " глаз",
    " ключиц", " ребр", " зуб", " локо", " подбород", " ше", " щек", " связк", " запяст", " предплеч",
)  # fmt: skip


def _has_victim(cast: Sequence[Actor], index: int) -> bool:
    """Whether children are there to whom something can be done."""
    return any(
        each.role in _CHILDREN and not each.cases & Case.NOMINATIVE for each in cast[index + 1 :]
    )


_CHILDREN = frozenset({Role.CHILD, Role.RELATIVE, Role.POINTED, Role.SOME_CHILD})


def _until_next_subject(reading: Reading, cast: Sequence[Actor], index: int) -> Iterator[int]:
    words = reading.words
    actor = cast[index]
    subjects = (
        each.first
        for each in cast[index + 1 :]
        if each.cases & Case.NOMINATIVE and each.role is not Role.CHILD
    )
    end = next(subjects, len(words))
    for place in range(actor.last + 1, end):
        if words[place].sentence != words[actor.last].sentence:
            return
        yield place


@lru_cache(maxsize=65_536)
def is_deed(form: str, negated: bool, together: bool) -> bool:
    """Whether a form is a verb that tells what somebody does or did, and is none of the neutral
    ones; what somebody will do is arranged with others, what they will not is told of them."""
    reading = analyzer().parse(form)[0]
    grammemes = reading.tag.grammemes
    if "VERB" not in grammemes or grammemes & {"1per", "2per", "impr", "neut"}:
        return False
    if ("plur" in grammemes and not together) or ("futr" in grammemes and not negated):
        return False
    return plain(reading.normal_form) not in _neutral()


_CASES_OF_OTHERS = frozenset({"gent", "datv", "accs", "ablt", "loct"})


def _is_trait(reading: Reading, place: int) -> bool:
    """Whether a word is an adjective that is said of the child before it."""
    return is_trait(reading.words[place].form) and _is_predicate(reading, place, place)


@lru_cache(maxsize=16_384)
def is_trait(form: str) -> bool:
    """Whether a form is an adjective in the nominative, and none of the neutral ones."""
    reading = analyzer().parse(form)[0]
    grammemes = reading.tag.grammemes
    if not grammemes & {"ADJF", "ADJS", "PRTF", "PRTS"}:
        return False
    if grammemes & {"Apro", "Anum", "plur", "neut"} or grammemes & _CASES_OF_OTHERS:
        return False
    return plain(reading.normal_form) not in _neutral()


@lru_cache(maxsize=1)
def _neutral() -> frozenset[str]:
    return frozenset(plain(verb) for verbs in words_of("neutral_deeds").values() for verb in verbs)


RULE = Rule("child_talk", ChildTalk, detector, heuristic=True)
