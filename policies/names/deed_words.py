"""Kinds of single words that tell of what somebody does or is; each is looked up once."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from policies.names.given_names import genders
from policies.text.morphology import forms, plain, readings_of
from policies.words import words_of

_MARKS = (
    "not able",
    "not able together",
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
    "signs of conduct",
    "signs of a child",
    "aching",
    "damages",
    "for good",
    "drunk",
    "sent",
    "playground",
    "asked for",
    "harmless",
    "shunning",
    "talked over",
)


@lru_cache(maxsize=16_384)
def part_of_speech(form: str) -> str | None:
    """What a form mostly is: NOUN, ADJF, VERB… (OpenCorpora)."""
    part: str | None = readings_of(form)[0].tag.POS
    return part


@lru_cache(maxsize=65_536)
def is_deed(form: str, together: bool) -> bool:
    """Whether a form is a verb that tells what somebody does or did, and is none of the neutral
    ones; what somebody will do is arranged with others."""
    if not form.endswith(_ENDINGS_OF_DEEDS):
        return False  # most words, without asking the dictionary
    readings = readings_of(form)
    return (
        "VERB" in readings[0].tag
        and any(_is_told_by(reading.tag.grammemes, together) for reading in readings)
        and not _is_neutral(readings)
    )


_ENDINGS_OF_DEEDS = ("т", "тся", "л", "ла", "ли", "лся", "лась", "лись", *"бгзкрсх", "есть")
"""Of verbs in the third person, and in the past («залез», «мог», «тёр»)."""


def _is_told_by(grammemes: frozenset[str], together: bool) -> bool:
    if "VERB" not in grammemes or grammemes & {"1per", "2per", "impr", "neut", "futr"}:
        return False
    return "plur" not in grammemes or together


@lru_cache(maxsize=16_384)
def is_harmless(form: str) -> bool:
    """Whether a verb that no entry has tells of no conduct unless there is a sign that it does: of
    journeys, meals, what is made, worn or mended."""
    harmless = words_of("neutral_deeds")["harmless"]
    return any(plain(reading.normal_form) in harmless for reading in readings_of(form))


@lru_cache(maxsize=16_384)
def is_yet_to_come(form: str) -> bool:
    """Whether a form is a verb in the future: what somebody will do is arranged with others."""
    return all("futr" in reading.tag for reading in readings_of(form))


@lru_cache(maxsize=16_384)
def agree(name: str, verb: str) -> bool:
    """Whether somebody of that name may be who did it: Варя is not who «поднялся». Nobody knows of
    Саша, and of names that are in no list."""
    does = readings_of(verb)[0].tag
    known = genders().get(name)
    if "VERB" not in does or does.gender is None or known is None or len(known) > 1:
        return True
    return bool(does.gender == ("femn" if True in known else "masc"))


@lru_cache(maxsize=16_384)
def is_somebody(form: str) -> bool:
    """Whether a form is a noun for living beings, in the nominative, and no relation."""
    tags = [reading.tag for reading in readings_of(form)[:2]]
    if form in words_of("neutral_deeds")["relations"]:
        return False
    return any(
        {"NOUN", "anim", "nomn", "sing"} <= tag.grammemes and not tag.grammemes & {"Name", "Surn"}
        for tag in tags
    )


@lru_cache(maxsize=16_384)
def gender(form: str) -> str | None:
    """What a form mostly is: masc, femn, neut; None: none of these."""
    found: str | None = readings_of(form)[0].tag.gender
    return found


@lru_cache(maxsize=16_384)
def is_thing(form: str) -> bool:
    """Whether a form mostly is a noun for one thing, in the nominative."""
    return frozenset(readings_of(form)[0].tag.grammemes) >= _THING


_THING = frozenset({"NOUN", "inan", "nomn", "sing"})


@lru_cache(maxsize=16_384)
def is_no_being(form: str) -> bool:
    """Whether a form mostly is a noun for a thing or for several, in whatever case."""
    return {"NOUN", "inan"} <= frozenset(readings_of(form)[0].tag.grammemes)


@lru_cache(maxsize=16_384)
def is_handled(form: str) -> bool:
    """Whether a form may be a noun for a thing to which something is done."""
    wanted = {"NOUN", "inan", "accs"}
    return any(wanted <= reading.tag.grammemes for reading in readings_of(form))


@lru_cache(maxsize=16_384)
def is_thing_that_does(noun: str, verb: str) -> bool:
    """Whether a noun for a thing may be the subject of a verb, rather than what it is done to."""
    readings, does = readings_of(noun), readings_of(verb)[0].tag
    things = (each.tag for each in readings if each.tag.grammemes >= _THING)
    thing = next(things, None)
    if thing is None or readings[0].tag.POS != "NOUN" or "VERB" not in does:
        return False
    if does.gender is not None and does.gender != thing.gender:
        return False
    return "intr" in does or "femn" in thing


@lru_cache(maxsize=16_384)
def are_things_that_do(noun: str, verb: str) -> bool:
    """Whether a noun for several things may be the subject of a verb: «фары горят»."""
    things, does = readings_of(noun), readings_of(verb)[0].tag
    return (
        "VERB" in does
        and does.number == "plur"
        and any(each.tag.grammemes >= _THINGS for each in things)
    )


_THINGS = frozenset({"NOUN", "inan", "nomn", "plur"})


@cache
def denied_forms() -> frozenset[str]:
    """The forms of neutral verbs that are not neutral behind «не»."""
    verbs = words_of("neutral_deeds")["denied"]
    return frozenset(form for verb in verbs for form in forms(verb))


@cache
def signs_of_conduct(of_children: bool) -> frozenset[str]:
    """The forms beside a verb that show that it tells of somebody's conduct; of a child's only
    (`of_children`), or of anybody's."""
    marks = words_of("neutral_deeds")
    several = marks["signs of a child"] + (() if of_children else marks["signs of conduct"])
    return frozenset(map(plain, several))


