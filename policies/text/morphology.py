"""All forms of a Russian word, and which words there are (OpenCorpora's dictionary, pymorphy3)."""

from collections.abc import Sequence
from functools import cache, lru_cache

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse
from pymorphy3.tagset import OpencorporaTag

from policies.text.mapped_dictionary import map_dictionary


@cache
def analyzer() -> MorphAnalyzer:
    """The dictionary, loaded once (some 8 MB, beside 15 that are read where they are needed)."""
    made = MorphAnalyzer(lang="ru")
    map_dictionary(made)
    return made


_MOST_READINGS = 256


@lru_cache(maxsize=_MOST_READINGS)
def readings_of(form: str) -> Sequence[Parse]:
    """What a form (lower case) may be, the likeliest first; of a form that the dictionary has not,
    what those are that end alike. Many ask for the same words of a post, one after the other."""
    found: Sequence[Parse] = analyzer().parse(form)
    return found


_MOST_FORMS = 512
"""Words whose forms are kept for a moment: the same ones stand in lists that are compiled next to
each other. What is kept longer lies between what stays, and leaves gaps in the memory there."""


@lru_cache(maxsize=_MOST_FORMS)
def forms(lemma: str) -> frozenset[str]:
    """Every form of a word given in its dictionary form, lower case, ё as е; itself among them.

    A word that is not in the dictionary is declined like those that end alike.
    """
    lemma = plain(lemma)
    readings = readings_of(lemma)
    meant = [reading for reading in readings if plain(reading.normal_form) == lemma] or readings[:1]
    found = {
        plain(form.word)
        for reading in meant
        for form in reading.lexeme
        if reading.tag.POS != "PRTF" or _is_same_participle(form.tag, reading.tag)
    }
    return frozenset(found | {lemma})


def _is_same_participle(tag: OpencorporaTag, other: OpencorporaTag) -> bool:
    """Whether a form of a verb is this participle: «поехавшего» of «поехавший», not «поедет»."""
    same = tag.POS == other.POS and tag.voice == other.voice and tag.tense == other.tense
    return bool(same)


@cache
def first_person(lemma: str, number: str) -> frozenset[str]:
    """The forms of a verb in which somebody speaks of himself (`number` ``sing``: «шью», «сошью»)
    or people of themselves (``plur``: «шьём»); lower case, ё as е."""
    readings = [each for each in readings_of(plain(lemma)) if each.tag.POS == "INFN"]
    return frozenset(
        plain(form.word)
        for reading in readings[:1]
        for form in reading.lexeme
        if form.tag.POS == "VERB" and form.tag.person == "1per" and form.tag.number == number
    )


@cache
def requests(lemma: str) -> frozenset[str]:
    """The forms of a verb in which something is asked for or agreed on: infinitive, imperative,
    «сдаём», «сдадим», «сдадите»; lower case, ё as е."""
    readings = [each for each in readings_of(plain(lemma)) if each.tag.POS == "INFN"]
    return frozenset(
        plain(form.word)
        for reading in readings[:1]
        for form in reading.lexeme
        if form.tag.POS == "INFN"
        or form.tag.mood == "impr"
        or (form.tag.POS == "VERB" and {"plur", "1per"} in form.tag)
        or (form.tag.POS == "VERB" and {"plur", "2per"} in form.tag)
    )


@cache
def nominatives(lemma: str) -> frozenset[str]:
    """The forms of a noun or an adjective in which somebody is called it: «коза», «козы», «тупая»,
    «глупа»; lower case, ё as е."""
    lemma = plain(lemma)
    found = {
        plain(form.word)
        for reading in readings_of(lemma)
        if plain(reading.normal_form) == lemma
        for form in reading.lexeme
        if "nomn" in form.tag or "ADJS" in form.tag
    }
    return frozenset(found | {lemma})


