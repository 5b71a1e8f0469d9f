"""What words around somebody in a sentence say of whom they are."""

from functools import cache, lru_cache

from policies.names.declension import Case
from policies.names.deed_words import part_of_speech
from policies.text.morphology import analyzer, forms
from policies.text.reading import Reading
from policies.words import words_of

_ANY_CASE = ~Case(0)
CASES = {
    "nomn": Case.NOMINATIVE, "gent": Case.GENITIVE, "datv": Case.DATIVE, "accs": Case.ACCUSATIVE,
    "ablt": Case.INSTRUMENTAL, "loct": Case.PREPOSITIONAL,
}  # fmt: skip
"""By OpenCorpora's abbreviations."""


@cache
def forms_of(tag: str) -> frozenset[str]:
    """All forms of the words of a section of ``words/actors.txt``."""
    return frozenset(form for word in words_of("actors")[tag] for form in forms(word))


def describes(reading: Reading, place: int, cases: Case = _ANY_CASE) -> bool:
    """Whether a word such as «мой» is followed by whom it describes, in one of its cases."""
    words = reading.words
    for following in words[place + 1 : place + 3]:
        if following.sentence != words[place].sentence:
            return False
        if "," in reading.text[words[place].end : following.start]:
            return False
        if following.form == "дома":  # «наш дома, температура»
            return False
        part = part_of_speech(following.form)
        if part != "ADJF":
            return part == "NOUN" and bool(_cases_of(following.form) & cases)
    return False


def describes_thing(reading: Reading, place: int) -> bool:
    """«Ваш пропуск готов», not «ваш сын»."""
    following = reading.words[place + 1 : place + 2]
    return any("inan" in analyzer().parse(word.form)[0].tag for word in following)


def is_told_by_looks(reading: Reading, place: int) -> bool:
    """«Мальчик в синей куртке», «девочка с косичками», «пацан из соседней группы»."""
    tag = {"в": "clothes", "из": "from", "с": "worn", "со": "worn"}.get(reading.words[place].form)
    behind = reading.words[place + 1 : place + 4]
    return tag is not None and any(word.form in forms_of(tag) for word in behind)


@lru_cache(maxsize=16_384)
def are_things(form: str) -> bool:
    """«Все карандаши»."""
    return {"NOUN", "inan", "plur"} <= frozenset(analyzer().parse(form)[0].tag.grammemes)


@lru_cache(maxsize=16_384)
def is_spoken_to(form: str) -> bool:
    """«Научите», «примите», «смотрите»."""
    tag = analyzer().parse(form)[0].tag
    return "VERB" in tag and (tag.mood == "impr" or tag.person == "2per")


@lru_cache(maxsize=16_384)
def _cases_of(noun: str) -> Case:
    found = Case(0)
    for each in analyzer().parse(noun):
        found |= CASES.get(str(each.tag.case), Case.PREPOSITIONAL)
    return found
