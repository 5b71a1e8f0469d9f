"""Health data: fires on a named or pointed-at person's illness, diagnosis, or results.

A group's quarantine, certificates and vaccination are of nobody in particular; so are illnesses
that somebody may have («если ребёнок заболел»).
"""

import re
from collections.abc import Mapping, Sequence
from itertools import chain, product

from policies.context import Context
from policies.file_model import FileModel
from policies.illness.diagnoses import (
    found_by_doctor,
    is_found_in_us,
    is_our_trouble,
    our_own,
)
from policies.illness.fever import fever_of, fevers
from policies.illness.nobodys import WHILE, is_no_illness, is_supposed
from policies.names.actor import Actor, Role
from policies.names.actors import actors
from policies.names.declension import Case
from policies.names.deed_words import part_of_speech
from policies.names.namesakes import with_namesakes
from policies.names.ownership import owner
from policies.names.tales import people
from policies.people import Children
from policies.rules.rule import Detector, Rule
from policies.text.grammar import parts_of
from policies.text.morphology import is_noun
from policies.text.reading import Reading
from policies.text.table import Table
from policies.text.verbs import Number, numbers
from policies.text.vocabulary import Hit, Vocabulary, every_form
from policies.verdict import Evidence
from policies.words import words_of


class Health(FileModel):
    """People are known by name, by kinship («моя дочь»), by office («нянечка»), or pointed at
    («этот мальчик»); there is nothing to set."""


_PEOPLE = frozenset(
    {Role.CHILD, Role.FAMILY, Role.ADULT, Role.RELATIVE, Role.POINTED, Role.STAFF, Role.WHOSE}
)
_OWN = re.compile(rf"(?<![а-я])(?:{'|'.join(words_of('health_marks')['own'])})(?![а-я])")
_GROUP = re.compile(r"групп|саду|садик|класс|школ")
_MOST_HITS = 40
_DEEDS_TOO = frozenset({"=рвет", "=трясет", "=стреляет", "=скрутило"})
"""What a child may do as well as suffer: «Миша рвёт книги», «Мишу рвёт»."""
_WENT_OFF = "=пронесло"
"""«Мишу пронесло» after a meal; «звонили маме, пронесло» is luck."""
_FINDINGS = frozenset({"диагноз*"})
_HOAX = re.compile("|".join(words_of("health_marks")["hoax"]))
_THINGS = frozenset({"на", "без", "от", "после"})
"""What stands before «них» that are no people: «орехи, у Миши на них аллергия»."""


def detector(parameters: Health) -> Detector:
    """Evidence: what was written from the person to the illness, or the other way round."""
    words = _entries()
    vocabulary = Vocabulary(words)
    known = numbers(entry for entries in words.values() for entry in entries)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        hits = vocabulary.find(reading)
        may_be_fevers = fevers(reading.lower)
        if not hits and not may_be_fevers:
            return None
        cast = _cast(reading, context.children)
        evidence = illness_of(reading, cast, hits)
        if evidence is not None and not _HOAX.search(reading.lower):
            return evidence
        one = [actor for actor in cast if actor.role in _PEOPLE and not actor.plural]
        for fever in may_be_fevers:
            evidence = fever_of(reading, one, fever)
            if evidence is not None:
                return evidence
        return None

    def illness_of(reading: Reading, cast: Sequence[Actor], hits: Sequence[Hit]) -> Evidence | None:
        for hit in hits[:_MOST_HITS]:
            person = _ill(reading, cast, hit, _number(reading, hit, known))
            if person is not None and not is_no_illness(reading, hit):
                first, last = min(person.first, hit.first), max(person.last, hit.last)
                return {"found": reading.quote(first, last)[:100]}
        return None

    return findings


def _cast(reading: Reading, children: Children) -> list[Actor]:
    """Everybody, but for «на них», and groups that somebody is from: «Демид из нашей группы»."""
    several = with_namesakes(reading, children, actors(reading, children))
    cast: list[Actor] = []
    for actor in people(reading, several):
        before = cast[-1] if cast else None
        if actor.role in (Role.GROUP, Role.PLACE) and (
            _only_tells(reading, actor) or _is_where(reading, actor, before)
        ):
            continue
        if not _is_of_a_thing(reading, actor):
            cast.append(actor)
    return cast


def _is_where(reading: Reading, place: Actor, before: Actor | None) -> bool:
    """«У новенькой в группе псориаз»: it is hers."""
    words = reading.words
    return (
        before is not None
        and before.last == place.first - 2
        and words[place.first - 1].form in ("в", "во")
        and before.first > 0
        and words[before.first - 1].form == "у"
    )


def _is_of_a_thing(reading: Reading, actor: Actor) -> bool:
    """«Телефон мой заболел», «собачка наша»: it is no child that is called mine."""
    first = actor.first
    if reading.words[first].form not in _MINE or not first or not reading.adjoins(first - 1):
        return False
    before = reading.words[first - 1].form
    return before not in WHILE and {"noun", "nominative"} <= parts_of(before) and is_noun(before)


