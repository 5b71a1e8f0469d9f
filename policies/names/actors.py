"""Whom a word of a sentence is about: the nearest person before it, or right behind it."""

from collections.abc import Sequence
from enum import Enum, auto
from functools import cache
from itertools import islice
from typing import NamedTuple

from policies.names.declension import Case
from policies.names.deed_words import part_of_speech
from policies.names.describing import (
    CASES,
    are_things,
    describes,
    describes_thing,
    forms_of,
    is_spoken_to,
    is_told_by_looks,
)
from policies.names.mentions import Mention, mentions
from policies.names.roster import Sort
from policies.people import Children
from policies.text.morphology import analyzer, plain
from policies.text.reading import Reading
from policies.words import words_of


class Role(Enum):
    """What somebody in a sentence is to the post."""

    CHILD = auto()
    """Named, without a patronymic."""
    FAMILY = auto()
    """Somebody of a named child's family: «мама Миши», «у Миши папа», «Соколовы»."""
    WHOSE = auto()
    """«Мишин», «Мишина»: tells of the child only beside certain words."""
    ADULT = auto()
    """Named with a patronymic, or as «тётя Лена»."""
    RELATIVE = auto()
    SOME_CHILD = auto()
    POINTED = auto()
    """A child who is not named and pointed at: «этот мальчик», «ваш ребёнок»."""
    STAFF = auto()
    DOCTOR = auto()
    SELF = auto()
    PRONOUN = auto()
    GROUP = auto()
    PLACE = auto()
    ANIMAL = auto()


class Actor(NamedTuple):
    """Somebody in a sentence: the words, the role, the possible cases, and for names, whether they
    are surely names."""

    first: int
    last: int
    role: Role
    cases: Case
    plural: bool = False
    sure: bool = True
    vocative: bool = False
    roster: bool = False
    young: bool = False
    """The name is more often a child's than a parent's."""


MOST_ACTORS = 50
"""Those who come later in a post are not looked at, so that nobody can make it take long."""
_ROLES = {
    "self": Role.SELF, "group": Role.GROUP, "place": Role.PLACE, "relative": Role.RELATIVE,
    "child": Role.SOME_CHILD, "staff": Role.STAFF, "doctor": Role.DOCTOR, "animal": Role.ANIMAL,
}  # fmt: skip
_PRONOUNS = {
    "он": Case.NOMINATIVE, "она": Case.NOMINATIVE, "его": Case.GENITIVE | Case.ACCUSATIVE,
    "ее": Case.GENITIVE | Case.ACCUSATIVE, "него": Case.GENITIVE, "нее": Case.GENITIVE,
    "ему": Case.DATIVE, "ней": Case.DATIVE, "нему": Case.DATIVE, "ей": Case.DATIVE,
    "им": Case.INSTRUMENTAL, "ним": Case.INSTRUMENTAL, "нею": Case.INSTRUMENTAL,
    "нем": Case.PREPOSITIONAL,
}  # fmt: skip
_WHOSE_ALONE = {
    "мой": Case.NOMINATIVE, "моя": Case.NOMINATIVE, "моего": Case.GENITIVE | Case.ACCUSATIVE,
    "моему": Case.DATIVE, "моим": Case.INSTRUMENTAL, "моей": Case.GENITIVE | Case.DATIVE,
    "мою": Case.ACCUSATIVE, "наш": Case.NOMINATIVE, "наша": Case.NOMINATIVE,
    "нашего": Case.GENITIVE | Case.ACCUSATIVE, "нашему": Case.DATIVE, "нашим": Case.INSTRUMENTAL,
    "нашей": Case.GENITIVE | Case.DATIVE, "нашу": Case.ACCUSATIVE, "мои": Case.NOMINATIVE,
    "моих": Case.GENITIVE | Case.ACCUSATIVE,
}  # fmt: skip
_THIS = frozenset({"этот", "эта"})
_BEHIND_ALL = frozenset(words_of("actors")["behind all"])
_BEFORE_WHO = frozenset(
    {"единственный", "единственная", "тот", "та", "один", "одна", "первый", "ребенок", "человек"}
)
_ADDRESSED = frozenset(words_of("actors")["addressed"])
_YOU = frozenset({"вы", "вас", "вам", "ваш", "ваша", "вашего", "у", "ты", "уважаемая"})
_SPOKEN_TO = frozenset({"ты", "тебя", "тебе", "тобой", "спасибо", "слушай", "слушайте"})
_ME = frozenset({"меня", "мне", "мной", "нас", "нам", "нами"})


