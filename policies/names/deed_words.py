"""Kinds of single words that tell of what somebody does or is; each is looked up once."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from policies.text.morphology import analyzer, forms, plain
from policies.words import words_of

_CASES_OF_OTHERS = frozenset({"gent", "datv", "accs", "ablt", "loct"})
_MARKS = (
    "not able",
    "beginning",
    "denied",
    "quality",
    "oneself",
    "intensifier",
    "relations",
    "injury",
    "body",
    "somebody",
    "grown too",
    "difficult",
    "due",
    "yours",
    "conjunction",
    "works",
)


@lru_cache(maxsize=16_384)
def part_of_speech(form: str) -> str | None:
    """What a form mostly is: NOUN, ADJF, VERB… (OpenCorpora)."""
    part: str | None = analyzer().parse(form)[0].tag.POS
    return part


@lru_cache(maxsize=65_536)
def is_deed(form: str, negated: bool, together: bool) -> bool:
    """Whether a form is a verb that tells what somebody does or did, and is none of the neutral
    ones; what somebody will do is arranged with others, what they will not is told of them."""
    readings = analyzer().parse(form)
    return (
        "VERB" in readings[0].tag
        and any(_is_told_by(reading.tag.grammemes, negated, together) for reading in readings)
        and not _is_neutral(readings)
    )


@lru_cache(maxsize=16_384)
def is_done_to(form: str) -> bool:
    """Whether a form is a verb in the plural that tells what people did, and is not neutral."""
    readings = analyzer().parse(form)
    grammemes = readings[0].tag.grammemes
    return {"VERB", "plur", "past", "tran"} <= grammemes and not _is_neutral(readings)


def _is_told_by(grammemes: frozenset[str], negated: bool, together: bool) -> bool:
    if "VERB" not in grammemes or grammemes & {"1per", "2per", "impr", "neut"}:
        return False
    return not (("plur" in grammemes and not together) or ("futr" in grammemes and not negated))


@lru_cache(maxsize=16_384)
def is_somebody(form: str) -> bool:
    """Whether a form is a noun for living beings, in the nominative, and no relation."""
    tags = [reading.tag for reading in analyzer().parse(form)[:2]]
    if form in words_of("neutral_deeds")["relations"]:
        return False
    return any(
        {"NOUN", "anim", "nomn", "sing"} <= tag.grammemes and not tag.grammemes & {"Name", "Surn"}
        for tag in tags
    )


@lru_cache(maxsize=16_384)
def gender(form: str) -> str | None:
    """What a form mostly is: masc, femn, neut; None: none of these."""
    found: str | None = analyzer().parse(form)[0].tag.gender
    return found


@lru_cache(maxsize=16_384)
def is_thing(form: str) -> bool:
    """Whether a form mostly is a noun for one thing, in the nominative."""
    return frozenset(analyzer().parse(form)[0].tag.grammemes) >= _THING


_THING = frozenset({"NOUN", "inan", "nomn", "sing"})


@lru_cache(maxsize=16_384)
def is_thing_that_does(noun: str, verb: str) -> bool:
    """Whether a noun for a thing may be the subject of a verb, rather than what it is done to."""
    readings, does = analyzer().parse(noun), analyzer().parse(verb)[0].tag
    things = (each.tag for each in readings if each.tag.grammemes >= _THING)
    thing = next(things, None)
    if thing is None or readings[0].tag.POS != "NOUN" or "VERB" not in does:
        return False
    if does.gender is not None and does.gender != thing.gender:
        return False
    return "intr" in does or "femn" in thing


@cache
def denied_forms() -> frozenset[str]:
    """The forms of neutral verbs that are not neutral behind «не»."""
    verbs = words_of("neutral_deeds")["denied"]
    return frozenset(form for verb in verbs for form in forms(verb))


@lru_cache(maxsize=16_384)
def is_doing(form: str) -> bool:
    """Whether a form is a verb that tells what somebody does or did, no coming or going, no
    being ill, seeing or hearing."""
    readings = analyzer().parse(form)
    grammemes = readings[0].tag.grammemes
    if "VERB" not in grammemes or grammemes & {"1per", "2per", "impr", "neut", "futr", "plur"}:
        return False
    return not any(plain(reading.normal_form) in _no_doing() for reading in readings)


@cache
def _no_doing() -> frozenset[str]:
    marks = words_of("neutral_deeds")
    return frozenset(plain(word) for tag in ("coming", "unwell", "sensing") for word in marks[tag])


@lru_cache(maxsize=16_384)
def is_trait(form: str) -> bool:
    """Whether a form is an adjective in the nominative, and none of the neutral ones."""
    readings = analyzer().parse(form)
    grammemes = readings[0].tag.grammemes
    if not grammemes & {"ADJF", "ADJS", "PRTF"}:
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