@cache
def without_places(lemma: str) -> frozenset[str]:
    """The forms of a word but for those that only say where something is: «на стенд», «стенды»,
    and no «на стенде»; lower case, ё as е."""
    lemma = plain(lemma)
    lexemes = [
        form
        for reading in readings_of(lemma)
        if plain(reading.normal_form) == lemma
        for form in reading.lexeme
    ]
    meant = {plain(form.word) for form in lexemes if "accs" in form.tag}
    places = {plain(form.word) for form in lexemes if "loct" in form.tag}
    return forms(lemma) - (places - meant)


@lru_cache(maxsize=65_536)
def is_noun(word: str) -> bool:
    """Whether a word (any case form) is a noun of the dictionary more likely than not."""
    readings = [reading for reading in readings_of(word) if reading.is_known]
    return bool(readings) and readings[0].tag.POS == "NOUN"


@lru_cache(maxsize=65_536)
def is_thing(word: str) -> bool:
    """Whether a word is a noun, of no living being, more likely than not in the form that stands
    for the object of a verb: «фонограмму», «отчёт»; of words that are unknown, «минусовку» only."""
    reading = readings_of(word)[0]
    tag = reading.tag
    if tag.POS != "NOUN":
        return False
    if not reading.is_known:
        return bool(tag.case == "accs")
    return tag.case in ("accs", "nomn") and "inan" in tag


@lru_cache(maxsize=65_536)
def is_means(word: str) -> bool:
    """Whether a word is a noun of no living being in the instrumental, more likely than not:
    «теплом», «идеями»."""
    reading = readings_of(word)[0]
    return reading.is_known and {"NOUN", "ablt", "inan"} in reading.tag


@lru_cache(maxsize=65_536)
def is_of_which(word: str) -> bool:
    """Whether a word is a noun in the genitive, of things or of many, more likely than not: «сбор
    подписей», «карта маршрута», «перевод детей»; not «карта мамы»."""
    reading = readings_of(word)[0]
    tag = reading.tag
    return reading.is_known and {"NOUN", "gent"} in tag and ("inan" in tag or "plur" in tag)


@lru_cache(maxsize=65_536)
def is_infinitive(word: str) -> bool:
    """Whether a word is an infinitive of the dictionary more likely than not."""
    reading = readings_of(word)[0]
    return bool(reading.is_known and reading.tag.POS == "INFN")


@lru_cache(maxsize=65_536)
def is_verb(word: str) -> bool:
    """Whether a word is a form of a verb (no participle) more likely than not."""
    readings = [reading for reading in readings_of(word) if reading.is_known]
    return bool(readings) and readings[0].tag.POS in ("VERB", "INFN", "GRND", "PRTS")


@lru_cache(maxsize=65_536)
def is_order(word: str) -> bool:
    """Whether a word is an imperative of the dictionary more likely than not: «молчи»."""
    readings = [reading for reading in readings_of(word) if reading.is_known]
    return bool(readings) and readings[0].tag.mood == "impr"


@lru_cache(maxsize=65_536)
def is_name(word: str) -> bool:
    """Whether a word (any case form) can be a Russian first name."""
    return any("Name" in reading.tag for reading in readings_of(word) if reading.is_known)


@lru_cache(maxsize=65_536)
def is_name_of_receiver(word: str) -> bool:
    """Whether a word can be a Russian first name in the dative case: «Оле», «Ивану»."""
    return any({"Name", "datv"} in each.tag for each in readings_of(word) if each.is_known)


def is_surname(word: str) -> bool:
    """Whether a word (any case form) can be a Russian surname."""
    return any("Surn" in reading.tag for reading in readings_of(word) if reading.is_known)


@lru_cache(maxsize=65_536)
def is_word(word: str) -> bool:
    """Whether the dictionary has this form (lower case)."""
    known: bool = analyzer().word_is_known(word)
    return known


def plain(text: str) -> str:
    """Lower case, ё as е: as vocabularies and readings spell."""
    return text.lower().replace("ё", "е")


def forget_forms() -> None:
    """Let go of the forms that were looked up while word lists were compiled: none is asked for
    again."""
    forms.cache_clear()
    is_word.cache_clear()
