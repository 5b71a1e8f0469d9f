"""What a named child does, did, or is, told by kinds of words rather than by lists of them."""

from collections.abc import Iterator, Sequence

from policies.names.actors import Actor, Role
from policies.names.declension import Case
from policies.names.deed_words import (
    denied_forms,
    gender,
    is_deed,
    is_doing,
    is_done_to,
    is_other_infinitive,
    is_somebody,
    is_thing,
    is_thing_that_does,
    is_trait,
    part_of_speech,
)
from policies.names.ownership import antecedent
from policies.text.reading import Reading
from policies.words import words_of

_FAR = 15
"""Words behind a name among which its deed is looked for."""
_FAR_TRAIT, _FAR_INFINITIVE = 3, 4
_UNNAMED = frozenset({Role.SOME_CHILD, Role.POINTED})
_NAMED = frozenset({Role.CHILD, Role.FAMILY})
_LINKS = frozenset({"был", "была", "стал", "стала", "растет", "рос", "кажется", "остался"})
_MAY = frozenset({"пусть", "пускай"})
_CHILDREN = frozenset({Role.CHILD, Role.RELATIVE, Role.POINTED, Role.SOME_CHILD})


def deed(reading: Reading, cast: Sequence[Actor]) -> tuple[int, int] | None:
    """From which word to which it is told, unless it is coming, going and the like.

    That is of children of the roster, and of names that are rather children's than adults'; of
    others where it is done to children.
    """
    for index, actor in enumerate(cast):
        child = actor
        if actor.role is Role.PRONOUN:
            child = antecedent(reading, cast[:index], actor) or actor
        elif actor.role in _UNNAMED and not actor.plural:
            child = named_before(reading, cast, index) or actor
        if actor.role is Role.FAMILY or child.role not in _NAMED or actor.vocative:
            continue
        if actor.first and reading.words[actor.first - 1].form in _MAY:
            continue  # «пусть Варя у окна не стоит»
        if not (actor.cases & Case.NOMINATIVE or _is_topic(reading, actor)):
            done = _done_to(reading, cast, index) or _finds_difficult(reading, actor)
            if done is not None:
                return actor.first, done
            continue
        if not _may_be_talked_of(reading, child) and not (child.sure and _has_victim(cast, index)):
            continue
        together = not is_alone(reading, cast, child)
        for place in _until_next_subject(reading, cast, index):
            if _is_told(reading, cast, index, place, together) or (
                (child.roster or (child.young and child.sure))
                and _is_trait(reading, actor.last, place)
            ):
                return child.first, place
    return None


def _done_to(reading: Reading, cast: Sequence[Actor], index: int) -> int | None:
    """«Кирюшу перехвалили»: the word for what people do to a child, nobody says who."""
    actor = cast[index]
    if not actor.cases & Case.ACCUSATIVE or not (actor.roster and actor.sure):
        return None
    for place in _until_next_subject(reading, cast, index):
        if place - actor.last > _FAR_TRAIT:
            return None
        if is_done_to(reading.words[place].form):
            return place
    return None


def _finds_difficult(reading: Reading, actor: Actor) -> int | None:
    """«Глебу трудно сосредоточиться», «вашему Глебу пора научиться»: the word for how it is."""
    words = reading.words
    if not actor.cases & Case.DATIVE or not (actor.roster or (actor.young and actor.sure)):
        return None
    marks = words_of("neutral_deeds")
    yours = any(
        words[place].form in marks["yours"]
        for place in (actor.first - 1, actor.last + 1)
        if 0 <= place < len(words)
    )
    for place in range(
        actor.last + 1, min(actor.last + 4 if yours else actor.last + 3, len(words) - 1)
    ):
        form = words[place].form
        if form in marks["difficult"] or (yours and form in marks["due"]):
            step = 2 if words[place + 1].form in ("бы", "уже") else 1
            told = place + step
            if told < len(words) and is_other_infinitive(words[told].form):
                return told
    return None


def named_before(reading: Reading, cast: Sequence[Actor], index: int) -> Actor | None:
    """The child that «ребёнок» is, where it has been named: in the same sentence."""
    sentence = reading.words[cast[index].first].sentence
    return next(
        (
            actor
            for actor in reversed(cast[:index])
            if actor.role in _NAMED and reading.words[actor.last].sentence == sentence
        ),
        None,
    )


def _may_be_talked_of(reading: Reading, child: Actor) -> bool:
    """Whether a name is a child's for itself: others may be adults, «роза» a rose."""
    capital = reading.text[reading.words[child.first].start].isupper()
    if child.young and (child.sure or capital):
        return True
    return (child.roster and (child.sure or capital)) or is_of_a_group(reading, child)


def is_of_a_group(reading: Reading, child: Actor) -> bool:
    """«Марина из второй группы», «ваша Марина»."""
    words = reading.words
    behind = [word.form for word in words[child.last + 1 : child.last + 5]]
    if behind[1:2] == ["из"] and reading.text[words[child.last + 1].start].isupper():
        behind = behind[1:]  # a surname that nobody knows
    marks = words_of("neutral_deeds")
    if behind[:1] == ["из"] and any(form in marks["group"] for form in behind):
        return True
    return child.first > 0 and words[child.first - 1].form in marks["ours"]


