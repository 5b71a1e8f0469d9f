"""Names that are words as well, where only people can be meant: «роза пришла», «у веры»."""

import re
from collections.abc import Sequence
from itertools import islice

from policies.names.actor import Actor, Role
from policies.names.actors import MOST_ACTORS
from policies.names.declension import Case
from policies.names.roster import Sort
from policies.people import Children
from policies.text.grammar import parts_of
from policies.text.reading import Reading, Word
from policies.text.vocabulary import every_form
from policies.words import words_of

_WITH = frozenset({"с", "со"})
_SINCE = frozenset({"утра", "вечера", "ночи", "обеда", "вчера"})
"""«Роза с утра кашляет»."""
_ALL_OVER = frozenset({"вся", "весь"})
_FAR = 2
_FEW = 8
_MOST_WORDS = 300
"""So many words of a post are looked at."""
_COMES = frozenset(words_of("health_marks")["comes"])
_GROWS = re.compile("|".join(words_of("health_marks")["grows"]))
_BROKEN = every_form(words_of("health")["break"])
_PARTS = every_form(words_of("health")["part"])
_TELLING = _COMES | _WITH | _ALL_OVER | _BROKEN | {"у", "не"}
_AWAY = frozenset(words_of("health_marks")["away"])
_TO_THE_HOUSE = frozenset({"сад", "садик", "группу", "ясли", "школу"})
_BETWEEN = frozenset(words_of("health_marks")["between"])


def with_namesakes(reading: Reading, children: Children, found: Sequence[Actor]) -> Sequence[Actor]:
    """Everybody, and those whose names are words («роза»), by where they stand; no flowers."""
    places = _places(reading, children)
    if not places and all(actor.sure for actor in found):
        return found
    if _GROWS.search(reading.lower):
        return [actor for actor in found if actor.sure or actor.role is not Role.CHILD]
    found = [actor for actor in found if actor.sure or not _is_field(reading, actor)]
    unsure = {actor.first for actor in found if actor.role is Role.CHILD and not actor.sure}
    taken = {place for actor in found for place in range(actor.first, actor.last + 1)} - unsure
    more = [
        actor
        for place in places
        if place not in taken and (actor := _person(reading, children, place)) is not None
    ]
    if not more:
        return found
    named = {actor.first for actor in more}
    return sorted((*more, *(each for each in found if each.first not in named)), key=_first)


def _is_field(reading: Reading, actor: Actor) -> bool:
    """«У поля» is at the field; at Polya's is «у Поли»."""
    return _has(reading, actor.first) and not actor.cases & Case.GENITIVE


def _places(reading: Reading, children: Children) -> list[int]:
    """Where a name stands as only people can: among the first of the names."""
    if reading.forms.isdisjoint(_TELLING):
        return []
    capitals = not reading.text.islower()
    names = (
        place
        for place, _ in children.named(reading)
        if place < _MOST_WORDS
        and (not capitals or reading.text[reading.words[place].start].isupper())
        and children.called(reading.words[place].form)
    )
    return [
        place
        for place in islice(names, MOST_ACTORS)
        if _has(reading, place)
        or _comes(reading, place)
        or _is_hurt(reading, place)
        or _stays_away(reading, place)
    ]


def _has(reading: Reading, place: int) -> bool:
    return place > 0 and reading.words[place - 1].form == "у"


def _comes(reading: Reading, place: int) -> bool:
    words = reading.words
    for behind in range(place + 1, min(place + 2 + _FAR, len(words))):
        form = words[behind].form
        if form in _WITH:
            if words[behind + 1 : behind + 2] and words[behind + 1].form in _SINCE:
                return behind + 2 < len(words) and words[behind + 2].form in _COMES
            return behind + 1 < len(words) and _is_brought(words[behind + 1].form)
        if form == "в":
            return words[behind - 1].form in _ALL_OVER
        if form not in _BETWEEN:
            return form in _COMES and words[behind].sentence == words[place].sentence
    return False


def _is_hurt(reading: Reading, place: int) -> bool:
    """«Лева сломал руку», «Вера вчера ногу подвернула»."""
    behind = [word.form for word in _clause(reading, place)]
    if not behind or behind[0] not in _BROKEN | _PARTS:
        return False
    others, far = (_PARTS, _FAR + 1) if behind[0] in _BROKEN else (_BROKEN, _FAR)
    return not others.isdisjoint(behind[1 : 1 + far])


def _stays_away(reading: Reading, place: int) -> bool:
    """«Роза в сад не пойдёт», «лева завтра не придёт»."""
    behind = [word.form for word in _clause(reading, place)]
    if behind[:1] == ["в"] and not _TO_THE_HOUSE.isdisjoint(behind[1:2]):
        behind = behind[2:]
    while behind and behind[0] in _BETWEEN:
        behind = behind[1:]
    return behind[:1] == ["не"] and not _AWAY.isdisjoint(behind[1:2])


def _clause(reading: Reading, place: int) -> list[Word]:
    """The few words behind a name up to a comma, without those that tell nothing at first."""
    behind: list[Word] = []
    for last, word in enumerate(reading.words[place + 1 : place + _FEW], place):
        if word.sentence != reading.words[place].sentence or not reading.adjoins(last):
            break
        if behind or word.form not in _BETWEEN:
            behind.append(word)
    return behind


def _is_brought(form: str) -> bool:
    """«С соплями»; not «с дачи», «с каждым днём»."""
    return form != "каждым" and "genitive" not in parts_of(form)


def _person(reading: Reading, children: Children, place: int) -> Actor | None:
    named = children.called(reading.words[place].form)
    if named is None or not named.sort & Sort.GIVEN:
        return None
    case = Case.GENITIVE if _has(reading, place) else Case.NOMINATIVE
    if not named.cases & case:
        return None
    return Actor(place, place, Role.CHILD, case, sure=False, roster=True, young=True)


def _first(actor: Actor) -> int:
    return actor.first
