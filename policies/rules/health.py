"""Health data: fires on a named or pointed-at person's illness, diagnosis, or results.

A group's quarantine, certificates and vaccination are of nobody in particular; so are illnesses
that somebody may have («если ребёнок заболел»).
"""

import re
from collections.abc import Sequence

from policies.context import Context
from policies.file_model import FileModel
from policies.names.actors import Actor, Role, actors
from policies.names.declension import Case
from policies.names.ownership import owner
from policies.names.tales import is_nobody
from policies.rules.rule import Detector, Rule
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
_OWN = re.compile(
    r"(?:^|[^а-я])(?:я|меня|мне|дома|лежим|лечим|лечимся|болеем|сидим|не прид[её]м|не ждите|нас не|не будет"
    r"|не ходим|не выйдем|отлежи\w+|сбива\w+|врач\w*|педиатр\w*|скор\w+|ночь\w*)(?![а-я])"
)
_GROUP = re.compile(r"(?:групп|саду|садик|класс|школ)")
_IF = frozenset(
    "если когда чтобы чтоб вдруг случае кто кого кому чей чьи каждый любой любого".split()
)
_DEEDS_TOO = frozenset({"=рвет", "=трясет", "=стреляет", "=скрутило"})
"""What a child may do as well as suffer: «Миша рвёт книги», «Мишу рвёт»."""
_NOT_ILL = re.compile(
    r"айболит|кукл|кукол|плюшев|игруш|мультик|сказк|хомя|фикус|роль |роли|болельщик|(?:болеть|болеем|болеет|болел[аи]?) за "
    r"|душ[аой]{1,2} боли|сердце (?:кровью|болит за)|больн\w{2,3} (?:тем|вопрос|мозол|фантази|мест)"
    r"|температура (?:в |воздух|вод|на улиц)|корон[аыуе]й? (?:для|из|на голов|принц|снежинк|корол)|от (?:вас|этого чата|ваших|этих|сообщений|чата)"
    r"|аллерги\w{1,2} на (?:вас|это|таких|людей|собрани|чат|вранье|хамств|тупост|понедельник)"
)
_FEVER = re.compile(
    r"(?<![\d.,:])(?:3[789]|4[01])(?:[.,]\d|\s?и\s?\d)?(?![\d:.]|\s?(?:размер|руб|р\b|см|кг|лет|год|номер|шт|%|процент|мин|дом|кв))"
)
_NEAR_FEVER = 30
_NEVER_FEVER = re.compile(
    r"размер|обув|ног[аи]|рост|рубл|скидк|школ[аы] |дом |кв|автобус|номер|маршрут|вес"
)


def detector(parameters: Health) -> Detector:
    """Evidence: what was written from the person to the illness, or the other way round."""
    words = words_of("health")
    vocabulary = Vocabulary(words)
    known = numbers(entry for entries in words.values() for entry in entries)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        hits = vocabulary.find(reading)
        fever = None if hits else _FEVER.search(reading.lower)
        if not hits and fever is None:
            return None
        if _NOT_ILL.search(reading.lower):
            return None
        cast = [
            actor for actor in actors(reading, context.children) if not is_nobody(reading, actor)
        ]
        for hit in hits:
            person = _ill(reading, cast, hit, _number(reading, hit, known))
            if person is not None:
                first, last = min(person.first, hit.first), max(person.last, hit.last)
                return {"found": reading.quote(first, last)[:100]}
        return None if fever is None else _fever(reading, cast, fever)

    return findings


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
    if number is Number.SPOKEN or _supposed(reading, hit):
        return None
    person = owner(
        reading, cast, hit.first, hit.last, number, frozenset(), frozenset({Role.DOCTOR})
    )
    if person is None or person.vocative:
        return None
    if person.role is Role.SELF or (person.role is Role.SOME_CHILD and not person.plural):
        own = hit.tag != "ill" and _OWN.search(reading.lower) and not _GROUP.search(reading.lower)
        return person if own else None
    if person.role not in _PEOPLE or (
        person.role is Role.CHILD and not (person.sure or person.roster)
    ):
        return None
    if person.plural and person.role is not Role.FAMILY:
        return None
    if person.role is Role.WHOSE and person.last != hit.first - 1:
        return None
    if hit.entry in _DEEDS_TOO and person.cases == Case.NOMINATIVE:
        return None
    return person


def _supposed(reading: Reading, hit: Hit) -> bool:
    """Whether the illness is one that somebody may have."""
    words = reading.words
    sentence = words[hit.first].sentence
    for place in range(hit.first - 1, -1, -1):
        if words[place].sentence != sentence:
            return False
        if words[place].form in _IF:
            return True
    return False


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
        if (has or exact) and end <= fever.start() <= end + _NEAR_FEVER:
            return {"found": reading.text[start : fever.end()][:100]}
    return None


RULE = Rule("health", Health, detector, heuristic=True)
