"""Health data: fires on a named or pointed-at person's illness, diagnosis, or results.

A group's quarantine, certificates and vaccination are of nobody in particular; so are illnesses
that somebody may have («если ребёнок заболел»).
"""

import re
from collections.abc import Mapping, Sequence
from itertools import chain, islice, product

from policies.context import Context
from policies.file_model import FileModel
from policies.names.actors import Actor, Role, actors
from policies.names.declension import Case
from policies.names.deed_words import is_thing_that_does
from policies.names.namesakes import with_namesakes
from policies.names.ownership import owner
from policies.names.tales import people
from policies.people import Children
from policies.rules.rule import Detector, Rule
from policies.text.grammar import parts_of
from policies.text.morphology import is_noun
from policies.text.reading import Reading
from policies.text.verbs import Number, numbers
from policies.text.vocabulary import Hit, Vocabulary
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
_IF = frozenset(words_of("health_marks")["if"])
_MOST_HITS = 100
_FAR = 15
"""Words before an illness among which an «если» is looked for."""
_AROUND = 60
_DEEDS_TOO = frozenset({"=рвет", "=трясет", "=стреляет", "=скрутило"})
"""What a child may do as well as suffer: «Миша рвёт книги», «Мишу рвёт»."""
_FINDINGS = frozenset({"диагноз*"})
_HOAX = re.compile("|".join(words_of("health_marks")["hoax"]))
_BEFORE_IN_GENERAL = 45
_IN_GENERAL = re.compile(
    r"(?:карантин|прививк|вакцин|привит|профилактик|справк|памятк|лекци|бесед|консультаци|семинар|доклад|стать|плакат|ролик|брошюр)\w{0,6}"
    r" (?:по|от|против|из-за|на|об?|про)(?: \w{1,20})?\s$"
)
"""What stands before an illness that nobody has."""
_NOT_ILL = re.compile("|".join(words_of("health_marks")["not ill"]))
_NO_PAIN = re.compile("больно(?:-то)? (?:" + "|".join(words_of("health_marks")["no pain"]) + ")")
_NO_PAIN_BEHIND = re.compile("|".join(words_of("health_marks")["no pain before"]))
_WHO = frozenset({"кто", "кого", "кому"})
_THINGS = frozenset({"на", "без", "от", "после"})
"""What stands before «них» that are no people: «орехи, у Миши на них аллергия»."""
_FEVER = re.compile(
    r"(?<![\d.,:])(?<!из )(?:3[789]|4[01])(?:[.,]\d|\s?и\s?\d)?"
    r"(?![\d:.]|\s?(?:размер|руб|р\b|см|кг|лет|год|номер|шт|%|процент|мин|дом|кв|каб"
    r"|групп|градус\w* (?:на улиц|мороз)))"
)
_NEAR_FEVER = 30
_NEVER_FEVER = re.compile(
    r"размер|обув|ног[аи]|рост|рубл|скидк|школ[аы] |дом |кв|автобус|номер|маршрут|вес"
)


def detector(parameters: Health) -> Detector:
    """Evidence: what was written from the person to the illness, or the other way round."""
    words = _entries()
    vocabulary = Vocabulary(words)
    known = numbers(entry for entries in words.values() for entry in entries)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        hits = vocabulary.find(reading)
        if hits and _HOAX.search(reading.lower):
            return None
        may_be_fever = not hits and _may_tell_fever(reading.lower)
        fevers = [*islice(_FEVER.finditer(reading.lower), _MOST_HITS)] if may_be_fever else []
        if not hits and not fevers:
            return None
        cast = _cast(reading, context.children)
        for hit in hits[:_MOST_HITS]:
            person = _ill(reading, cast, hit, _number(reading, hit, known))
            if person is not None:
                first, last = min(person.first, hit.first), max(person.last, hit.last)
                return {"found": reading.quote(first, last)[:100]}
        found = (_fever(reading, cast, fever) for fever in fevers)
        return next((evidence for evidence in found if evidence is not None), None)

    return findings


def _cast(reading: Reading, children: Children) -> list[Actor]:
    """Everybody, but for «на них», and groups that somebody is from: «Демид из нашей группы»."""
    several = with_namesakes(reading, children, actors(reading, children))
    return [
        actor
        for actor in people(reading, several)
        if not (actor.role in (Role.GROUP, Role.PLACE) and _only_tells(reading, actor))
    ]


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


def _number(reading: Reading, hit: Hit, known: dict[str, Number]) -> Number:
    if hit.tag != "ill":
        return Number.NONE
    for place in range(hit.first, hit.last + 1):
        number = known.get(reading.words[place].form)
        if number is not None:
            return number
    return Number.NONE