@lru_cache(maxsize=16_384)
def is_doing(form: str) -> bool:
    """Whether a form is a verb that tells what somebody does or did, no coming or going, no
    being ill, seeing or hearing."""
    readings = readings_of(form)
    grammemes = readings[0].tag.grammemes
    if "VERB" not in grammemes or grammemes & {"1per", "2per", "impr", "neut", "futr", "plur"}:
        return False
    return not any(plain(reading.normal_form) in _no_doing() for reading in readings)


@lru_cache(maxsize=16_384)
def is_part(form: str) -> bool:
    """Whether a form is a verb of what is learned and performed, of sleep and meals."""
    parts = words_of("neutral_deeds")["parts"]
    return any(reading.normal_form in parts for reading in readings_of(form))


@lru_cache(maxsize=16_384)
def is_done(form: str) -> bool:
    """Whether a form is a verb of one who does or did something."""
    grammemes = readings_of(form)[0].tag.grammemes
    return (
        "VERB" in grammemes
        and bool(grammemes & {"3per", "past"})
        and not grammemes & {"plur", "futr", "neut"}
    )


@lru_cache(maxsize=16_384)
def is_coming(form: str) -> bool:
    """Whether a form is a verb of coming, going or being somewhere."""
    coming = words_of("neutral_deeds")["coming"]
    tag = readings_of(form)[0]
    return "VERB" in tag.tag and tag.normal_form in coming


@cache
def _no_doing() -> frozenset[str]:
    marks = words_of("neutral_deeds")
    return frozenset(plain(word) for tag in ("coming", "unwell", "sensing") for word in marks[tag])


@lru_cache(maxsize=16_384)
def is_neutral_infinitive(form: str) -> bool:
    """Whether a form is an infinitive of one of the neutral verbs: «боится опоздать»."""
    readings = readings_of(form)
    return "INFN" in readings[0].tag.grammemes and _is_neutral(readings)


@lru_cache(maxsize=16_384)
def is_other_infinitive(form: str) -> bool:
    """Whether a form is an infinitive of none of the neutral verbs."""
    readings = readings_of(form)
    return "INFN" in readings[0].tag.grammemes and not _is_neutral(readings)


@lru_cache(maxsize=16_384)
def is_neutral(form: str) -> bool:
    """Whether a form is one of the neutral words."""
    return _is_neutral(readings_of(form))


def _is_neutral(readings: Sequence[Any]) -> bool:
    return any(plain(reading.normal_form) in _neutral() for reading in readings)


@cache
def _neutral() -> frozenset[str]:
    marks = words_of("neutral_deeds")
    return frozenset(
        plain(word) for tag, words in marks.items() if tag not in _MARKS for word in words
    )