def is_alone(reading: Reading, cast: Sequence[Actor], person: Actor) -> bool:
    """Whether no other child is named in the sentence."""
    sentence = reading.words[person.first].sentence
    return not any(
        actor is not person
        and actor.role is Role.CHILD
        and actor.first != person.first
        and reading.words[actor.first].sentence == sentence
        for actor in cast
    )


def is_predicate(reading: Reading, first: int, last: int) -> bool:
    """Whether an adjective is said of somebody, not of the thing behind it («тихий час»)."""
    words = reading.words
    if first == last and words[first].form.endswith("о"):  # «тихо просит»
        return False
    before = words[first - 1].form if first else ""
    if before and is_thing(before) and gender(before) == gender(words[last].form):
        return False  # «форма спортивная»
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


def _is_topic(reading: Reading, actor: Actor) -> bool:
    """«Про Егора: залез под стол»."""
    return reading.text[reading.words[actor.last].end :].startswith(":")


def _has_victim(cast: Sequence[Actor], index: int) -> bool:
    return any(
        each.role in _CHILDREN
        and not each.cases & Case.NOMINATIVE
        and (each.role is not Role.CHILD or each.roster or each.young)
        for each in cast[index + 1 :]
    )


def _until_next_subject(reading: Reading, cast: Sequence[Actor], index: int) -> Iterator[int]:
    words = reading.words
    actor = cast[index]
    subjects = (
        each.first
        for each in cast[index + 1 :]
        if each.cases & Case.NOMINATIVE and each.role is not Role.CHILD
    )
    end = next(subjects, len(words))
    named = [each for each in cast if each.role in _NAMED]
    for place in range(actor.last + 1, min(end, actor.last + _FAR)):
        if words[place].sentence != words[actor.last].sentence:
            return
        if not any(each.first <= place <= each.last for each in named):
            yield place


def _is_told(
    reading: Reading, cast: Sequence[Actor], index: int, place: int, together: bool
) -> bool:
    actor = cast[index]
    negated = reading.words[place - 1].form == "не"
    form = reading.words[place].form
    if does_another(reading, actor, place):
        return False
    if _hurts_itself(reading, form) and not _has_victim(cast, index):
        return False
    if is_deed(form, negated, together) or _tries(reading, place, negated):
        return True
    marks = words_of("neutral_deeds")
    if negated and form in denied_forms():
        return not _says_nothing_of_it(reading, place)
    if form in marks["quality"] or form in marks["oneself"] or _is_simile(reading, place):
        around = reading.words[max(0, place - 2) : place + 3]
        return any(is_doing(word.form) for word in around)
    return _is_called(reading, actor.last, place)


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
        if is_thing_that_does(noun, words[place].form) or (
            between == place - 1 and is_somebody(noun)
        ):
            return any(
                not reading.adjoins(before)
                or words[before].form in words_of("neutral_deeds")["conjunction"]
                for before in range(actor.last, between)
            )
    return False


def _is_called(reading: Reading, name: int, place: int) -> bool:
    """«Просто сказка», «такая артистка», «у нас лидер», «наш лидер»."""
    marks = words_of("neutral_deeds")
    words = reading.words
    form = words[place].form
    if form in marks["among"]:
        if words[place - 1].form != "у" or "," in _between(reading, name, place):
            return False
    elif form in marks["ours"]:
        if place != name + 1 or reading.text[words[name].end : words[place].start].strip():
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


def _hurts_itself(reading: Reading, form: str) -> bool:
    """«Сломал руку»: that is health."""
    marks = words_of("neutral_deeds")
    return form in marks["injury"] and any(f" {part}" in reading.lower for part in marks["body"])


def _tries(reading: Reading, place: int, negated: bool) -> bool:
    """«Не может застегнуть», «начал дерзить»."""
    marks = words_of("neutral_deeds")
    form = reading.words[place].form
    if form not in (marks["not able"] if negated else marks["beginning"]):
        return False
    following = reading.words[place + 1 : place + 1 + _FAR_INFINITIVE]
    return any(is_other_infinitive(word.form) for word in following)


def _is_of_a_noun(noun: str, trait: str) -> bool:
    """«Язык типичный»."""
    if noun in words_of("neutral_deeds")["somebody"] or part_of_speech(noun) != "NOUN":
        return False
    return gender(noun) == gender(trait)


def _is_trait(reading: Reading, name: int, place: int) -> bool:
    """Whether a word is an adjective that is said of the child whose name is before it."""
    form = reading.words[place].form
    if place - name > _FAR_TRAIT or not is_trait(form):
        return False
    if place - name > 1 and _is_of_a_noun(reading.words[place - 1].form, form):
        return False
    between = (word.form for word in reading.words[name + 1 : place])
    if any(part_of_speech(form) == "VERB" and form not in _LINKS for form in between):
        return False
    return is_predicate(reading, place, place)
