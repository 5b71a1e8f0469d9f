"""Talk about one child in a common room: fires where a post says what a named child does, is or is
able to, or tells of its family."""

from collections.abc import Sequence

from policies.context import Context
from policies.file_model import FileModel
from policies.illness.nobodys import is_no_illness
from policies.names.actor import Actor, Role
from policies.names.actors import actors, named_in
from policies.names.clauses import marks_between
from policies.names.congratulated import without_congratulated
from policies.names.declension import Case
from policies.names.deed_words import (
    agree,
    is_done,
    is_thing_that_does,
    is_yet_to_come,
    part_of_speech,
)
from policies.names.deeds import deed, does_another, hurts_itself, may_tell
from policies.names.describing import forms_of
from policies.names.families import is_own_elsewhere, signs, talked_of_family
from policies.names.foreign import who_does
from policies.names.nearest import is_child, is_maker, nearest_child
from policies.names.no_conduct import is_asked_for, is_no_conduct, is_sent, is_to_be_told
from policies.names.ownership import owner
from policies.names.qualities import is_predicate, may_be_quality, quality
from policies.names.remarks import remark
from policies.names.roster import Named, Sort
from policies.names.saying import told_to_another, what_is_said
from policies.names.situations import listed, situation
from policies.names.subjects import UNNAMED, is_alone, is_topic, named_before
from policies.names.tales import people
from policies.names.toward import may_be_said, said_of
from policies.names.victims import has_victim, hurt_by_others
from policies.people import Children
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.text.table import Table
from policies.text.verbs import Number, numbers
from policies.text.vocabulary import Hit, Vocabulary
from policies.verdict import Evidence
from policies.words import words_of


class ChildTalk(FileModel):
    """Children of the roster are known in every case form and diminutive, others by Russian given
    names; there is nothing to set."""


def detector(parameters: ChildTalk) -> Detector:
    """Evidence: what was written from the child's name to what is said of it, and whether that is
    about the child or its family."""
    words = words_of("child_talk")
    vocabulary = Vocabulary(
        {
            tag: (*entries, *_turned(entries)) if tag in _DEEDS else entries
            for tag, entries in words.items()
        }
    )
    known = numbers(entry for entries in words.values() for entry in entries)
    health = words_of("health")
    illnesses = Vocabulary(
        {
            tag: [entry for entry in health[tag] if entry not in _NO_ILLNESSES]
            for tag in ("illness", "ill", "impersonal")
        }
    )

    def findings(reading: Reading, context: Context) -> Evidence | None:
        named = context.children.named(reading)
        if not named:
            return None
        hits = vocabulary.find(reading)
        if not hits and not _may_tell(reading, named):
            return None
        if not named_in(reading, context.children):
            return None
        known_people = people(reading, actors(reading, context.children))
        cast = without_congratulated(
            reading, [actor for actor in known_people if not signs(reading, actor)]
        )
        if context.children.names:
            cast = [actor for actor in cast if not is_own_elsewhere(reading, actor)]
        if not any(actor.role in _NAMED for actor in cast):
            return None
        ill = illnesses.find(reading)
        for hit in hits[:_MOST_HITS]:
            if _is_name(reading, cast, hit):
                continue
            person = _talked_of(reading, cast, hit, _number(reading, hit, known))
            if person is None or not _is_near(reading, cast, person, hit):
                continue
            if hit.tag in _OF_THE_ILL and _is_of_an_illness(reading, ill, hit):
                continue
            first, last = min(person.first, hit.first), max(person.last, hit.last)
            return {"found": reading.quote(first, last)[:100], "about": _ABOUT[hit.tag]}
        told = (
            deed(reading, cast, bool(ill), known)
            or (None if ill else quality(reading, cast))
            or said_of(reading, cast)
            or told_to_another(reading, cast)
            or (None if ill else _told_of_listed(reading, context.children, cast, hits))
        )
        if told is None:
            return None
        return {"found": reading.quote(*told)[:100], "about": "child"}

    return findings


