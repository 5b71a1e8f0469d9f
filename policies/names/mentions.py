"""Which words of a post name somebody.

A capital tells a name from a word, but not at the beginning of a sentence («Роза на подоконнике»)
and not where people write without capitals; such a mention is not `sure`.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from policies.names.declension import Case
from policies.names.roster import Named, Sort
from policies.people import Children
from policies.text.morphology import readings_of
from policies.text.reading import Reading, Word

_PATRONYMIC = tuple(
    f"{stem}{ending}"
    for stems, endings in (
        (("овн", "евн", "ичн", "левн", "гевн", "санн"), ("а", "ы", "е", "у", "ой")),
        (("вич", "ьич"), ("", "а", "у", "ем", "е")),
        (("инишн", "альн", "анн"), ("а",)),
    )
    for stem in stems
    for ending in endings
)
_FEWEST_LETTERS_OF_PATRONYMIC = 6
_SHORT_PATRONYMICS = ("ильич", "лукич", "фомич", "кузьмич")
_OPENING = "«\"„“'("


class Mention(NamedTuple):
    """Somebody's name: its first and last word, what is known of it, whether the whole name has a
    patronymic (of children it has none), and whether it is surely a name."""

    first: int
    last: int
    sort: Sort
    cases: Case
    adult: bool
    sure: bool


def mentions(reading: Reading, children: Children) -> Iterator[Mention]:
    """The names in a post, in their order; a first name and a surname are one mention."""
    words = reading.words
    over = 0
    for place, named in children.named(reading):
        if place < over:
            continue
        if not _is_credible(reading, place, named) and not _is_whole(reading, children, place):
            continue
        word = words[place]
        sort, cases, last = named.sort, named.cases, place
        sure = _is_sure(reading, place, named)
        if last + 1 < len(words) and _adjoin(reading, last):
            following = children.called(words[last + 1].form)
            if (
                following is not None
                and _complete(sort, following.sort)
                and (
                    _has_capital(reading, words[last + 1]) >= _has_capital(reading, word)
                    or _is_of_the_roster(named, following)
                )
            ):
                last, sure = last + 1, True
                cases = (cases & following.cases) or cases
                sort |= following.sort
        adult = (
            last + 1 < len(words) and _adjoin(reading, last) and is_patronymic(words[last + 1].form)
        )
        if adult:
            last += 1
        elif last == place and _is_initial(reading, last + 1):  # «Лёва П.»
            last, sure = last + 1, True
        yield Mention(place, last, sort, cases, adult, sure)
        over = last + 1


def is_patronymic(form: str) -> bool:
    """Whether a word (as readings spell) is a patronymic, such as Сергеевне."""
    if form.startswith(_SHORT_PATRONYMICS):
        return True
    return len(form) >= _FEWEST_LETTERS_OF_PATRONYMIC and form.endswith(_PATRONYMIC)


def _complete(one: Sort, other: Sort) -> bool:
    """A given name and a surname belong together; two given names are two people."""
    return bool(
        (one & Sort.GIVEN and other & Sort.SURNAME) or (one & Sort.SURNAME and other & Sort.GIVEN)
    )


def _is_of_the_roster(one: Named, other: Named) -> bool:
    """«Павлов лев», «Полину орлову»: a name that is a word, too, behind the other name of a child
    of the roster."""
    return bool(one.sort & other.sort & Sort.ROSTER and one.cases & other.cases)


def _is_initial(reading: Reading, place: int) -> bool:
    if place >= len(reading.words) or not _adjoin(reading, place - 1):
        return False
    word = reading.words[place]
    return (
        word.end == word.start + 1
        and reading.text[word.start].isupper()
        and reading.text[word.end : word.end + 1] == "."
    )


def _adjoin(reading: Reading, place: int) -> bool:
    """Whether only spaces are between a word and the next."""
    words = reading.words
    return reading.text[words[place].end : words[place + 1].start].strip(" \u00a0") == ""


def _has_capital(reading: Reading, word: Word) -> bool:
    return reading.text[word.start].isupper()


def _written(reading: Reading, word: Word) -> str:
    """With its ё: лёвы are Lyova's, левы are left."""
    written = reading.text[word.start : word.end].lower()
    return written if "ё" in written else word.form


