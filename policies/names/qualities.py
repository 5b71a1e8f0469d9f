"""What a named child is like, told by kinds of words: «Роза жалостливая», «Глеб тише остальных»."""

from collections.abc import Sequence
from functools import lru_cache

from policies.names.actor import Actor
from policies.names.clauses import clause_behind, later_clauses
from policies.names.declension import Case
from policies.names.deed_words import (
    agree,
    gender,
    is_deed,
    is_doing,
    is_no_being,
    is_part,
    is_somebody,
    is_thing,
    part_of_speech,
)
from policies.names.subjects import may_be_talked_of, told_of
from policies.text.morphology import plain, readings_of
from policies.text.reading import Reading
from policies.words import words_of


def quality(reading: Reading, cast: Sequence[Actor]) -> tuple[int, int] | None:
    """From which word to which it is told in the child's own clause; None where it is not."""
    for index, actor, child in told_of(reading, cast):
        if not actor.cases & Case.NOMINATIVE or not may_be_talked_of(reading, child):
            continue
        for place in clause_behind(reading, cast, index):
            form = reading.words[place].form
            if is_quality(form) and _is_said(reading, actor, child, place):
                return child.first, place
            if form in _ONLY and _is_able(reading, place + 1):
                return child.first, place + 1
            if form in _TIMES and _is_learned(reading, place):
                return child.first, place
            if is_comparison(form) and _is_of_others(reading, place):
                return child.first, place
            if part_of_speech(form) in _VERBS and form not in _BEING and not is_part(form):
                break  # «Лёва любит синий»
        for place in later_clauses(reading, cast, index) if child.roster else ():
            if not is_quality(reading.words[place].form):
                continue
            if _is_said(reading, actor, child, place) and not _is_of_a_thing(reading, actor, place):
                return child.first, place
    return None


def _is_able(reading: Reading, place: int) -> bool:
    """«Единственная выучила весь стих»; not «единственная пришла»."""
    if place >= len(reading.words) or not reading.adjoins(place - 1):
        return False
    form = reading.words[place].form
    return is_doing(form) and (is_deed(form, False) or is_part(form))


def _is_learned(reading: Reading, place: int) -> bool:
    """«Стих за два дня выучил», «выучила за вечер»; not «за час дошёл»."""
    words = reading.words
    if "за" not in {word.form for word in words[max(0, place - 2) : place]}:
        return False
    around = (*words[max(0, place - 4) : place - 1], *words[place + 1 : place + 3])
    return any(
        word.sentence == words[place].sentence and is_part(word.form) and is_doing(word.form)
        for word in around
    )


_TIMES = frozenset({"день", "дня", "дней", "вечер", "час", "часа", "минут", "минуты", "неделю"})
_ONLY = frozenset({"единственный", "единственная"})
_VERBS = frozenset({"VERB", "INFN"})
_BEING = frozenset(
    {"был", "была", "стал", "стала", "растет", "вырос", "выросла", "кажется", "такой", "такая"}
)


def may_be_quality(reading: Reading, first: int) -> bool:
    """Whether any word behind one (an index into `Reading.words`) could be what `quality` looks
    for."""
    return not (_ONLY | _TIMES).isdisjoint(reading.forms) or any(
        is_quality(form) or is_comparison(form) for form in reading.in_order[first + 1 :]
    )


def _is_of_a_thing(reading: Reading, actor: Actor, place: int) -> bool:
    """«Миша забыл термос, удобный такой»: a noun of its gender stands between."""
    words = reading.words
    wanted = _is_masculine(words[place].form)
    return any(
        is_no_being(word.form) and _is_masculine(word.form) == wanted
        for word in words[actor.last + 1 : place + 3]
        if word is not words[place]
    )


def _is_said(reading: Reading, actor: Actor, child: Actor, place: int) -> bool:
    """Whether an adjective is said of the child: at the end of a clause, or before «ребёнок»."""
    words = reading.words
    if not child.sure or not is_predicate(reading, place, place, actor):
        return False
    if not agree(words[child.first].form, "был" if _is_masculine(words[place].form) else "была"):
        return False
    following = words[place + 1 : place + 2]
    return (
        not following
        or following[0].sentence != words[place].sentence
        or not reading.adjoins(place)
        or following[0].form in _GOES_ON
        or (words[place - 1].form in _DEGREES and part_of_speech(following[0].form) in _NO_NOMINALS)
        or following[0].form in words_of("neutral_deeds")["somebody"]
    )