def _told_of_listed(
    reading: Reading, children: Children, cast: Sequence[Actor], hits: Sequence[Hit]
) -> tuple[int, int] | None:
    """Of a child of the roster anything is told that is not harmless."""
    known = listed(reading, cast, children)
    return situation(reading, cast, hits, known) or remark(reading, cast, known)


def _may_tell(reading: Reading, named: Sequence[tuple[int, Named]]) -> bool:
    """Whether anything in a post with names could tell of a child though no entry is found: of one
    of the roster, any word."""
    first = named[0][0]
    return bool(
        any(each.sort & Sort.ROSTER for _, each in named)
        or may_tell(reading, first)
        or may_be_quality(reading, first)
        or may_be_said(reading)
        or reading.once(what_is_said)
    )


def _turned(entries: Sequence[str]) -> list[str]:
    """«Под стол залез» beside «залезть под»."""
    pairs = (entry.split() for entry in entries if not entry.startswith("="))
    return [f"{pair[1]} ... {pair[0]}" for pair in pairs if len(pair) == 2 and pair[1] in _WHERE]


_WHERE = frozenset(
    {"на", "в", "под", "за", "из", "с", "со", "по", "к", "от", "без", "до", "через", "вокруг"}
)


def _is_near(reading: Reading, cast: Sequence[Actor], person: Actor, hit: Hit) -> bool:
    """Whether nothing much stands between somebody (or «он», «отец») and what is said of them."""
    before = person.first <= hit.first
    if before:
        standing = (each.last for each in cast if each.role in _STANDING and each.last < hit.first)
        one, other = max((person.last, *standing)), hit.first
    else:
        one, other = hit.last, person.first
    if other <= one:
        return True
    if hit.tag in ("family", "home") and not before:
        return other - one <= _FAR_BEHIND and not marks_between(reading, one, other)
    if not before and hit.tag != "any" and marks_between(reading, one, other):
        return False
    far = (_FAR_OF_DEEDS if hit.tag == "hurts" else _FAR) if before else _FAR_BEHIND
    return other - one <= far and marks_between(reading, one, other) <= (_MARKS if before else 1)


_STANDING = frozenset({Role.PRONOUN, Role.RELATIVE, Role.SOME_CHILD, Role.POINTED})
"""Who stand for a child or tell of its family, nearer to what is said."""
_FAR, _FAR_OF_DEEDS, _FAR_BEHIND, _MARKS = 9, 13, 6, 2
"""Words and commas between somebody and what is said of them."""


def _is_of_an_illness(reading: Reading, ill: Sequence[Hit], hit: Hit) -> bool:
    """«Соня капризничала, оказалось, отит»: that is health, unless others suffer from it."""
    if hit.tag == "any":
        return any(each.tag == "illness" for each in ill)
    if hit.tag in ("acts", "able"):  # «у Вари СДВГ, вот она и носится» tells how she always is
        ill = [each for each in ill if each.entry not in _FOR_GOOD]
    ill = [each for each in ill if each.last < hit.first or each.first > hit.last]
    sentence = reading.words[hit.first].sentence
    near = (each for each in ill if abs(reading.words[each.first].sentence - sentence) <= 1)
    if all(is_no_illness(reading, each) for each in near):
        return False
    return not any(word.form in _OTHERS for word in reading.words if word.sentence == sentence)


_NO_ILLNESSES = frozenset({"рожа"})
"""«Корчит рожи»."""
_FOR_GOOD = frozenset(words_of("neutral_deeds")["for good"])
_OF_THE_ILL = frozenset({"acts", "able", "has", "any"})
_OTHERS = frozenset({"всех", "всем", "никого", "никому", "детей", "детям", "других", "остальных"})


_ABOUT = dict.fromkeys(("acts", "hurts", "able", "is", "has", "any"), "child") | dict.fromkeys(
    ("family", "home"), "family"
)
_MOST_HITS = 100
_NAMED = frozenset({Role.CHILD, Role.FAMILY, Role.WHOSE})


