"""What a named child does, did, or is, told by kinds of words rather than by lists of them."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from policies.names.actors import Actor, Role
from policies.names.declension import Case
from policies.names.ownership import antecedent
from policies.text.morphology import analyzer, plain
from policies.text.reading import Reading
from policies.words import words_of

_FAR = 15
"""Words behind a name among which its deed is looked for."""
_FAR_TRAIT, _FAR_INFINITIVE = 3, 4
_CHILDREN = frozenset({Role.CHILD, Role.RELATIVE, Role.POINTED, Role.SOME_CHILD})
_CASES_OF_OTHERS = frozenset({"gent", "datv", "accs", "ablt", "loct"})
_MARKS = ("not able", "beginning", "injury", "body", "somebody")


def deed(reading: Reading, cast: Sequence[Actor]) -> tuple[int, int] | None:
    """From which word to which it is told, unless it is coming, going and the like.

    That is of children of the roster; of others where it is done to children: they may be adults.
    """
    for index, actor in enumerate(cast):
        child = actor
        if actor.role is Role.PRONOUN:
            child = antecedent(reading, cast[:index], actor) or actor
        if child.role is not Role.CHILD or actor.vocative or not actor.cases & Case.NOMINATIVE:
            continue
        if not (child.roster and child.sure) and not _has_victim(cast, index):
            continue
        together = not is_alone(reading, cast, child)
        for place in _until_next_subject(reading, cast, index):
            if _is_told(reading, place, together) or (
                actor.roster and place - actor.last <= _FAR_TRAIT and _is_trait(reading, place)
            ):
                return child.first, place
    return None


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
    )


@lru_cache(maxsize=16_384)
def part_of_speech(form: str) -> str | None:
    """What a form mostly is: NOUN, ADJF, VERB… (OpenCorpora)."""
    part: str | None = analyzer().parse(form)[0].tag.POS
    return part


def _has_victim(cast: Sequence[Actor], index: int) -> bool:
    return any(
        each.role in _CHILDREN and not each.cases & Case.NOMINATIVE for each in cast[index + 1 :]
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
    for place in range(actor.last + 1, min(end, actor.last + _FAR)):
        if words[place].sentence != words[actor.last].sentence:
            return
        yield place


def _is_told(reading: Reading, place: int, together: bool) -> bool:
    negated = reading.words[place - 1].form == "не"
    form = reading.words[place].form
    if _hurts_itself(reading, form):
        return False
    return is_deed(form, negated, together) or _tries(reading, place, negated)


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


def _is_trait(reading: Reading, place: int) -> bool:
    """Whether a word is an adjective that is said of the child before it."""
    return is_trait(reading.words[place].form) and is_predicate(reading, place, place)


@lru_cache(maxsize=65_536)
def is_deed(form: str, negated: bool, together: bool) -> bool:
    """Whether a form is a verb that tells what somebody does or did, and is none of the neutral
    ones; what somebody will do is arranged with others, what they will not is told of them."""
    readings = analyzer().parse(form)
    grammemes = readings[0].tag.grammemes
    if "VERB" not in grammemes or grammemes & {"1per", "2per", "impr", "neut"}:
        return False
    if ("plur" in grammemes and not together) or ("futr" in grammemes and not negated):
        return False
    return not _is_neutral(readings)


@lru_cache(maxsize=16_384)
def is_trait(form: str) -> bool:
    """Whether a form is an adjective in the nominative, and none of the neutral ones."""
    readings = analyzer().parse(form)
    grammemes = readings[0].tag.grammemes
    if not grammemes & {"ADJF", "ADJS", "PRTF", "PRTS"}:
        return False
    if grammemes & {"Apro", "Anum", "plur", "neut"} or grammemes & _CASES_OF_OTHERS:
        return False
    return not _is_neutral(readings[:1])


@lru_cache(maxsize=16_384)
def is_other_infinitive(form: str) -> bool:
    """Whether a form is an infinitive of none of the neutral verbs."""
    readings = analyzer().parse(form)
    return "INFN" in readings[0].tag.grammemes and not _is_neutral(readings)


def _is_neutral(readings: Sequence[Any]) -> bool:
    return any(plain(reading.normal_form) in _neutral() for reading in readings)


@cache
def _neutral() -> frozenset[str]:
    marks = words_of("neutral_deeds")
    return frozenset(
        plain(word) for tag, words in marks.items() if tag not in _MARKS for word in words
    )
