"""The words that name people: the children of a roster, and Russian given names in general.

Every case form of a name, of its short forms and diminutives is an entry of one table, so
that a word is looked up once, whatever the size of the roster.
"""

from collections.abc import Iterable
from enum import IntFlag
from functools import cache
from typing import NamedTuple

from policies.names.declension import Case, declined, declined_surname, family, possessives
from policies.names.given_names import Given, diminutives, given_names
from policies.text.morphology import is_name
from policies.text.table import Table
from policies.words import words_of


class Sort(IntFlag):
    """What a word may be to a person; several at once, such as Павлов: a surname, Павел's."""

    GIVEN = 1
    SURNAME = 2
    POSSESSIVE = 4
    FAMILY = 8
    ROSTER = 16
    """The person is on the roster."""
    YOUNG = 32
    """A given name that children have more often than their parents."""


class Named(NamedTuple):
    """What is known of a form: its sorts, and the cases it may be (of the name, not of what is
    possessed)."""

    sort: Sort
    cases: Case


Names = dict[str, Named]
"""By form, in lower case, ё as е."""

_PATRONYMIC = ("вич", "вна", "ична", "инична", "оглы", "кызы", "угли", "гызы")
_FEWEST_LETTERS = 2


@cache
def general_names() -> Table[Named]:
    """Russian given names with all that people make of them, and the commonest surnames."""
    names: Names = {}
    parents = frozenset(words_of("actors")["parents"])
    for given in given_names():
        _add_given(names, given, Sort.GIVEN if given.full in parents else Sort.GIVEN | Sort.YOUNG)
    _grow_old(names, (given for given in given_names() if given.full in parents))
    for surname in words_of("common_surnames")["common"]:
        masculine = surname.lower()
        _add_surname(names, masculine, False, Sort.SURNAME)
        if masculine.endswith(("ов", "ев", "ёв", "ин")):
            _add_surname(names, f"{masculine}а", True, Sort.SURNAME)
    for form in words_of("actors")["no names"]:
        names.pop(form, None)
    return Table(names)


def _grow_old(names: Names, parents: Iterable[Given]) -> None:
    """Whatever form is a parent's name, too, is no longer one that tells of a child."""
    theirs: Names = {}
    for given in parents:
        _add_given(theirs, given, Sort.GIVEN)
    for form in theirs:
        named = names[form]
        names[form] = named._replace(sort=named.sort & ~Sort.YOUNG)


class Parts(NamedTuple):
    """What a child's name in a list consists of: the given names that it may be short for, and the
    surnames; of a surname whether it is a girl's (None: nobody knows)."""

    given: frozenset[Given]
    surnames: tuple[tuple[str, bool | None], ...]


def parts_of(name: str) -> Parts:
    """The parts of a name such as «Соколов Михаил», without initials and patronymic."""
    known = _given_by_name()
    words = [word for word in name.replace(".", ". ").split() if not _is_initial(word)]
    words = [word for word in words if not word.lower().endswith(_PATRONYMIC)] or words
    place_of_given = _which_is_given(words, known)
    feminine = _is_feminine(words, place_of_given, known)
    called: set[Given] = set()
    surnames = []
    for place, word in enumerate(words):
        if place != place_of_given:
            surnames.append((word.lower(), feminine))
            continue
        several = known.get(_key(word)) or (Given(word, bool(feminine), None, ()),)
        called.update(each for each in several if feminine in (None, each.feminine))
    return Parts(frozenset(called), tuple(surnames))


def roster_names(names: Iterable[str]) -> Table[Named]:
    """The words that name the children of a roster («Соколов Михаил», «Алиса Козлова»)."""
    found: Names = {}
    called: set[Given] = set()
    for name in dict.fromkeys(names):
        parts = parts_of(name)
        for surname, feminine in parts.surnames:
            _add_surname(found, surname, feminine)
        called |= parts.given
    for given in called:
        _add_given(found, given, Sort.GIVEN | Sort.ROSTER)
    return Table(found)