def _is_name(reading: Reading, cast: Sequence[Actor], hit: Hit) -> bool:
    """Whether a found word is (a part of) a name, such as that of Лев Толстой."""
    written = reading.text[reading.words[hit.first].start]
    for actor in cast:
        if actor.role in _NAMED:
            if actor.first <= hit.first <= actor.last:
                return not _is_what_it_has(reading, actor, hit)
            if actor.last == hit.first - 1 and written.isupper() and not reading.text.isupper():
                return True
    return False


def _is_what_it_has(reading: Reading, actor: Actor, hit: Hit) -> bool:
    """«У Кирилла отчим»; not «отчим Кирилла»."""
    had = hit.tag == "home" and hit.first == actor.last and actor.role is Role.FAMILY
    return had and reading.words[actor.first - 1].form == "у"


def _number(reading: Reading, hit: Hit, known: Table[Number]) -> Number:
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
        return talked_of_family(reading, cast, hit, number)
    if hit.tag == "any":
        return None if is_no_conduct(reading, hit) else nearest_child(reading, cast, hit)
    if hit.tag in _DEEDS and part_of_speech(reading.words[hit.first].form) in _DONE_TO:
        return None  # «диск поцарапан»
    if hit.tag == "hurts" and (victim := hurt_by_others(reading, cast, hit, number)) is not None:
        return victim
    if hit.tag in ("acts", "hurts") and (foreign := who_does(reading, cast, hit)) is not None:
        return foreign
    person = _in_company(reading, cast, owner(reading, cast, hit.first, hit.last, number))
    if person is None or _is_of_a_thing(reading, person, hit, number):
        return None
    if hit.tag in _SUBJECTS and not (
        person.cases & Case.NOMINATIVE
        or is_topic(reading, person)
        or _is_reason(reading, person, hit)
        or _goes_on(reading, person, hit)
    ):
        return None
    if hit.tag in _DEEDS and not _may_have_done(reading, person, hit):
        return None
    if hit.tag in ("acts", "able") and is_yet_to_come(reading.words[hit.last].form):
        return None
    if hit.tag in _DEEDS and any(
        told(reading, hit) for told in (is_asked_for, is_sent, is_no_conduct)
    ):
        return None
    if hit.tag == "acts" and _has_hurt_itself(reading, cast, person, hit):
        return None
    if hit.tag in ("acts", "able") and is_to_be_told(reading, person, hit):
        return None
    if person.role is Role.WHOSE:
        return person if hit.tag == "has" and person.last == hit.first - 1 else None
    if person.role is Role.FAMILY and hit.tag in ("has", "is"):
        if hit.tag == "has" and hit.entry in words_of("neutral_deeds")["talked over"]:
            return person
        return _theirs(reading, cast, person)
    if person.role is Role.FAMILY and (
        number is Number.NONE or (person.plural and hit.tag == "hurts")
    ):
        return person
    if person.role in UNNAMED and person in cast:
        named = named_before(reading, cast, cast.index(person))
        if named is not None and number is not Number.PLURAL:
            return named
    if not is_child(reading, person, hit):
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
    if hit.tag == "is" and (
        not is_predicate(reading, hit.first, hit.last, person) or _is_thanked(person, hit)
    ):
        return None
    return person


def _in_company(reading: Reading, cast: Sequence[Actor], person: Actor | None) -> Actor | None:
    """«Лев с Мишей не разлей вода»: who is with the other, rather than the other."""
    if person is None or person not in cast or person.cases != Case.INSTRUMENTAL:
        return person
    place = cast.index(person)
    one = cast[place - 1] if place else None
    is_with = reading.words[person.first - 1].form in ("с", "со")
    if one is None or not is_with or one.last != person.first - 2:
        return person
    return one if one.role is Role.CHILD and one.cases & Case.NOMINATIVE else person