def _ill(reading: Reading, cast: Sequence[Actor], hit: Hit, number: Number) -> Actor | None:
    """Whose illness a found entry is; None: nobody's in particular."""
    if number is Number.SPOKEN or _is_no_illness(reading, hit):
        return None
    if _supposed(reading, hit) and not _is_brought(reading, cast, hit):
        return None
    person = owner(
        reading, cast, hit.first, hit.last, number, frozenset(), frozenset({Role.DOCTOR})
    )
    if person is None or person.vocative or _is_in_another_clause(reading, hit, person):
        return None
    if person.role is Role.SELF or (person.role is Role.SOME_CHILD and not person.plural):
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
    if hit.entry in _DEEDS_TOO and person.cases == Case.NOMINATIVE:
        return None
    return person


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


def _is_a_things(reading: Reading, hit: Hit) -> bool:
    """«Хрипит звук», «чихает мотор»: it is a thing right behind that does."""
    words = reading.words
    behind = hit.last + 1
    if hit.tag != "ill" or hit.first != hit.last or behind >= len(words):
        return False
    thing = words[behind].form
    return (
        reading.adjoins(hit.last)
        and thing not in _WHILE
        and is_thing_that_does(thing, words[hit.first].form)
    )


_WHILE = frozenset({"ночь", "день", "вечер", "утро", "неделя", "сутки", "месяц", "час"})
_IN = frozenset({"в", "во", "на", "о", "об", "при"})


def _is_another_word(reading: Reading, hit: Hit) -> bool:
    """«Кума раков варит», «в нём», «печенье аллергикам»: what is only written as an illness."""
    form = reading.words[hit.first].form
    if form == "нем":
        return hit.first > 0 and reading.words[hit.first - 1].form in _IN
    return form in _OTHER_WORDS


_OTHER_WORDS = frozenset(words_of("health_marks")["other words"])


def _is_no_illness(reading: Reading, hit: Hit) -> bool:
    """Whether the word is about a toy, a part, a football club, or a pain in the neck."""
    if _is_another_word(reading, hit) or _is_a_things(reading, hit):
        return True
    start, end = reading.words[hit.first].start, reading.words[hit.last].end
    if _IN_GENERAL.search(reading.lower[max(0, start - _BEFORE_IN_GENERAL) : start]):
        return True
    if reading.words[hit.first].form == "больно" and (
        _NO_PAIN.match(reading.lower, start)
        or _NO_PAIN_BEHIND.search(reading.lower[max(0, start - _BEFORE_IN_GENERAL) : start])
    ):
        return True
    return _NOT_ILL.search(reading.lower, max(0, start - _AROUND), end + _AROUND) is not None


def _supposed(reading: Reading, hit: Hit) -> bool:
    """Whether the illness is one that somebody may have."""
    words = reading.words
    sentence = words[hit.first].sentence
    for place in range(hit.first - 1, max(-1, hit.first - _FAR), -1):
        if words[place].sentence != sentence:
            return False
        if words[place].form in _IF:
            return not (words[place].form in _WHO and _ends_between(reading, place, hit.first))
    return False


def _ends_between(reading: Reading, first: int, last: int) -> bool:
    """«Кто сидел с Егором, у него ветрянка»: the question is over, and somebody has it."""
    words = reading.words
    clauses = _CLAUSE.split(reading.lower[words[first].end : words[last].start])
    return len(clauses) > 1 and clauses[-1].split()[:1] in (["у"], ["он"], ["она"])


_CLAUSE = re.compile("[,;:—–]| - ")


def _may_tell_fever(lower: str) -> bool:
    """Whether there is a digit of a temperature at all: most posts have none."""
    return "3" in lower or "40" in lower or "41" in lower


def _fever(reading: Reading, cast: Sequence[Actor], fever: re.Match[str]) -> Evidence | None:
    """«У Сони 39 и 2»: a temperature without the word."""
    lower = reading.lower
    if _NEVER_FEVER.search(lower[max(0, fever.start() - _NEAR_FEVER) : fever.end() + _NEAR_FEVER]):
        return None
    exact = len(fever[0]) > len("39")
    for actor in cast:
        start, end = reading.words[actor.first].start, reading.words[actor.last].end
        if actor.role not in _PEOPLE or actor.plural:
            continue
        has = actor.cases & Case.GENITIVE and lower[:start].endswith("у ")
        if not exact and _is_counted(lower, fever.end()):
            continue
        if (has or exact) and end <= fever.start() <= end + _NEAR_FEVER:
            return {"found": reading.text[start : fever.end()][:100]}
    return None


def _is_counted(lower: str, end: int) -> bool:
    """«39 шариков»."""
    behind = _COUNTED.match(lower, end)
    return behind is not None and {"noun", "genitive"} <= parts_of(behind[1])


_COUNTED = re.compile(r" (?!температ|градус|утра|вечера|дня|ночи)([а-я]{3,20})(?![а-я])")

RULE = Rule("health", Health, detector, heuristic=True)