def actors(reading: Reading, children: Children) -> list[Actor]:
    """Everybody in a post, by where they stand."""
    return reading.once(_actors, children)


def _actors(reading: Reading, children: Children) -> list[Actor]:
    named = {mention.first: mention for mention in islice(mentions(reading, children), MOST_ACTORS)}
    found: list[Actor] = []
    place = 0
    known = _known()
    words = reading.words
    while place < len(words) and len(found) < MOST_ACTORS:
        mention = named.get(place)
        if mention is not None:
            actor = _of_mention(reading, mention, found)
            if actor.role is Role.FAMILY and found and found[-1].last == place - 1:
                found.pop()
            found.append(actor)
            place = actor.last + 1
            continue
        form = words[place].form
        if _is_filler(reading, place, found):
            pass
        elif form in _PRONOUNS:
            found.append(Actor(place, place, Role.PRONOUN, _PRONOUNS[form]))
        elif form in _THIS and not describes(reading, place):
            found.append(Actor(place, place, Role.PRONOUN, Case.NOMINATIVE))
        elif form in _WHOSE_ALONE and not describes(reading, place, _WHOSE_ALONE[form]):
            several = form.endswith(("и", "их"))
            found.append(Actor(place, place, Role.RELATIVE, _WHOSE_ALONE[form], several))
        elif form in _ME:
            found.append(Actor(place, place, Role.SELF, Case.GENITIVE | Case.DATIVE))
        elif form in known and not (form in forms_of("describing") and describes(reading, place)):
            role, cases, plural = known[form]
            if role is Role.RELATIVE and cases & Case.GENITIVE and _is_whose(reading, place, found):
                place += 1
                continue
            found.append(_pointed(reading, place, role, cases, plural, found))
        place += 1
    return _with_children_of_addressed(reading, found)


def _is_whose(reading: Reading, place: int, found: list[Actor]) -> bool:
    """«Папа близнецов», «муж подруги»: the second word tells whose the first is."""
    return (
        bool(found)
        and found[-1].role is Role.RELATIVE
        and found[-1].last == place - 1
        and reading.words[place].form not in _WHOSE_ALONE
        and reading.words[place - 1].form in forms_of("kin")
    )


def _with_children_of_addressed(reading: Reading, found: list[Actor]) -> list[Actor]:
    """«Мама Артёма, он опять…», «Маме Артёма: ваш сын…»: who is spoken to hears of the child."""
    parents = (each for each in enumerate(found) if each[1].role is Role.FAMILY)
    place, parent = next(parents, (-1, None))
    if parent is None:
        return found
    addressed = _is_addressed(reading, parent)
    return [
        actor._replace(role=Role.CHILD, sure=True, roster=parent.roster, vocative=False, young=True)
        if index > place and _is_your_child(reading, actor, addressed)
        else actor
        for index, actor in enumerate(found)
    ]


def _is_addressed(reading: Reading, actor: Actor) -> bool:
    words = reading.words
    if actor.plural:
        return False
    if actor.first and words[actor.first - 1].form in ("прошу", "просим", "просьба"):
        return True
    if words[actor.first].form not in _ADDRESSED or actor.last + 1 >= len(words):
        return False
    after = reading.text[words[actor.last].end : words[actor.last].end + 1]
    follows = words[actor.last + 1].form
    return after in tuple(",:!") or follows in _YOU or is_spoken_to(follows)


