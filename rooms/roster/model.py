"""What a roster consists of: children, guardians, and what was doubtful in a spreadsheet."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from rooms.sentence import Sentence

Relation = Literal["mother", "father", "grandmother", "grandfather", "guardian", "other"]
"""What a guardian is to the child."""

RELATIONS: tuple[Relation, ...] = get_args(Relation)
"""All of them, in the order in which guardians are shown."""


@dataclass(frozen=True, slots=True)
class Guardian:
    """Somebody who answers for a child, as they are to this child.

    `name` may be empty where the spreadsheet has only a phone; `phones` are E.164
    (``+79161234567``) in the order written, each once; `language` is an ISO 639-1 code or None:
    that of the institution; `blocked` is a custody block: nothing about this child goes to them.
    """

    name: str
    relation: Relation
    phones: tuple[str, ...] = ()
    language: str | None = None
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """A child in a group; `patronymic` may be empty, `group` is the key in community.yaml.

    `photo_consent` says whether it may be shown in pictures, None: nobody knows. Where nothing was
    asked about that (`photo_asked`), as in a spreadsheet without the column, what is known stays.
    """

    surname: str
    name: str
    patronymic: str
    birth_date: date | None
    group: str
    guardians: tuple[Guardian, ...] = ()
    photo_consent: bool | None = None
    photo_asked: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """A doubtful place of a spreadsheet: what is wrong there and what was expected.

    `sheet` and `cell` (``C7``) are for workbooks, `line` (from 1) is for text files; None: it is
    about the whole sheet or the whole file.
    """

    what: Sentence
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ReadRoster:
    """What a file says: the children of its good rows, and a problem for each doubtful one."""

    children: tuple[Child, ...] = ()
    problems: tuple[Problem, ...] = ()
