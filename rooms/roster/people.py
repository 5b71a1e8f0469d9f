"""Guardians in a cell: «Иванова Мария (мама), 8 916 123-45-67; папа: Иванов Пётр»."""

import re
from dataclasses import dataclass, replace

from rooms.roster.model import Relation
from rooms.roster.names import name_problem, tidy_name
from rooms.roster.phones import find_phones
from rooms.roster.relations import relations_in, split_relation
from rooms.roster.spelling import says_nothing, tidy
from rooms.sentence import Sentence

_PHONE_WORDS = re.compile(
    r"\b(телефон|тел|моб|мобильный|сот|раб|рабочий|дом|домашний|т|phone|tel|mob|ф\.?\s?и\.?\s?о)\b"
    r"\s*\.?\s*:?",
    re.IGNORECASE,
)

_SEPARATOR = re.compile(r"[\n;,]|\s/\s")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a cell; what the cell does not say is empty or None."""

    name: str = ""
    relation: Relation | None = None
    phones: tuple[str, ...] = ()
    problem: Sentence | None = None


def people_in(text: str) -> list[Person]:
    """Everybody whom a cell names, in its order; a cell with phones alone is a nameless person."""
    if says_nothing(text):
        return []
    if not re.search(r"[^\W\d_]", re.sub(r"(?<=\d)[eE][+]?\d", "", text)):
        found = find_phones(text)
        return [Person(phones=found.phones, problem=found.problem)]
    people: list[Person] = []
    for piece in _pieces(text):
        _add(people, _person(piece))
    return people


def numbers_in(text: str) -> list[Person]:
    """The phones in a cell, by what the cell says of whose they are; other words say nothing.

    Every line and every relation begins an entry of its own.
    """
    entries: list[Person] = []
    for line in text.split("\n"):
        found = find_phones(line)
        if split_relation(tidy(found.words))[1] is None:
            entries.append(Person(phones=found.phones, problem=found.problem))
            continue
        of_line: list[Person] = []
        for piece in _pieces(line):
            person = _person(piece)
            wrong = find_phones(piece).problem
            _add(of_line, replace(person, name="", problem=wrong))
        entries += of_line
    return [entry for entry in entries if entry.phones or entry.problem]


def _pieces(text: str) -> list[str]:
    """The parts of a text, each about one person at most."""
    pieces: list[str] = []
    for piece in _SEPARATOR.split(text):
        if len(relations_in(tidy(piece))[0]) < 2:
            pieces.append(piece)
        elif piece.lstrip()[:1].isalpha():  # мама 8 916 … папа 8 926 …
            pieces += re.split(r"(?<=\d)\s+(?=[^\W\d_])", piece)
        else:  # 8 916 … мама 8 926 … папа
            pieces += re.split(r"(?<=[^\W\d_)])\s+(?=[+\d])", piece)
    return [piece for piece in pieces if not says_nothing(piece)]


def _person(piece: str) -> Person:
    found = find_phones(piece)
    words, relation = split_relation(tidy(_PHONE_WORDS.sub(" ", found.words)))
    words = re.sub(r"(?<=\w\w)\.$", "", words.strip(" :-–—()").lstrip("."))
    name = "" if says_nothing(words) else tidy_name(words)
    problem = found.problem or name_problem(re.sub(r"[()]", " ", name))
    return Person(name, relation, found.phones, problem)


def _add(people: list[Person], person: Person) -> None:
    """A piece belongs to the person before it unless it names what that one has already."""
    last = people[-1] if people else None
    if (
        last is None
        or (person.name and last.name)
        or (person.relation is not None and last.relation is not None)
    ):
        people.append(person)
        return
    people[-1] = replace(
        last,
        name=last.name or person.name,
        relation=last.relation or person.relation,
        phones=tuple(dict.fromkeys((*last.phones, *person.phones))),
        problem=last.problem or person.problem,
    )