def _is_your_child(reading: Reading, actor: Actor, addressed: bool) -> bool:
    """«Он у вас», «ваш сын», «дочка»; not «моего сына»."""
    if actor.role is Role.PRONOUN:
        return addressed
    words = reading.words
    if actor.plural or words[actor.first].form not in forms_of("own child"):
        return False
    before = words[actor.first - 1].form if actor.first else ""
    return before not in forms_of("ours")


def _is_filler(reading: Reading, place: int, found: list[Actor]) -> bool:
    """«Всё время», «все равно», «единственный, кто», «Миша наш»: words that are nobody here."""
    words = reading.words
    form = words[place].form
    if form == "все":
        following = words[place + 1].form if place + 1 < len(words) else ""
        if found and found[-1].role is Role.FAMILY and found[-1].last == place - 1:
            return True
        return (
            following in _BEHIND_ALL
            or are_things(following)
            or reading.text[words[place].end - 1] in "ёЁ"
        )
    if form in forms_of("figures"):
        return place + 1 < len(words) and words[place + 1].form in forms_of("figures behind")
    if form.startswith("кажд"):
        return words[place + 1].form in forms_of("often") if place + 1 < len(words) else False
    if form == "кто":
        return place > 0 and words[place - 1].form in _BEFORE_WHO
    if form in forms_of("older"):
        if place + 1 < len(words) and words[place + 1].form in forms_of("from"):
            return True  # «старшая группа»
        return bool(found) and found[-1].last == place - 1 and found[-1].role is Role.CHILD
    if form in _WHOSE_ALONE:
        return bool(found) and found[-1].last == place - 1 and found[-1].role is Role.CHILD
    return False


def _of_mention(reading: Reading, mention: Mention, before: list[Actor]) -> Actor:
    words = reading.words
    first, last, sort, cases, adult, sure = mention
    relation = first > 0 and words[first - 1].form in forms_of("kin") and reading.adjoins(first - 1)
    called = bool(cases & Case.NOMINATIVE) or not words[first].form.endswith(_VOWELS)
    vocative = called and _is_vocative(reading, first, last)
    roster = bool(sort & Sort.ROSTER)
    young = bool(sort & Sort.YOUNG) or (sort & _WHOLE == Sort.SURNAME and sure)
    related = relation and cases & Case.GENITIVE and not cases & Case.NOMINATIVE
    if adult or (not related and _is_grown(reading, mention)):
        return Actor(first, last, Role.ADULT, cases, sure=sure, vocative=vocative)
    if relation and words[first - 1].sentence == words[first].sentence:
        if cases & Case.GENITIVE or sort & _EITHER == Sort.FAMILY:
            return Actor(first - 1, last, Role.FAMILY, ~Case(0), False, sure, False, roster, young)
        return Actor(first, last, Role.ADULT, cases, sure=sure, vocative=vocative)
    follows = words[last + 1].form if last + 1 < len(words) else ""
    if follows in forms_of("kin") and (sort & Sort.POSSESSIVE or cases & Case.GENITIVE):
        return Actor(first, last + 1, Role.FAMILY, ~Case(0), roster=roster, young=young)
    if sort & Sort.POSSESSIVE and not sort & (Sort.GIVEN | Sort.SURNAME):
        return Actor(first, last, Role.WHOSE, cases, sure=sure)
    if sort & Sort.FAMILY and not sort & (Sort.GIVEN | Sort.SURNAME):
        return Actor(first, last, Role.FAMILY, ~Case(0), plural=True, sure=sure)
    return Actor(first, last, Role.CHILD, cases, False, sure, vocative, roster, young)


_VOWELS = tuple("аеиоуыюя")
"""«Полиночке, говорят, …»: nobody is called so; «Маш» is."""
_WHOLE = Sort.GIVEN | Sort.SURNAME
_EITHER = _WHOLE | Sort.FAMILY


