"""What is said of a named child that does nothing in the sentence: «Глебу трудно сосредоточиться»,
«к Варе не подойдёшь», «моя с Розой больше не сядет», «Опять Глеб!»."""

from collections.abc import Sequence
from functools import cache, lru_cache

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.names.deed_words import (
    denied_forms,
    is_deed,
    is_harmless,
    is_other_infinitive,
    part_of_speech,
    signs_of_conduct,
)
from policies.names.describing import forms_of
from policies.text.morphology import plain, readings_of
from policies.text.reading import Reading
from policies.words import words_of

_FAR_INFINITIVE, _FAR_VERB = 4, 6


def said_of(reading: Reading, cast: Sequence[Actor]) -> tuple[int, int] | None:
    """From which word to which it is told; None where it is not."""
    for actor in cast:
        if actor.role is not Role.CHILD or not (actor.roster or (actor.young and actor.sure)):
            continue
        if actor.cases & Case.NOMINATIVE:
            told = actor.first if _is_exclaimed(reading, actor) else None
        elif actor.vocative:
            continue
        else:
            told = (
                _finds_difficult(reading, actor)
                or _is_beyond_anybody(reading, actor)
                or _is_shunned(reading, cast, actor)
                or _is_taught(reading, actor)
                or _is_to_be_minded(reading, actor)
            )
        if told is not None:
            return min(actor.first, told), max(actor.last, told)
    return None


def may_be_said(reading: Reading) -> bool:
    """Whether there is a word without which none of these is told."""
    if "!" in reading.text and not reading.forms.isdisjoint(_AGAIN):
        return True
    return "не" in reading.forms or not reading.forms.isdisjoint(_telling())


def _is_exclaimed(reading: Reading, actor: Actor) -> bool:
    """«Опять Глеб!», «Опять этот ваш Зайцев!»: nothing else is in the sentence."""
    words, text = reading.words, reading.text
    behind = text[words[actor.last].end :].lstrip()[:1]
    if behind != "!":
        return False
    first = actor.first
    while first and words[first - 1].sentence == words[actor.last].sentence:
        first -= 1
    before = {word.form for word in words[first : actor.first]}
    return not before.isdisjoint(_AGAIN) and before <= _AGAIN | _THAT


_AGAIN = frozenset({"опять", "снова", "вечно"})
_THAT = frozenset({"ну", "и", "вот", "да", "этот", "эта", "ваш", "ваша", "наш", "наша", "же"})


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
            if told < len(words) and _is_hard(reading, told):
                return told
    return None


def _is_hard(reading: Reading, place: int) -> bool:
    """«Трудно сосредоточиться», «тяжело сидеть», «скучно на занятиях»; not «трудно добраться»."""
    form = reading.words[place].form
    if is_other_infinitive(form):  # «нравится командовать», not «нравится рисовать»
        return not (is_harmless(form) and reading.words[place - 1].form.startswith("нрави"))
    if form in denied_forms():
        return part_of_speech(form) == "INFN"
    behind = reading.words[place : place + 2]
    return form in ("на", "в") and any(word.form in signs_of_conduct(True) for word in behind)


def _is_beyond_anybody(reading: Reading, actor: Actor) -> int | None:
    """«К Варе не подойдёшь», «Мишу не переспорить»; no question, and nothing to be thought of
    («Соне не забыть сменку»)."""
    words = reading.words
    for place in range(actor.last + 2, min(len(words), actor.last + _FAR_VERB)):
        if words[place].sentence != words[actor.last].sentence:
            return None
        if words[place - 1].form == "не" and is_beyond(words[place].form):
            asked = reading.text[words[place].end :]
            stop = min((asked.find(each) % (len(asked) + 1) for each in "?.!\n"), default=0)
            return None if asked[stop : stop + 1] == "?" else place
    return None


@lru_cache(maxsize=16_384)
def is_beyond(form: str) -> bool:
    """Whether a form behind «не» tells what nobody is able to do: «уговоришь», «уговорить»."""
    if not form.endswith(("шь", "шься", "ть", "ти", "ться", "чь")):
        return False
    tag = readings_of(form)[0].tag
    if {"2per", "sing", "futr"} <= tag.grammemes:
        return True
    return {"INFN", "perf", "tran"} <= tag.grammemes and is_other_infinitive(form)


