"""Everybody whom a post speaks of: by name, by kinship or office, by a pronoun."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice

from policies.names.actor import Actor, Role
from policies.names.addressed import YOURS_ALONE, is_theirs, with_children_of_addressed
from policies.names.declension import Case
from policies.names.deed_words import is_done
from policies.names.describing import (
    CASES,
    are_things,
    describes,
    forms_of,
    is_of_one,
    is_of_the_house,
    is_pointed_at,
)
from policies.names.mentions import Mention, mentions
from policies.names.named_actors import of_mention
from policies.names.vocatives import is_vocative
from policies.people import Children
from policies.text.morphology import plain, readings_of
from policies.text.reading import Reading
from policies.words import words_of

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
_SOMEONE = frozenset({"кто", "кто-нибудь", "кто-то"})
_ME = frozenset({"меня", "мне", "мной", "нас", "нам", "нами"})


def actors(reading: Reading, children: Children) -> Sequence[Actor]:
    """Everybody in a post, by where they stand."""
    return reading.once(_actors, children)


def named_in(reading: Reading, children: Children) -> Mapping[int, Mention]:
    """Who is named in a post, by the first word of the name (an index into `Reading.words`)."""
    return reading.once(_named, children)


def _named(reading: Reading, children: Children) -> Mapping[int, Mention]:
    return {mention.first: mention for mention in islice(mentions(reading, children), MOST_ACTORS)}


def _actors(reading: Reading, children: Children) -> Sequence[Actor]:
    mentioned = named_in(reading, children)
    found: list[Actor] = []
    known, telling = _known(), _telling()
    words = reading.words
    behind = 0
    for place, word in enumerate(words):
        form = word.form
        mention = mentioned.get(place)
        if place < behind or (mention is None and form not in telling):
            continue
        if len(found) == MOST_ACTORS:
            break
        if mention is not None:
            actor = of_mention(reading, mention)
            if actor.role is Role.FAMILY and found and found[-1].last == place - 1:
                found.pop()
            found.append(actor)
            behind = actor.last + 1
            continue
        if _is_filler(reading, place, found):
            pass
        elif form in _PRONOUNS:
            found.append(Actor(place, place, Role.PRONOUN, _PRONOUNS[form]))
        elif _is_this(reading, place):
            found.append(Actor(place, place, Role.PRONOUN, Case.NOMINATIVE))
        elif form in YOURS_ALONE and is_theirs(reading, place, found):
            found.append(Actor(place, place, Role.RELATIVE, Case.NOMINATIVE))
        elif form in _WHOSE_ALONE and not describes(reading, place, _WHOSE_ALONE[form]):
            several = form.endswith(("и", "их"))
            found.append(Actor(place, place, Role.RELATIVE, _WHOSE_ALONE[form], several))
        elif form in _ME:
            found.append(Actor(place, place, Role.SELF, Case.GENITIVE | Case.DATIVE))
        elif form in known and not (form in forms_of("describing") and describes(reading, place)):
            role, cases, plural = known[form]
            if role is Role.RELATIVE and cases & Case.GENITIVE and _is_whose(reading, place, found):
                continue
            found.append(_pointed(reading, place, role, cases, plural, found))
    return with_children_of_addressed(reading, found)


_THE_OTHER = frozenset({"тот", "та"})


def _is_this(reading: Reading, place: int) -> bool:
    """«Этот», «дразнит Машу, та плачет»: no word that describes another."""
    words = reading.words
    form = words[place].form
    if form not in _THE_OTHER:
        return form in _THIS and not describes(reading, place)
    return (
        0 < place < len(words) - 1
        and "," in reading.text[words[place - 1].end : words[place].start]
        and reading.adjoins(place)
        and is_done(words[place + 1].form)
    )


def _is_whose(reading: Reading, place: int, found: list[Actor]) -> bool:
    """«Папа близнецов», «муж подруги»: the second word tells whose the first is."""
    return (
        bool(found)
        and found[-1].role is Role.RELATIVE
        and found[-1].last == place - 1
        and reading.words[place].form not in _WHOSE_ALONE
        and reading.words[place - 1].form in forms_of("kin")
    )


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
            or is_of_one(following)  # «все делал сам»: with its dots it is всё
            or reading.text[words[place].end - 1] in "ёЁ"
        )
    if form in forms_of("figures"):
        return place + 1 < len(words) and words[place + 1].form in forms_of("figures behind")
    if form.startswith("кажд"):
        return words[place + 1].form in forms_of("often") if place + 1 < len(words) else False
    if form in _SOMEONE and reading.in_order[place - 1 : place] == ["не"]:
        return True  # «не кто-нибудь, а Миша»
    if form == "кто":
        return place > 0 and words[place - 1].form in _BEFORE_WHO
    if form in forms_of("older"):
        if place + 1 < len(words) and words[place + 1].form in forms_of("from"):
            return True  # «старшая группа»
        return bool(found) and found[-1].last == place - 1 and found[-1].role is Role.CHILD
    if form in _WHOSE_ALONE:
        return bool(found) and found[-1].last == place - 1 and found[-1].role is Role.CHILD
    return False


def _pointed(
    reading: Reading, place: int, role: Role, cases: Case, plural: bool, before: list[Actor]
) -> Actor:
    if role is Role.SOME_CHILD and not plural and is_pointed_at(reading, place):
        role = Role.POINTED
    if role is Role.DOCTOR and is_of_the_house(reading, place):
        role = Role.STAFF
    return Actor(place, place, role, cases, plural, vocative=is_vocative(reading, place, place))


_NOT_PEOPLE = frozenset({"весь", "вся", "всё", "всю", "всего", "всему", "каждую", "каждое"})


@cache
def _telling() -> frozenset[str]:
    """The words of which each may be somebody: of the others nothing has to be asked."""
    return frozenset(
        (*_known(), *_PRONOUNS, *_THIS, *_THE_OTHER, *YOURS_ALONE, *_WHOSE_ALONE, *_ME)
    )


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
        readings = [each for each in readings_of(entry) if "nomn" in each.tag]
        for form in (readings or readings_of(entry))[0].lexeme:
            case = CASES.get(str(form.tag.case))
            if case is not None and form.word not in _NOT_PEOPLE:
                found.append((plain(form.word), case, "plur" in form.tag))
    return found