_DEGREES = frozenset(
    {"самый", "самая", "такой", "такая", "очень", "слишком", "ужасно", "жутко", "крайне"}
)
_NO_NOMINALS = frozenset({"PREP", "ADVB", "CONJ", "PRCL"})
_GOES_ON = frozenset(
    {
        "какой-то",
        "какая-то",
        "и",
        "а",
        "но",
        "же",
        "да",
        "как",
        "до",
        "не",
        "ни",
        "у",
        "стал",
        "стала",
        "был",
        "была",
        "такой",
        "такая",
    }
)


def _is_of_others(reading: Reading, place: int) -> bool:
    behind = reading.words[place + 1 : place + 2]
    return any(word.form in _OTHERS for word in behind) and reading.adjoins(place)


_OTHERS = frozenset(
    {"всех", "остальных", "других", "многих", "некоторых", "моего", "моей", "нашего", "нашей"}
    | {"наших", "ваших", "твоего", "твоей", "вашего", "вашей", "сверстников", "ровесников"}
)


def _is_masculine(form: str) -> bool:
    return gender(form) != "femn"


@lru_cache(maxsize=16_384)
def is_quality(form: str) -> bool:
    """Whether a form is an adjective that says what somebody is like, in the nominative; none of
    looks, of what is ready, late, wet or new."""
    if not form.endswith(_ENDINGS):
        return False  # most words, without asking the dictionary
    readings = readings_of(form)
    if readings[0].tag.POS not in ("ADJF", "ADJS"):
        return False
    if any(plain(each.normal_form) in words_of("neutral_deeds")["adjectives"] for each in readings):
        return False
    return any(
        "Qual" in each.tag
        and each.tag.number == "sing"
        and each.tag.gender in ("masc", "femn")
        and (each.tag.POS == "ADJS" or each.tag.case == "nomn")
        for each in readings
    )


_ENDINGS = ("ый", "ий", "ой", "ая", "яя", "ен", "на", "ив", "ива", "ка", "ок", "ек")
"""Of adjectives in the nominative («добрая»), and of short ones («ленив», «обидчива»)."""


@lru_cache(maxsize=16_384)
def is_comparison(form: str) -> bool:
    """«Тише», «умнее»: not when somebody comes, nor how old or tall one is."""
    return form.endswith(("е", "й", "ше")) and (
        part_of_speech(form) == "COMP" and form not in _OF_NO_CONDUCT
    )


_OF_NO_CONDUCT = frozenset(
    {"раньше", "позже", "позднее", "ближе", "дальше", "старше", "младше", "моложе", "выше", "ниже"}
    | {"больше", "меньше", "дольше", "скорее", "скорей"}
)


def is_predicate(reading: Reading, first: int, last: int, person: Actor) -> bool:
    """Whether an adjective is said of a person, not of the thing behind it («тихий час»)."""
    words = reading.words
    if first and (words[first - 1].form in _INTO or _is_opened(reading, first)):
        return False  # «переведён в «Звёздочки»»
    if last + 1 < len(words) and words[last + 1].form in _GROWN:
        return False  # «умная женщина»
    if first == last and words[first].form.endswith("о"):  # «тихо просит», but «просто золото»
        return part_of_speech(words[first].form) == "NOUN"
    before = words[first - 1].form if first else ""
    if (
        before
        and person.last != first - 1
        and (is_thing(before) or before.startswith(words_of("neutral_deeds")["body"]))
        and gender(before) == gender(words[last].form)
    ):
        return False  # «форма спортивная», «носик забит»
    if last + 1 >= len(words) or words[last + 1].sentence != words[last].sentence:
        return True
    if last != first or part_of_speech(words[first].form) != "ADJF":
        return True
    between = reading.text[words[last].end : words[last + 1].start]
    following = words[last + 1].form
    return (
        bool(between.strip())
        or following in words_of("neutral_deeds")["somebody"]
        or part_of_speech(following) != "NOUN"
        or is_somebody(following)
    )


def _is_opened(reading: Reading, place: int) -> bool:
    return reading.text[reading.words[place].start - 1] in '«„“"'


_INTO = frozenset({"в", "во", "из", "на", "для", "к", "о", "про"})
_GROWN = frozenset(
    {"женщина", "мужчина", "тетка", "дядька", "дама", "специалист", "педагог", "воспитатель"}
    | {"мама", "папа", "бабушка", "руководитель", "организатор", "мужик", "тетенька", "мамочка"}
)
