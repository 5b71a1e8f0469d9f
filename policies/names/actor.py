"""Somebody in a sentence."""

from enum import Enum, auto
from typing import NamedTuple

from policies.names.declension import Case


class Role(Enum):
    """What somebody in a sentence is to the post."""

    CHILD = auto()
    """Named, without a patronymic."""
    FAMILY = auto()
    """Somebody of a named child's family: «мама Миши», «у Миши папа», «Соколовы»."""
    WHOSE = auto()
    """«Мишин», «Мишина»: tells of the child only beside certain words."""
    ADULT = auto()
    """Named with a patronymic, or as «тётя Лена»."""
    RELATIVE = auto()
    SOME_CHILD = auto()
    POINTED = auto()
    """A child who is not named and pointed at: «этот мальчик», «ваш ребёнок»."""
    STAFF = auto()
    DOCTOR = auto()
    SELF = auto()
    PRONOUN = auto()
    GROUP = auto()
    PLACE = auto()
    ANIMAL = auto()


class Actor(NamedTuple):
    """Somebody in a sentence: the words, the role, the possible cases, and for names, whether they
    are surely names."""

    first: int
    last: int
    role: Role
    cases: Case
    plural: bool = False
    sure: bool = True
    vocative: bool = False
    roster: bool = False
    young: bool = False
    """The name is more often a child's than a parent's."""
    by_surname: bool = False
    """Nothing else is said of who it is: a parent is called so, too."""