def given_forms(given: Given) -> Iterable[str]:
    """All that people make of a given name, in every case form, and whose something is (Мишин)."""
    found: Names = {}
    _add_given(found, given, Sort.GIVEN)
    return found.keys()


def surname_forms(surname: str, feminine: bool | None) -> Iterable[str]:
    """The case forms of a surname, and of all who have it (Соколовы)."""
    found: Names = {}
    _add_surname(found, surname, feminine)
    return found.keys()


@cache
def both(listed: Named, general: Named) -> Named:
    """What a form is that names somebody of a roster, and is a name in general, too: Марина is not
    of the roster for being Мара's."""
    sort, cases = listed
    if not sort & (Sort.GIVEN | Sort.SURNAME) and general.sort & Sort.GIVEN:
        sort &= ~Sort.ROSTER
    return Named(sort | general.sort, cases | general.cases)


def without_age(form: str) -> str:
    """A name without what tells somebody from another of that name."""
    name, hyphen, behind = form.partition("-")
    return name if hyphen and behind.startswith(_BEHIND_NAMES) else form


_BEHIND_NAMES = ("млад", "стар", "то")


def _is_initial(word: str) -> bool:
    return len(word.strip(".")) < _FEWEST_LETTERS


def _key(word: str) -> str:
    return word.lower().replace("ё", "е")


@cache
def _given_by_name() -> dict[str, tuple[Given, ...]]:
    """The full names under every name that is written in a list."""
    known: dict[str, tuple[Given, ...]] = {}
    for given in given_names():
        for name in (given.full, *given.short):
            known[_key(name)] = (*known.get(_key(name), ()), given)
    return known


def _which_is_given(words: list[str], known: dict[str, tuple[Given, ...]]) -> int | None:
    """The place of the given name; rosters mostly have it behind the surname."""
    places = sorted(range(len(words)), key=lambda place: place != 1)
    keys = [_key(word) for word in words]
    for place in places:
        if any(_key(given.full) == keys[place] for given in known.get(keys[place], ())):
            return place
    for place in places:
        if keys[place] in known or is_name(keys[place]):
            return place
    return min(1, len(words) - 1) if words else None


def _is_feminine(
    words: list[str], given: int | None, known: dict[str, tuple[Given, ...]]
) -> bool | None:
    """Told by the surname first: Саша may be either."""
    others = [word.lower() for place, word in enumerate(words) if place != given]
    if any(word.endswith(("ова", "ева", "ёва", "ина", "ына", "ая")) for word in others):
        return True
    if any(word.endswith(("ов", "ев", "ёв", "ин", "ын", "ский", "цкий")) for word in others):
        return False
    called = () if given is None else known.get(_key(words[given]), ())
    genders = {each.feminine for each in called}
    return genders.pop() if len(genders) == 1 else None


def _add_given(names: Names, given: Given, sort: Sort) -> None:
    plain = dict.fromkeys((given.full.lower(), *(short.lower() for short in given.short)))
    made = dict.fromkeys(each for name in plain for each in diminutives(name) if each not in plain)
    for name in plain:
        for form in possessives(name):
            _add(names, form, sort & Sort.ROSTER | Sort.POSSESSIVE, Case(0))
    for name in (*plain, *made):
        for form, case in declined(name, given.feminine):
            _add(names, form, sort, case)


def _add_surname(
    names: Names, surname: str, feminine: bool | None, sort: Sort = Sort.SURNAME | Sort.ROSTER
) -> None:
    for form, case in declined_surname(surname, feminine):
        _add(names, form, sort, case)
    for form in family(surname):
        _add(names, form, sort & Sort.ROSTER | Sort.FAMILY, Case(0))


def _add(names: Names, form: str, sort: Sort, cases: Case) -> None:
    form = form.replace("ё", "е")
    known = names.get(form)
    if known is not None:
        sort, cases = known.sort | sort, known.cases | cases
    names[form] = Named(sort, cases)
