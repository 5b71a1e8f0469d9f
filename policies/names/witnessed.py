"""What a child did or said that somebody has seen or heard: «захожу, стоит Миша и…», «сын говорит,
Миша…», «Миша сказал моему, что…»."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from policies.names.actor import Actor, Role
from policies.names.clauses import marks_between
from policies.names.declension import Case
from policies.names.deed_words import (
    agree,
    is_coming,
    is_deed,
    is_done,
    is_harmless,
    is_somebody,
    is_thing_that_does,
    signs_of_conduct,
)
from policies.names.deeds import hurts_itself
from policies.text.morphology import plain, readings_of
from policies.text.reading import Reading
from policies.words import words_of

_FAR_VERB, _FAR_BEFORE, _FAR_SAYING = 6, 4, 5


def says(reading: Reading, cast: Sequence[Actor], child: Actor) -> int | None:
    """«Миша сказал моему, что…», «Миша говорит, что мама…»: of somebody, or to a child."""
    words = reading.words
    sentence = words[child.first].sentence
    for place in range(child.last + 1, min(len(words), child.last + _FAR_SAYING)):
        if words[place].sentence != sentence:
            return None
        if _is_of_somebody_else(cast, place):
            return None
        follows = place + 1 < len(words) and reading.adjoins(place)
        if follows and _is_of_somebody_else(cast, place + 1):
            return None  # «сказала няня»
        if not is_saying(words[place].form):
            continue
        if not agree(words[child.first].form, words[place].form):
            return None
        if any(
            each.first > child.last
            and each.role in _SPOKEN_OF
            and words[each.first].sentence == sentence
            for each in cast
        ):
            return place
        beside = {word.form for word in words[place - 1 : place + 2]}
        if not beside.isdisjoint(_TO_WHOM) or any(
            word.form in _YOU_AND_ME
            for word in words[child.last + 1 :]
            if word.sentence == sentence
        ):
            return place
    return None


_SPOKEN_OF = frozenset(
    {Role.CHILD, Role.FAMILY, Role.RELATIVE, Role.SOME_CHILD, Role.POINTED, Role.ADULT}
)
_TO_WHOM = frozenset({"ей", "ему", "им", "всем"})
_YOU_AND_ME = frozenset({"я", "ты", "тебя", "тебе", "меня", "мне", "вы"})


@lru_cache(maxsize=4_096)
def is_saying(form: str) -> bool:
    """Whether a form is a verb of somebody who says or said something."""
    return is_done(form) and _is_of("says", form)


@lru_cache(maxsize=4_096)
def is_calm(form: str) -> bool:
    """Whether a verb tells nothing, whoever has seen it, is what roses do, or of an illness."""
    return _is_of("calm", form) or any(
        plain(each.normal_form) in words_of("neutral_deeds")[tag]
        for each in readings_of(form)
        for tag in ("nature", "unwell", "health")
    )


@lru_cache(maxsize=4_096)
def is_of_things(form: str) -> bool:
    """Whether a verb is of things that are brought, lost or made."""
    verbs = words_of("neutral_deeds")["things"]
    return any(plain(each.normal_form) in verbs for each in readings_of(form))


@lru_cache(maxsize=4_096)
def is_telling(form: str) -> bool:
    """Whether a form is a verb of own children who tell what they have seen."""
    return is_done(form) and _is_of("tells", form)


def _is_of(tag: str, form: str) -> bool:
    verbs = words_of("situations")[tag]
    return any(plain(each.normal_form) in verbs for each in readings_of(form))


# --- what it did, where somebody tells what he has seen or heard


def did(
    reading: Reading, cast: Sequence[Actor], child: Actor, judged: AbstractSet[int]
) -> int | None:
    """The verb of what a child did: a deed that is in no list of what is harmless, and no word of
    an entry that has been judged; else one that somebody has seen, or that is unlike others'."""
    verb = _verb(reading, cast, child)
    if verb is None:
        return None
    form = reading.words[verb].form
    if hurts_itself(reading, form) or is_asked(reading, child):
        return None
    behind = verb > child.last
    if not behind and is_deed(form, False) and not is_harmless(form):
        return verb  # «придумала это Алиса»
    if is_calm(form):
        return None
    if is_deed(form, False) and not is_harmless(form) and not child.by_surname:
        return None if verb in judged else verb
    if is_of_things(form):
        return None
    if (not is_coming(form) or _is_of("still", form)) and _has_sign(reading, verb):
        return None if is_saying(form) else verb
    if _is_witnessed(reading, child, verb) or (
        not is_coming(form) and _is_told_at_home(reading, cast, child)
    ):
        return verb
    if (not is_coming(form) or _is_of("still", form)) and not is_harmless(form):
        return verb if _is_unlike_others(reading, child) else None
    return None