def _begins_sentence(reading: Reading, place: int) -> bool:
    words = reading.words
    if place == 0 or words[place - 1].sentence != words[place].sentence:
        return True
    return reading.text[words[place].start - 1] in _OPENING


def _writes_capitals(reading: Reading) -> bool:
    """Whether capitals mean anything in this post."""
    text = reading.text
    return not text.islower() and not text.isupper()


def _is_credible(reading: Reading, place: int, named: Named) -> bool:
    word = reading.words[place]
    if _has_capital(reading, word):
        return True
    if named.sort & Sort.FAMILY and not named.sort & ~(Sort.FAMILY | Sort.ROSTER):
        is_known = bool(named.sort & Sort.ROSTER) and is_only_name(word.form)
        return is_known and not _writes_capitals(reading)  # «у кузнецовых»
    if named.sort & Sort.GIVEN and is_only_name(_written(reading, word)):
        return True
    if named.sort & Sort.POSSESSIVE and not named.sort & Sort.GIVEN:
        return True
    if _writes_capitals(reading) or (place and reading.words[place - 1].form in _OF_NOUNS):
        return False
    if named.sort & Sort.ROSTER:
        return True
    if named.sort & Sort.YOUNG:
        return is_mostly_name(_written(reading, word))
    return bool(named.sort & Sort.SURNAME) and is_surname_first(word.form)


_OF_NOUNS = frozenset({"я", "ты", "мы", "такая", "такой", "эта", "этот", "та", "какая", "одна"})
"""What stands before a word that only could be a name: «я соня», «такая роза»."""


def _is_whole(reading: Reading, children: Children, place: int) -> bool:
    """«волков кирилл»: a surname without its capital, before the name of a child of the roster."""
    words = reading.words
    named = children.called(words[place].form)
    if named is None or not named.sort & Sort.SURNAME or not named.sort & Sort.ROSTER:
        return False
    if place + 1 >= len(words) or not _adjoin(reading, place):
        return False
    following = children.called(words[place + 1].form)
    return (
        following is not None
        and following.sort & (Sort.GIVEN | Sort.ROSTER) == Sort.GIVEN | Sort.ROSTER
        and bool(named.cases & following.cases)
        and not _has_capital(reading, words[place + 1])
        and is_only_name(_written(reading, words[place + 1]))
    )


def _is_sure(reading: Reading, place: int, named: Named) -> bool:
    word = reading.words[place]
    capital = _has_capital(reading, word)
    if capital and _writes_capitals(reading) and not _begins_sentence(reading, place):
        return True
    if not named.sort & (Sort.GIVEN | Sort.SURNAME):
        return False
    written = _written(reading, word)
    if capital or not _writes_capitals(reading):
        return is_mostly_name(written)
    return is_only_name(written)


@lru_cache(maxsize=16_384)
def is_surname_first(form: str) -> bool:
    """Whether a form is a surname before it is anything else: соколов is, волков is not."""
    return "Surn" in readings_of(form)[0].tag


@lru_cache(maxsize=16_384)
def is_only_name(form: str) -> bool:
    """Whether a form is nothing but a name: мише is, роза and мишка are not. What the dictionary
    does not know is one."""
    readings = [reading for reading in readings_of(form) if reading.is_known]
    return all((_NAMES | {"Geox"}) & reading.tag.grammemes for reading in readings)


@lru_cache(maxsize=16_384)
def is_mostly_name(form: str) -> bool:
    """Whether a form is a name more often than anything else: соня is, роза and лев are not."""
    readings = [reading for reading in readings_of(form) if reading.is_known]
    if not readings:
        return True
    names = {each.normal_form for each in readings if _NAMES & each.tag.grammemes}
    others = [each for each in readings if not (_NAMES | {"Geox"}) & each.tag.grammemes]
    if any(
        each.normal_form in names and (each.normal_form in _BEASTS or "inan" in each.tag)
        for each in others
    ):
        return False
    return readings[0] not in others or "anim" in readings[0].tag


_BEASTS = frozenset({"лев", "мишка"})
_NAMES = frozenset({"Name", "Surn", "Patr"})