def _only_tells(reading: Reading, actor: Actor) -> bool:
    words = reading.words
    before = words[actor.first - 1].form if actor.first else ""
    if words[actor.first].form == "них":
        return before in _THINGS
    if before in ("в", "во") and actor.role is Role.PLACE:
        behind = words[actor.last + 1].form if actor.last + 1 < len(words) else ""
        return behind in ("с", "со") and bool(actor.cases & Case.ACCUSATIVE)
    return "из" in (before, words[actor.first - 2].form if actor.first > 1 else "")


def _entries() -> Mapping[str, tuple[str, ...]]:
    """The word list, with injuries in both orders: «сломал руку», «руку вчера сломал»."""
    words = dict(words_of("health"))
    injured = list(product(words.pop("break"), words.pop("part")))
    both = chain.from_iterable(
        (f"{verb} ... {part}", f"{part} ... {verb}") for verb, part in injured
    )
    words["ill"] = (*words["ill"], *both)
    return words


def _number(reading: Reading, hit: Hit, known: Table[Number]) -> Number:
    if hit.tag != "ill":
        return Number.NONE
    for place in range(hit.first, hit.last + 1):
        number = known.get(reading.words[place].form)
        if number is not None:
            return number
    return Number.NONE


def _ill(reading: Reading, cast: Sequence[Actor], hit: Hit, number: Number) -> Actor | None:
    """Whose illness a found entry is; None: nobody's in particular."""
    child = _ill_with_parents(reading, cast, hit) if number is Number.SPOKEN else None
    if number is Number.SPOKEN and child is None:
        return None
    if child is not None:
        return None if is_supposed(reading, hit) else child
    if is_supposed(reading, hit) and not _is_brought(reading, cast, hit):
        return None
    ignored = frozenset() if _is_done(hit, number) else frozenset({Role.DOCTOR})
    person = _described(reading, cast, hit) or owner(
        reading, cast, hit.first, hit.last, number, frozenset(), ignored
    )
    if person is not None and person.role is Role.DOCTOR:
        return person if _is_ours(reading, person) else None
    person = person or found_by_doctor(reading, cast, hit) or our_own(reading, hit)
    if person is None or person.vocative or _is_in_another_clause(reading, hit, person):
        return None
    if hit.entry in _DEEDS_TOO and (
        person.cases == Case.NOMINATIVE or _is_done_by_somebody(reading, hit)
    ):
        return None
    if hit.entry.startswith("аллерги") and _is_allergic_to_nothing(reading, person, hit):
        return None
    if person.role is Role.SELF and hit.tag == "ill":
        return _absent(reading, cast, person) or _with_us(reading, cast, person, hit)
    if person.role is Role.SELF and (
        is_found_in_us(reading, person, hit) or is_our_trouble(reading, person, hit)
    ):
        return person
    if person.role is Role.SELF or (person.role is Role.SOME_CHILD and not person.plural):
        if person.role is Role.SOME_CHILD and _is_seen(reading, person):
            return person
        own = hit.tag != "ill" and _OWN.search(reading.lower) and not _GROUP.search(reading.lower)
        return person if own else None
    if person.role not in _PEOPLE | {Role.GROUP} or (
        person.role is Role.CHILD and not (person.sure or person.roster)
    ):
        return None
    if person.role is Role.GROUP:
        return _child_of_addressed(reading, cast, person) if hit.tag == "illness" else None
    if person.plural and person.role not in (Role.FAMILY, Role.RELATIVE):
        return None
    if person.role is Role.WHOSE and not (
        person.last == hit.first - 1 and is_noun(reading.words[hit.first].form)
    ):
        return None
    if person.role is Role.STAFF and hit.entry in _FINDINGS and person.first == hit.last + 1:
        return None  # whose it is that found it
    if hit.tag == "impersonal" and person.cases == Case.INSTRUMENTAL:
        return None  # «вырезали с папой»
    if hit.entry == _WENT_OFF and not person.cases & (Case.ACCUSATIVE | Case.GENITIVE):
        return None
    return person


def _described(reading: Reading, cast: Sequence[Actor], hit: Hit) -> Actor | None:
    """«Сижу с больными детками»: in any other case than the nominative an adjective is of whom it
    stands before."""
    if hit.first != hit.last or hit.last + 1 >= len(reading.words):
        return None
    behind = next((actor for actor in cast if actor.first == hit.last + 1), None)
    if behind is None or behind.cases & Case.NOMINATIVE:
        return None
    form = reading.words[hit.first].form
    oblique = part_of_speech(form) == "ADJF" and not parts_of(form) & {"nominative", "noun"}
    return behind if oblique else None


def _is_seen(reading: Reading, child: Actor) -> bool:
    """«Девочка у окна, вся в лишае»: one is pointed at by where it is."""
    behind = [word.form for word in reading.words[child.last + 1 : child.last + 3]]
    return len(behind) == _SEEN and behind[0] in _BESIDE and behind[1] in _SPOTS


_SEEN = 2
_BESIDE = frozenset({"у", "возле", "около"})
_SPOTS = every_form(("окно", "дверь", "стена", "стенка", "батарея", "вход", "шкафчик", "аквариум"))