def _is_grown(reading: Reading, mention: Mention) -> bool:
    """«Ольга», «Лена из комитета»: a parent or somebody of the staff, though without patronymic."""
    words, last = reading.words, mention.last
    before = words[mention.first - 1].form if mention.first else ""
    if before in forms_of("offices") or before in forms_of("staff") or before in forms_of("doctor"):
        return True
    behind = [word.form for word in words[last + 1 : last + 4]]
    if behind[:1] == ["из"]:
        if not forms_of("bodies").isdisjoint(behind):
            return True
        if not forms_of("from").isdisjoint(behind):
            return False
    if mention.sort & Sort.ROSTER:
        return False
    return words[mention.first].form in forms_of("grown") and before not in forms_of("of a child")


def _pointed(
    reading: Reading, place: int, role: Role, cases: Case, plural: bool, before: list[Actor]
) -> Actor:
    if role is Role.SOME_CHILD and not plural and _is_pointed_at(reading, place):
        role = Role.POINTED
    if role is Role.DOCTOR and _is_of_the_house(reading, place):
        role = Role.STAFF
    return Actor(place, place, role, cases, plural, vocative=_is_vocative(reading, place, place))


def _is_of_the_house(reading: Reading, place: int) -> bool:
    """«Психолог садика сама», «логопед наша»: who is told of, not who says what somebody has."""
    follows = reading.words[place + 1].form if place + 1 < len(reading.words) else ""
    return follows in forms_of("of the house")


def _is_pointed_at(reading: Reading, place: int) -> bool:
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


_YOURS = frozenset({"ваш", "ваша", "ваше", "ваши"})


def _is_vocative(reading: Reading, first: int, last: int) -> bool:
    """«Маша, во сколько…», «…, Маша?»: somebody is spoken to."""
    words, text = reading.words, reading.text
    after = text[words[last].end : words[last].end + 1]
    starts = first == 0 or words[first - 1].sentence != words[first].sentence
    behind_comma = first > 0 and "," in text[words[first - 1].end : words[first].start]
    if behind_comma and words[first - 1].form in _SPOKEN_TO:
        return True
    if _is_asked(reading, first, last):
        return True
    follows = words[last + 1] if last + 1 < len(words) else None
    if follows is None or follows.sentence != words[last].sentence:
        return behind_comma
    if after not in (",", "!"):
        return False
    if follows.form in _YOURS and describes_thing(reading, last + 1):
        return starts
    return (starts or behind_comma) and follows.form not in forms_of("goes on")


def _is_asked(reading: Reading, first: int, last: int) -> bool:
    """«Андрей ты зачем…», «Марина вы бы…»: without a comma, at the beginning of a sentence."""
    words = reading.words
    follows = words[last + 1] if last + 1 < len(words) else None
    if follows is None or follows.form not in _TO_THEIR_FACE:
        return False
    if follows.sentence != words[last].sentence or not reading.adjoins(last):
        return False
    return (
        first == 0
        or words[first - 1].sentence != words[first].sentence
        or (words[first - 1].form in _BEFORE_CALLED)
    )


_TO_THEIR_FACE = frozenset({"ты", "вы"})
_BEFORE_CALLED = frozenset({"а", "и", "ну", "слушай", "слышь", "привет", "здравствуйте", "спасибо"})
_NOT_PEOPLE = frozenset({"весь", "вся", "всё", "всю", "всего", "всему", "каждую", "каждое"})


@cache
def _known() -> dict[str, tuple[Role, Case, bool]]:
    known: dict[str, tuple[Role, Case, bool]] = {}
    for tag, entries in words_of("actors").items():
        if tag not in _ROLES:
            continue
        for form, case, plural in _declined(entries):
            before = known.get(form)
            if before is not None and plural and not before[2]:
                continue  # дочери: of one daughter, rather than several
            cases = before[1] | case if before and before[2] == plural else case
            known[form] = (_ROLES[tag], cases, plural)
    return known


def _declined(entries: Sequence[str]) -> list[tuple[str, Case, bool]]:
    found = []
    for entry in entries:
        readings = [each for each in analyzer().parse(entry) if "nomn" in each.tag]
        for form in (readings or analyzer().parse(entry))[0].lexeme:
            case = CASES.get(str(form.tag.case))
            if case is not None and form.word not in _NOT_PEOPLE:
                found.append((plain(form.word), case, "plur" in form.tag))
    return found
