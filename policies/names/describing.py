"""What words around somebody in a sentence say of whom they are."""

from functools import cache, lru_cache

from policies.names.declension import Case
from policies.names.deed_words import part_of_speech
from policies.text.morphology import forms, readings_of
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
        if following.form in _ill_people():
            return False  # «мой аутист»
        part = part_of_speech(following.form)
        if part != "ADJF":
            if words[place].form.endswith(_OF_BEINGS):
                cases &= ~_cases_of_things(following.form)
            return part == "NOUN" and bool(cases_of(following.form) & cases)
    return False


@cache
def _ill_people() -> frozenset[str]:
    return frozenset(form for word in words_of("health_marks")["of people"] for form in forms(word))


_OF_BEINGS = ("его", "их")
"""«Моего сына»; in the accusative it is no thing: «у моего конъюнктивит»."""


@lru_cache(maxsize=16_384)
def _cases_of_things(noun: str) -> Case:
    """The accusative of a noun for a thing."""
    return Case.ACCUSATIVE if "inan" in readings_of(noun)[0].tag else Case(0)


def describes_thing(reading: Reading, place: int) -> bool:
    """«Ваш пропуск готов», not «ваш сын»."""
    following = reading.words[place + 1 : place + 2]
    return any("inan" in readings_of(word.form)[0].tag for word in following)


def is_told_by_looks(reading: Reading, place: int) -> bool:
    """«Мальчик в синей куртке», «девочка с косичками», «пацан из соседней группы»."""
    tags = _BY_LOOKS.get(reading.words[place].form, ())
    behind = reading.words[place + 1 : place + 4]
    return any(word.form in forms_of(tag) for tag in tags for word in behind)


_BY_LOOKS = {
    "в": ("clothes",), "из": ("from",), "с": ("worn", "clothes"), "со": ("worn", "clothes"),
}  # fmt: skip


def is_of_the_house(reading: Reading, place: int) -> bool:
    """«Психолог садика сама», «логопед наша»: who is told of, not who says what somebody has."""
    behind = [word.form for word in reading.words[place + 1 : place + 3]]
    if behind[:1] and behind[0] in _YOURS:
        behind.pop(0)
    return bool(behind[:1]) and behind[0] in forms_of("of the house")


_YOURS = frozenset({"ваш", "ваша"})
"""«Логопед ваша сама кашляет», but «логопед ваша сказала, что…»."""


def is_pointed_at(reading: Reading, place: int) -> bool:
    """«Этот мальчик», «новенькая», «пацан из соседней группы»."""
    words = reading.words
    if words[place].form in forms_of("new"):
        return True
    if place + 1 < len(words):
        follows = words[place + 1].form
        if follows in forms_of("pointing behind") or follows in forms_of("looks"):
            return True
        if words[place].form in forms_of("boys and girls") and (
            follows in forms_of("who") or is_told_by_looks(reading, place + 1)
        ):
            return True
    before = [word.form for word in words[max(0, place - 2) : place]]
    if not before:
        return False
    described = len(before) > 1 and part_of_speech(before[-1]) == "ADJF"
    if before[-1] in forms_of("looks"):
        return True
    return before[-1] in forms_of("pointing") or (described and before[0] in forms_of("pointing"))


@lru_cache(maxsize=16_384)
def are_things(form: str) -> bool:
    """«Все карандаши», «все варежки»."""
    readings = readings_of(form)
    wanted = {"NOUN", "inan", "plur"}
    return readings[0].tag.POS == "NOUN" and any(wanted <= each.tag.grammemes for each in readings)


@lru_cache(maxsize=16_384)
def is_of_one(form: str) -> bool:
    """«Делал», «съела», «понимает»: what they all do is another form."""
    tag = readings_of(form)[0].tag
    return "VERB" in tag and tag.number == "sing" and tag.person in (None, "3per")


@lru_cache(maxsize=16_384)
def is_spoken_to(form: str) -> bool:
    """«Научите», «примите», «смотрите»."""
    tag = readings_of(form)[0].tag
    return "VERB" in tag and (tag.mood == "impr" or tag.person == "2per")


@lru_cache(maxsize=16_384)
def cases_of(noun: str) -> Case:
    """The cases that a noun may be."""
    found = Case(0)
    for each in readings_of(noun):
        found |= CASES.get(str(each.tag.case), Case.PREPOSITIONAL)
    return found