def _is_done(hit: Hit, number: Number) -> bool:
    """«Наш логопед переболела»: doctors only say what others have, but cough themselves."""
    return hit.tag == "ill" and number is Number.SINGULAR


def _is_ours(reading: Reading, doctor: Actor) -> bool:
    before = reading.words[doctor.first - 1].form if doctor.first else ""
    return bool(doctor.cases & Case.NOMINATIVE) and before in _MINE


def _is_done_by_somebody(reading: Reading, hit: Hit) -> bool:
    """«Фотограф меня уже трясёт»: somebody asks for something."""
    words = reading.words
    return any(
        words[place].sentence == words[hit.first].sentence
        and {"noun", "animate", "nominative"} <= (parts := parts_of(words[place].form))
        and not parts & {"oblique", "name"}
        for place in range(max(0, hit.first - _FAR_DOER), hit.first)
    )


_FAR_DOER = 3


def _is_allergic_to_nothing(reading: Reading, person: Actor, hit: Hit) -> bool:
    """«У меня аллергия на эти бесконечные опросы», «аллергия у меня уже на чат»."""
    first = max(hit.last, person.last if person.first == hit.last + 2 else 0) + 1
    behind = [word.form for word in reading.words[first : first + _FAR_ALLERGEN]]
    if behind[:1] and behind[0] in _ALREADY:
        behind.pop(0)
    if person.role not in (Role.SELF, Role.RELATIVE, Role.STAFF) or behind[:1] != ["на"]:
        return False
    return not any(form.startswith(_ALLERGENS) for form in behind[1:])


_ALREADY = frozenset({"уже", "прям", "прямо", "просто", "скоро", "теперь"})


_ALLERGENS = words_of("health_marks")["allergens"]
_FAR_ALLERGEN = 4


def _absent(reading: Reading, cast: Sequence[Actor], person: Actor) -> Actor | None:
    """«Не теряйте Тимошу, мы в больнице»: the child whose parents say «мы»."""
    words = reading.words
    before = (
        actor
        for actor in cast
        if actor.last < person.first
        and actor.role is Role.CHILD
        and (actor.sure or actor.roster)
        and words[actor.first].sentence == words[person.first].sentence
    )
    child = next(before, None)
    if child is None or words[person.first].form not in ("мы", "нас"):
        return None
    start = words[person.first].start
    return child if _ABSENT.search(reading.lower, max(0, start - _FAR_ABSENT), start) else None


def _with_us(reading: Reading, cast: Sequence[Actor], person: Actor, hit: Hit) -> Actor | None:
    """«Мы в инфекционке с Егоркой»."""
    words = reading.words
    if words[person.first].form != "мы":
        return None
    return next(
        (
            actor
            for actor in cast
            if actor.role is Role.CHILD
            and (actor.sure or actor.roster)
            and hit.last < actor.first <= hit.last + _FAR_WITH
            and words[actor.first - 1].form in _WITH
        ),
        None,
    )


_FAR_WITH = 3
_ABSENT = re.compile("|".join(words_of("health_marks")["absent"]))
_FAR_ABSENT = 200


def _ill_with_parents(reading: Reading, cast: Sequence[Actor], hit: Hit) -> Actor | None:
    """«Температурим с Алисой», «мы с Варей болеем»."""
    words = reading.words
    if not words[hit.first].form.endswith("м"):
        return None
    for actor in cast:
        if actor.role is not Role.CHILD or not actor.first or not (actor.sure or actor.roster):
            continue
        beside = actor.first == hit.last + 2 or hit.first - actor.last in (1, 2)
        if beside and words[actor.first - 1].form in _WITH:
            return actor
    return None


def _is_brought(reading: Reading, cast: Sequence[Actor], hit: Hit) -> bool:
    """«Кто пустил Даню с лишаём?»: somebody has it, whoever let him in."""
    if not hit.first or reading.words[hit.first - 1].form not in _WITH:
        return False
    return any(
        actor.role is Role.CHILD and actor.sure and actor.last == hit.first - 2 for actor in cast
    )


_WITH = frozenset({"с", "со"})


def _child_of_addressed(reading: Reading, cast: Sequence[Actor], person: Actor) -> Actor | None:
    """«Мама Алисы, у вас ветрянка»."""
    if reading.words[person.first].form not in _YOU:
        return None
    before = (actor for actor in cast if actor.last < person.first and not actor.plural)
    return next((actor for actor in before if actor.role is Role.FAMILY), None)


_YOU = frozenset({"вас", "вам", "вы"})


def _is_in_another_clause(reading: Reading, hit: Hit, person: Actor) -> bool:
    """«В реанимации, друг сказал», «хрипит звук, папа посмотрит»: who comes behind a comma as a
    subject, and is not named, does something else."""
    if person.first <= hit.last or person.role not in (Role.RELATIVE, Role.STAFF, Role.FAMILY):
        return False
    between = reading.lower[reading.words[hit.last].end : reading.words[person.first].start]
    return "," in between and bool(person.cases & Case.NOMINATIVE)


_MINE = frozenset({"мой", "моя", "наш", "наша"})


RULE = Rule("health", Health, detector, heuristic=True)