def _has_sign(reading: Reading, verb: int) -> bool:
    """«Всю группу», «весь вечер», «у всех»: of a verb that tells nothing without."""
    words = reading.words
    signs = signs_of_conduct(False)
    near = range(max(0, verb - _FAR_VERB), min(len(words), verb + _FAR_VERB))
    return any(
        words[at].form in signs
        and words[at].sentence == words[verb].sentence
        and not marks_between(reading, min(at, verb), max(at, verb))
        for at in near
    )


def _verb(reading: Reading, cast: Sequence[Actor], child: Actor) -> int | None:
    """The verb of what a child does or did: behind its name, else close before it."""
    words = reading.words
    name = words[child.first]
    for place in range(child.last + 1, min(len(words), child.last + 1 + _FAR_VERB)):
        if words[place].sentence != name.sentence or marks_between(reading, child.last, place):
            break
        if _is_of_somebody_else(cast, place):
            return None
        if is_done(words[place].form):
            return place if agree(name.form, words[place].form) else None
    for place in range(child.first - 1, max(-1, child.first - 1 - _FAR_BEFORE), -1):
        if words[place].sentence != name.sentence or marks_between(reading, place, child.first):
            return None
        if _is_of_somebody_else(cast, place) or is_somebody(words[place].form):
            return None
        if is_done(words[place].form):
            if not agree(name.form, words[place].form):
                return None
            return None if _has_other_subject(reading, cast, place) else place
    return None


def _is_of_somebody_else(cast: Sequence[Actor], place: int) -> bool:
    return any(each.first <= place <= each.last and each.cases & Case.NOMINATIVE for each in cast)


def _has_other_subject(reading: Reading, cast: Sequence[Actor], verb: int) -> bool:
    """«Моя дочка видела Соню»: somebody before the verb, or a thing."""
    words = reading.words
    for place in range(verb - 1, max(-1, verb - 1 - _FAR_VERB), -1):
        if words[place].sentence != words[verb].sentence or marks_between(reading, place, verb):
            return False
        form = words[place].form
        if (
            _is_of_somebody_else(cast, place)
            or is_somebody(form)
            or is_thing_that_does(form, words[verb].form)
        ):
            return True
    return False


def _is_witnessed(reading: Reading, child: Actor, verb: int) -> bool:
    """«Захожу за своим, стоит Миша», «видела, как Миша снял сапоги»: no question."""
    words = reading.words
    sentence = words[child.first].sentence
    first = min(child.first, verb)
    return any(
        word.form in words_of("situations")["seen"] and word.sentence == sentence
        for word in words[max(0, first - 2 * _FAR_VERB) : first]
    )


def is_asked(reading: Reading, child: Actor) -> bool:
    """Whether somebody is named in a question."""
    words = reading.words
    sentence = words[child.first].sentence
    end = max(place for place in range(len(words)) if words[place].sentence == sentence)
    return "?" in reading.text[words[end].end :][:2]


def _is_told_at_home(reading: Reading, cast: Sequence[Actor], child: Actor) -> bool:
    """«Сын говорит, Миша…», «Моя жалуется. Миша…», «Дочь вчера: мам, а Миша…»."""
    words = reading.words
    for other in cast:
        if other.first >= child.first or other.role not in (Role.RELATIVE, Role.SOME_CHILD):
            continue
        if words[other.last].form not in words_of("situations")["own child"]:
            continue
        if words[child.first].sentence - words[other.last].sentence > 1:
            continue
        if child.first - other.last > 2 * _FAR_VERB:
            continue
        between = words[other.last + 1 : child.first]
        if any(is_telling(word.form) for word in between[:_FAR_SAYING]):
            return True
        if any(
            ":" in reading.text[word.start : word.end + 1] for word in (words[other.last], *between)
        ):
            return True
    return False


def _is_unlike_others(reading: Reading, child: Actor) -> bool:
    """«Один Миша сидел тихо, остальные…»."""
    words = reading.words
    behind = {
        word.form
        for word in words[child.last + 1 :]
        if word.sentence - words[child.last].sentence <= 1
    }
    return not behind.isdisjoint(_REST)


_REST = frozenset({"остальные", "прочие"})
