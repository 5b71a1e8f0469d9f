"""What a named child does, did, or is, told by kinds of words rather than by lists of them."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from policies.names.actor import Actor
from policies.names.clauses import clause_behind, later_clauses, marks_between
from policies.names.declension import Case
from policies.names.deed_words import (
    agree,
    denied_forms,
    is_deed,
    is_doing,
    is_harmless,
    is_other_infinitive,
    is_somebody,
    is_thing_that_does,
    part_of_speech,
    signs_of_conduct,
)
from policies.names.subjects import (
    is_alone,
    is_of_a_group,
    is_topic,
    may_be_talked_of,
    told_of,
    word_before,
)
from policies.names.victims import has_victim
from policies.text.reading import Reading
from policies.text.table import Table
from policies.text.verbs import Number
from policies.words import words_of

_FAR_INFINITIVE, _FAR_SIGN = 4, 6


def may_tell(reading: Reading, first: int) -> bool:
    """Whether any word behind one (an index into `Reading.words`) could be what `deed` looks for:
    most posts with names have none, and who is in them need not be asked."""
    forms = reading.in_order
    signs = _signs()
    for place in range(first + 1, len(forms)):
        form = forms[place]
        if is_deed(form, True) or (form in signs and _may_be_told(forms, place)):
            return True
    return False


def _may_be_told(forms: Sequence[str], place: int) -> bool:
    """Whether the words that a sign needs stand beside it."""
    marks = words_of("neutral_deeds")
    form = forms[place]
    behind = forms[place + 1 : place + 1 + _FAR_INFINITIVE]
    if form == "как" or form in marks["quality"] or form in marks["oneself"]:
        return any(map(is_doing, forms[max(0, place - 2) : place + 3]))
    if forms[place - 1] == "не" and (form in marks["not able"] or form in denied_forms()):
        return True
    return any(map(is_other_infinitive, behind)) or any(map(is_somebody, behind[:2]))


@cache
def _signs() -> frozenset[str]:
    marks = words_of("neutral_deeds")
    tags = ("not able", "beginning", "quality", "oneself", "intensifier", "among", "ours")
    several = (form for tag in (*tags, "difficult", "due") for form in marks[tag])
    return denied_forms() | {"как", *several}


def deed(
    reading: Reading, cast: Sequence[Actor], is_ill: bool, listed: Table[Number]
) -> tuple[int, int] | None:
    """From which word to which it is told, where no entry has been found: a verb that is in no list
    of what is only arranged, made or worn, in the child's own clause or in a later one that has no
    subject of its own. Verbs of the entries (`listed`), which may be harmless without the words
    that stand there, need a sign that it is conduct (to whom it is done, how often, at which
    lesson).

    That is of children of the roster, and of names that are rather children's than adults'; of
    others where it is done to children. Where the post is about an illness (`is_ill`), verbs that
    are in no list tell of that.
    """
    for index, actor, child in told_of(reading, cast):
        if not (actor.cases & Case.NOMINATIVE or is_topic(reading, actor)):
            continue
        if not may_be_talked_of(reading, child) and not (
            child.sure and has_victim(reading, cast, index)
        ):
            continue
        together = child.plural or not is_alone(reading, cast, child)
        for place in clause_behind(reading, cast, index):
            if _is_told(reading, cast, index, child, place, together, is_ill):
                return child.first, place
            if (
                not is_ill
                and _is_unlisted(reading, child, place, together, listed)
                and not does_another(reading, actor, place)
            ):
                return child.first, place
        if is_ill or not child.roster:
            continue
        for place in later_clauses(reading, cast, index):
            tells = _is_unlisted(reading, child, place, False, listed) or (
                is_deed(reading.words[place].form, False)
                and _is_conduct(reading, cast, index, child, place)
            )
            if tells and not _has_subject(reading, place):
                return child.first, place
    return None


def _is_unlisted(
    reading: Reading, child: Actor, place: int, together: bool, listed: Table[Number]
) -> bool:
    """«Соня листала книжку», «Глеб щёлкает задачки»: no entry has the verb, nor is it harmless."""
    words = reading.words
    form = words[place].form
    if not is_deed(form, together) or is_harmless(form) or listed.get(form) is not None:
        return False
    if child.by_surname and not is_of_a_group(reading, child):
        return False  # a parent is called so, too
    if not agree(words[child.first].form, form) or hurts_itself(reading, form):
        return False
    return not any(
        behind.form.isdigit() or is_thing_that_does(behind.form, form)
        for behind in words[place + 1 : place + 2]
    )


def _has_subject(reading: Reading, place: int) -> bool:
    """«…, трамвай сломался», «…, двадцать лет отработала Анна»: of the clause of a verb."""
    words = reading.words
    verb = words[place].form
    before = place
    while before and reading.adjoins(before - 1) and place - before < _FAR_SIGN:
        before -= 1
        noun = words[before].form
        if noun not in _TIMES and (is_thing_that_does(noun, verb) or is_somebody(noun)):
            return True
    return any(is_somebody(word.form) for word in words[place + 1 : place + 3])


def _is_told(
    reading: Reading,
    cast: Sequence[Actor],
    index: int,
    child: Actor,
    place: int,
    together: bool,
    is_ill: bool,
) -> bool:
    actor = cast[index]
    negated = reading.words[place - 1].form == "не"
    form = reading.words[place].form
    if does_another(reading, actor, place):
        return False
    if hurts_itself(reading, form) and not has_victim(reading, cast, index):
        return False
    if is_deed(form, together) and not is_ill:
        return _is_conduct(reading, cast, index, child, place)
    if _tries(reading, actor, place, negated, together):
        return True
    marks = words_of("neutral_deeds")
    if negated and form in denied_forms():
        return not _says_nothing_of_it(reading, place)
    if is_ill:
        return False
    if form in marks["quality"] or form in marks["oneself"] or _is_simile(reading, place):
        around = reading.words[max(0, place - 2) : place + 3]
        return any(is_doing(word.form) for word in around)
    return _is_called(reading, actor, place)


def _is_conduct(
    reading: Reading, cast: Sequence[Actor], index: int, child: Actor, place: int
) -> bool:
    """Whether a verb that nobody has listed tells of the child's conduct: «опять пролежал в луже»,
    «моей дочке волосы отрезала»; not «ночует у тёти», «в субботу поднялась 38,7»."""
    words = reading.words
    verb = words[place]
    if not agree(words[child.first].form, verb.form):
        return False
    for before, behind in pairwise(words[place : place + 3]):
        # «залез по пояс», «прячет чужую обувь»
        is_object = before.form in _OF_OTHERS or part_of_speech(before.form) == "PREP"
        if behind.form.isdigit() or (not is_object and is_thing_that_does(behind.form, verb.form)):
            return False  # «поднялся жар»
    if has_victim(reading, cast, index) or _is_who_did_it(reading, child, verb.form):
        return True
    signs = signs_of_conduct(child.by_surname)
    near = range(max(0, child.first - _FAR_SIGN), min(len(words), place + _FAR_SIGN))
    return any(
        words[at].form in signs
        and words[at].sentence == verb.sentence
        and not marks_between(reading, min(at, place), max(at, place))
        for at in near
    ) or is_of_a_group(reading, child)


def _is_who_did_it(reading: Reading, child: Actor, form: str) -> bool:
    """«Это Данил придумал»: the blame is his."""
    before = word_before(reading, child)
    return before == "это" and not child.by_surname and not is_harmless(form)


_OF_OTHERS = frozenset({"чужую", "мою", "нашу", "вашу"})
"""Before a thing to which something is done, whatever its nominative."""


def _says_nothing_of_it(reading: Reading, place: int) -> bool:
    """«Кирилл ничего не говорил про сменку»: it is the thing that is asked for."""
    words = reading.words
    following = words[place + 1].form if place + 1 < len(words) else ""
    return words[place].form in _HAS_SAID and following in _OF_WHAT


_HAS_SAID = frozenset({"говорил", "говорила", "рассказывал", "рассказывала", "помнит", "знает"})
_OF_WHAT = frozenset({"про", "о", "об", "что", "где", "куда", "когда", "чей", "чья", "чье", "кто"})


def does_another(reading: Reading, actor: Actor, place: int) -> bool:
    """«Миша будет позже, отпуск заканчивается»: a thing in the same clause does it."""
    words = reading.words
    for between in range(place - 1, actor.last, -1):
        if not reading.adjoins(between):
            return False
        noun = words[between].form
        if noun in _TIMES:
            continue
        if is_thing_that_does(noun, words[place].form) or (
            between == place - 1 and is_somebody(noun)
        ):
            return any(
                not reading.adjoins(before)
                or words[before].form in words_of("neutral_deeds")["conjunction"]
                for before in range(actor.last, between)
            )
    return False


_TIMES = frozenset({"раз", "день", "час", "вечер", "год", "месяц", "урок", "сончас", "обед"})
"""«он в прошлый раз убегал»"""


def _is_called(reading: Reading, actor: Actor, place: int) -> bool:
    """«Просто сказка», «такая артистка», «у нас лидер», «наш лидер»."""
    marks = words_of("neutral_deeds")
    words = reading.words
    form = words[place].form
    if actor.by_surname and not is_of_a_group(reading, actor):
        return False  # «Морозов у них экскурсовод»
    if form in marks["among"]:
        if words[place - 1].form != "у" or "," in _between(reading, actor.last, place):
            return False
    elif form in marks["ours"]:
        if place != actor.last + 1 or not reading.adjoins(actor.last):
            return False
    elif form not in marks["intensifier"]:
        return False
    return any(is_somebody(word.form) for word in words[place + 1 : place + 3])


def _between(reading: Reading, first: int, last: int) -> str:
    return reading.text[reading.words[first].end : reading.words[last].start]


def _is_simile(reading: Reading, place: int) -> bool:
    """«Ест как птичка»."""
    words = reading.words
    return (
        words[place].form == "как"
        and place + 1 < len(words)
        and is_somebody(words[place + 1].form)
        and is_doing(words[place - 1].form)
    )


def hurts_itself(reading: Reading, form: str) -> bool:
    """«Сломал руку»: that is health."""
    marks = words_of("neutral_deeds")
    return form in marks["injury"] and any(f" {part}" in reading.lower for part in marks["body"])


def _tries(reading: Reading, actor: Actor, place: int, negated: bool, together: bool) -> bool:
    """«Не может застегнуть», «застегнуть не может», «поделить не могут», «начал дерзить»."""
    marks = words_of("neutral_deeds")
    words = reading.words
    form = words[place].form
    not_able = marks["not able"] + (marks["not able together"] if together else ())
    if form not in (not_able if negated else marks["beginning"]):
        return False
    tried = words[place + 1 : place + 1 + _FAR_INFINITIVE]
    if negated:
        tried += words[max(actor.last + 1, place - 1 - _FAR_INFINITIVE) : place - 1]
    return any(is_other_infinitive(word.form) for word in tried)