def _is_reason(reading: Reading, person: Actor, hit: Hit) -> bool:
    """«Мишу переводят, потому что плохо говорит»."""
    between = [word.form for word in reading.words[person.last + 1 : hit.first]]
    return "потому" in between and between.index("потому") > len(between) - _FAR_REASON


_FAR_REASON = 6


def _goes_on(reading: Reading, person: Actor, hit: Hit) -> bool:
    """«С Ксюшей сегодня неудобно, расплакалась»: not of who writes («Мишу забирала, плакала»)."""
    words = reading.words
    if person.role is not Role.CHILD or person.first > 1 or person.last >= hit.first:
        return False
    if marks_between(reading, person.last, hit.first) != 1 or not is_done(words[hit.first].form):
        return False
    if any(
        is_done(word.form) and agree(words[person.first].form, word.form)
        for word in words[person.last + 1 : hit.first]
    ):
        return False
    return agree(words[person.first].form, words[hit.first].form)


def _theirs(reading: Reading, cast: Sequence[Actor], family: Actor) -> Actor | None:
    """The child of «Лев у Павловых гений»."""
    if family not in cast or reading.words[family.first - 1].form != "у":
        return None
    before = [each for each in cast[: cast.index(family)] if each.last == family.first - 2]
    return next((each for each in before if each.role is Role.CHILD), None)


def _is_thanked(person: Actor, hit: Hit) -> bool:
    """«Молодец Тима, донёс шишки»: it is said of what is done for all."""
    return hit.entry in ("молодец", "молодчина") and person.first > hit.last


_DEEDS = frozenset({"acts", "hurts", "able"})
_SUBJECTS = frozenset({"acts", "able", "is"})
_DONE_TO = frozenset({"PRTS", "PRTF"})


def _may_have_done(reading: Reading, person: Actor, hit: Hit) -> bool:
    """Whether name and verbs are of one gender: «у Вари папа…, орал»."""
    if person.role is not Role.CHILD or not person.cases & Case.NOMINATIVE:
        return True
    name = reading.words[person.first].form
    if "кто" in {word.form for word in reading.words[person.last + 1 : hit.first]}:
        return True
    return all(agree(name, word.form) for word in reading.words[hit.first : hit.last + 1])


def _has_hurt_itself(reading: Reading, cast: Sequence[Actor], person: Actor, hit: Hit) -> bool:
    """«Сломал руку», «порвал штаны», but «сломал моей дочке заколку»."""
    behind = (word.form for word in reading.words[hit.last + 1 : hit.last + 4])
    damages = hit.entry in words_of("neutral_deeds")["damages"]
    own = damages and not forms_of("clothes").isdisjoint(behind)
    if not own and not hurts_itself(reading, reading.words[hit.first].form):
        return False
    return person not in cast or not has_victim(reading, cast, cast.index(person))


_PREPOSITIONS = frozenset({"в", "с", "со", "без", "из", "до", "на"})
_CLASS = "логопедически*"
"""«Миша на логопедическом» is at lessons."""


def _is_of_a_thing(reading: Reading, person: Actor, hit: Hit, number: Number) -> bool:
    """«Рисунок Ксюши занял первое место», «Варя опоздает, автобус тормозит»."""
    if hit.tag not in ("acts", "able") or number is not Number.SINGULAR or person.first > hit.first:
        return False
    if person.cases & Case.NOMINATIVE:
        return does_another(reading, person, hit.first)
    return is_maker(reading, person) or is_thing_that_does(
        reading.words[max(0, person.first - 1)].form, reading.words[hit.first].form
    )


def _with_preposition(reading: Reading, hit: Hit) -> bool:
    """«Миша в истерике», «с характером»."""
    before = reading.words[max(0, hit.first - 2) : hit.first]
    return hit.entry != _CLASS and any(word.form in _PREPOSITIONS for word in before)


RULE = Rule("child_talk", ChildTalk, detector, heuristic=True)
