"""Anything that is said of a child and is not harmless: «без Вари в группе тишина», «Соне палец в
рот не клади».

What is harmless is known by its words, and has few of them: coming and going, things, dates,
meals, lists, parts in a play, requests, questions, thanks. A sentence that names one child of the
roster and has none of these tells of that child, whatever words it has.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.names.deed_words import is_harmless, is_neutral, is_no_being
from policies.names.deeds import hurts_itself
from policies.names.mentions import is_only_name
from policies.text.grammar import parts_of
from policies.text.morphology import readings_of
from policies.text.reading import Reading
from policies.words import words_of

_FEWEST_WORDS = 2
"""Beside the name."""
_OTHERS = frozenset({Role.CHILD, Role.FAMILY, Role.WHOSE, Role.ADULT, Role.ANIMAL})
_LISTING = frozenset({"и", "я", "плюс", "мы"})
_FOR = frozenset({"для", "из", "от", "мимо", "имени"})


def remark(
    reading: Reading, cast: Sequence[Actor], listed: Sequence[Actor]
) -> tuple[int, int] | None:
    """From which word to which it is said of one of the children that a roster has (`listed`);
    None where it is not."""
    if "?" in reading.text or not words_of_thanks().isdisjoint(reading.forms):
        return None
    words = reading.words
    for child in listed:
        name = words[child.first]
        if not reading.text[name.start].isupper() and not is_only_name(name.form):
            continue  # «упаковка с мишкой»
        if not child.sure or child.by_surname or _is_whose(reading, child):
            continue
        sentence = words[child.first].sentence
        own = [place for place, word in enumerate(words) if word.sentence == sentence]
        if len(own) - (child.last - child.first + 1) < _FEWEST_WORDS:
            continue
        if any(
            each is not child and each.role in _OTHERS and words[each.first].sentence == sentence
            for each in cast
        ):
            continue
        if any(hurts_itself(reading, words[place].form) for place in own):
            continue
        said = [
            words[place].form
            for place in own
            if not child.first <= place <= child.last and not _is_never_to_be_done(reading, place)
        ]
        if not any(map(is_sign_of_harmless, said)) and not _only_lists(said):
            return own[0], own[-1]
    return None


def _only_lists(said: Sequence[str]) -> bool:
    """«Маша и бабушка», «плюс, я и Глеб»: who comes, and nothing of them."""
    return "и" in said and all(form in _LISTING or _is_somebody(form) for form in said)


def _is_somebody(form: str) -> bool:
    return {"noun", "nominative"} <= parts_of(form)


def _is_whose(reading: Reading, child: Actor) -> bool:
    """«Стул Глеба шатается», «конверт для Вари»."""
    if not child.first:
        return False
    before = reading.words[child.first - 1].form
    if before in _FOR:
        return True
    return bool(
        child.cases & Case.GENITIVE and reading.adjoins(child.first - 1) and is_no_being(before)
    )


def _is_never_to_be_done(reading: Reading, place: int) -> bool:
    """«Хлебом не корми», «палец в рот не клади»."""
    words = reading.words
    return place > 0 and words[place - 1].form == "не" and is_one_told(words[place].form)


@lru_cache(maxsize=4_096)
def is_one_told(form: str) -> bool:
    """Whether a form is what one alone may be told to do: «корми»."""
    return any({"impr", "sing"} <= each.tag.grammemes for each in readings_of(form))


@cache
def words_of_thanks() -> frozenset[str]:
    """The forms with which a post thanks, greets or offers."""
    return frozenset(words_of("situations")["thanks"])


@lru_cache(maxsize=16_384)
def is_sign_of_harmless(form: str) -> bool:
    """Whether a word tells that a sentence only arranges something."""
    known = words_of("situations")
    if form[:1].isdigit() or form in known["to arrange"] or form in known["when and where"]:
        return True
    if form.startswith(known["at home"]) or form.startswith(known["places and parts"]):
        return True
    tag = readings_of(form)[0].tag
    if tag.POS not in ("VERB", "INFN", "PRTS", "ADJS", "ADJF", "PRTF"):
        return False
    if tag.mood == "impr" and tag.number == "plur":
        return True
    if "1per" in tag:
        return form not in known["thinking"]
    return is_neutral(form) or is_harmless(form)