def _is_taught(reading: Reading, actor: Actor) -> int | None:
    """«Научили Тиму завязывать шнурки»: what the child is able to do now."""
    words, skill = reading.words, actor.last + 1
    if skill == len(words) or not reading.adjoins(actor.last):
        return None
    teaches = any(word.form in _TAUGHT for word in words[max(0, actor.first - 2) : actor.first])
    return skill if teaches and part_of_speech(words[skill].form) == "INFN" else None


_TAUGHT = frozenset(
    f"{prefix}учил{ending}" for prefix in ("на", "при", "от") for ending in ("", "а", "и")
)


def _is_to_be_minded(reading: Reading, actor: Actor) -> int | None:
    """«Лучше за своим Артёмом следили бы», «смотрите за своей Соней»: it has done something."""
    words, own = reading.words, actor.first - 1
    if not actor.cases & Case.INSTRUMENTAL or own < 1:
        return None
    if words[own].form not in _ONES_OWN or words[own - 1].form != "за":
        return None
    near = range(max(0, own - _FAR_VERB), min(len(words), actor.last + _FAR_VERB))
    return next(
        (
            place
            for place in near
            if words[place].form in _MIND and words[place].sentence == words[own].sentence
        ),
        None,
    )


_ONES_OWN = frozenset({"своим", "своей"})
_MIND = frozenset(
    {"следите", "следили", "следить", "смотрите", "смотрели", "смотреть", "последите", "глядели"}
    | {"приглядывайте", "приглядывали", "присматривайте", "присматривали", "глядите", "следи"}
)


def _is_shunned(reading: Reading, cast: Sequence[Actor], child: Actor) -> int | None:
    """«Моя боится Егора», «сын больше не сядет с Варей»: what others feel for the child."""
    words = reading.words
    sentence = words[child.first].sentence
    for other in cast:
        if (
            other.role is not Role.RELATIVE
            or other.plural
            or not other.cases & Case.NOMINATIVE
            or words[other.first].sentence != sentence
            or words[other.first].form not in forms_of("own child") | _MINE
        ):
            continue
        for place in range(other.last + 1, min(len(words), other.last + 2 * _FAR_VERB)):
            form = words[place].form
            if words[place].sentence != sentence:
                break
            if abs(place - child.first) > _FAR_VERB:
                continue
            if is_fear(form) and _is_right_behind(words[child.first - 1].form, place, child):
                return place
            if words[place - 1].form == "не" and _is_no_more(reading, other, place):
                return place if words[child.first - 1].form in _BESIDE else None
    return None


def _is_right_behind(before: str, place: int, child: Actor) -> bool:
    """«Боится вашего Егора», «плачет из-за Вари»."""
    return before in _BECAUSE or place < child.first <= place + 2


def _is_no_more(reading: Reading, other: Actor, place: int) -> bool:
    """«Больше не сядет», «играть не хочет»: not «завтра с Варей не едет»."""
    between = {word.form for word in reading.words[other.first : place]}
    form = reading.words[place].form
    return "больше" in between or form in _UNWILLING or is_deed(form, False)


_MINE = frozenset({"мой", "моя", "наш", "наша", "мои", "младший", "старший", "младшая", "старшая"})
_UNWILLING = frozenset({"хочет", "хотел", "хотела", "любит", "желает", "будет", "дружит"})
_BESIDE = frozenset({"с", "со", "к", "ко", "возле", "около", "рядом", "у", "вашим", "вашей"})
_BECAUSE = frozenset({"из-за", "от"})


@lru_cache(maxsize=4_096)
def is_fear(form: str) -> bool:
    """Whether a form is a verb of being afraid of somebody, or of weeping."""
    tag = readings_of(form)[0]
    if "VERB" not in tag.tag or "1per" in tag.tag:
        return False
    return plain(tag.normal_form) in words_of("neutral_deeds")["shunning"]


@cache
def _telling() -> frozenset[str]:
    """The forms with one of which something is hard for somebody, or has been taught."""
    marks = words_of("neutral_deeds")
    return frozenset((*marks["difficult"], *marks["due"])) | _TAUGHT | _MIND
