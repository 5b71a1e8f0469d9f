"""Which column says what of whom: the headers of a table, taken together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rooms.roster.headers import NAME_PARTS, Attribute, Meaning, Subject

_GENERIC = frozenset({Subject.PARENT, Subject.REPRESENTATIVE})
"""Guardians of whom the header does not say what they are to the child."""
_NAMES = NAME_PARTS | {Attribute.FULL_NAME}
_OF_CHILD = frozenset({Attribute.BIRTH_DATE, Attribute.GROUP})
_OF_FAMILY = frozenset({Attribute.LANGUAGE, Attribute.BLOCKED})


@dataclass(slots=True)
class Block:
    """The columns about one person; phones and consents to pictures may have several."""

    subject: Subject
    number: int | None = None
    places: dict[Attribute, int] = field(default_factory=dict)
    phones: list[int] = field(default_factory=list)
    photos: list[int] = field(default_factory=list)

    @property
    def columns(self) -> list[int]:
        """All its columns."""
        return [*self.places.values(), *self.phones, *self.photos]


@dataclass(slots=True)
class Columns:
    """What the columns of a table mean; `family` is about all guardians in the row."""

    child: Block
    guardians: list[Block]
    family: Block
    given_first: bool = False

    @property
    def all(self) -> set[int]:
        """Every column that means anything."""
        blocks = (self.child, *self.guardians, self.family)
        return {column for block in blocks for column in block.columns}


@dataclass(frozen=True, slots=True)
class SameMeaning:
    """Two columns of which only one can be right."""

    first: int
    second: int


def columns_of(meanings: Mapping[int, Meaning]) -> Columns | SameMeaning | None:
    """The columns of a header, from left to right; None: there is no name of a child in it."""
    arrangement = _Arrangement(meanings)
    for column, meaning in sorted(meanings.items()):
        if clash := arrangement.place(column, meaning):
            return clash
    return arrangement.finished()


class _Arrangement:
    def __init__(self, meanings: Mapping[int, Meaning]) -> None:
        self._columns = Columns(Block(Subject.CHILD), [], Block(Subject.PARENT))
        self._several = {
            attribute
            for attribute in _OF_FAMILY
            if sum(m.subject is None and attribute in m.attributes for m in meanings.values()) > 1
        }
        self._last: Block | None = None
        self._last_meaning: Meaning | None = None

    def place(self, column: int, meaning: Meaning) -> SameMeaning | None:
        block = self._block(meaning)
        attributes = meaning.attributes
        if block.subject is not Subject.CHILD and Attribute.PHONE in attributes:
            if attributes & _NAMES:  # «ФИО, телефон мамы»: the cell is searched for both
                attributes = frozenset({Attribute.FULL_NAME})
            else:
                block.phones.append(column)
                attributes -= {Attribute.PHONE}
        if Attribute.PHOTO_CONSENT in attributes:  # «Согласие на фото», «Согласие на видео»
            block.photos.append(column)
            return None
        for attribute in sorted(attributes):
            if attribute in block.places:
                return SameMeaning(block.places[attribute], column)
            if self._says_it_twice(block, attribute):
                return SameMeaning(min(block.places.values()), column)
            block.places[attribute] = column
        if block is self._columns.child and meaning.attributes & _NAMES:
            self._columns.given_first |= meaning.given_first
        self._last, self._last_meaning = block, meaning
        return None

    def finished(self) -> Columns | None:
        columns = self._columns
        child = columns.child.places
        parts = [child[part] for part in (Attribute.SURNAME, Attribute.NAME) if part in child]
        if Attribute.FULL_NAME not in child and not parts:
            return None
        if len(parts) == 1:  # «Имя ребёнка» alone, or «Фамилия» with everything in it
            child[Attribute.FULL_NAME] = parts[0]
            child.pop(Attribute.SURNAME, None)
            child.pop(Attribute.NAME, None)
        for block in [b for b in columns.guardians if _is_only_phones(b)]:
            columns.guardians.remove(block)
            columns.family.phones += block.phones
        return columns

    def _block(self, meaning: Meaning) -> Block:
        if meaning.subject is Subject.CHILD or meaning.attributes & _OF_CHILD:
            return self._columns.child
        if meaning.subject is None:
            return self._unsaid(meaning)
        if meaning.subject in _GENERIC:
            return self._generic(meaning)
        for block in self._columns.guardians:
            if block.subject is meaning.subject and meaning.number in (None, block.number):
                return block
        return self._new(meaning.subject, meaning.number)

    def _unsaid(self, meaning: Meaning) -> Block:
        """Whom a header without a subject is about, by what stands to its left."""
        attributes = meaning.attributes
        if attributes & _NAMES:
            return self._whose_name(attributes)
        if Attribute.PHONE in attributes:
            return self._whose_phone(meaning)
        if Attribute.RELATION in attributes:
            return self._whose_relation()
        if attributes & self._several and self._columns.guardians:
            return self._columns.guardians[-1]
        return self._columns.family

    def _whose_name(self, attributes: frozenset[Attribute]) -> Block:
        last = self._last
        if (
            last is not None
            and last.subject is not Subject.CHILD
            and attributes <= NAME_PARTS
            and NAME_PARTS & last.places.keys()
            and not attributes & last.places.keys()
        ):
            return last  # «Фамилия мамы», «Имя», «Отчество»
        return self._columns.child

    def _whose_phone(self, meaning: Meaning) -> Block:
        guardians = self._columns.guardians
        for block in guardians:
            if meaning.number is not None and block.number == meaning.number:
                return block
        if not guardians:
            return self._columns.family
        last = guardians[-1]
        if not last.phones:
            unknown = [block for block in guardians if not block.phones]
            return last if len(unknown) == 1 else self._columns.family
        follows = self._last is last and self._last_meaning is not None
        if follows and self._last_meaning and self._last_meaning.subject is None:
            return last  # «Телефон», «Доп. телефон»
        return self._columns.family

    def _whose_relation(self) -> Block:
        for block in reversed(self._columns.guardians):
            if block.subject in _GENERIC and Attribute.RELATION not in block.places:
                return block
        return self._new(Subject.REPRESENTATIVE, None)

    def _generic(self, meaning: Meaning) -> Block:
        assert meaning.subject is not None  # noqa: S101 - for the type checker
        known = [block for block in self._columns.guardians if block.subject in _GENERIC]
        for block in known:
            if meaning.number is not None and block.number == meaning.number:
                return block
        if not known or (meaning.number is not None and known[-1].number is not None):
            return self._new(meaning.subject, meaning.number)
        last = known[-1]
        begins = meaning.attributes & (_NAMES | {Attribute.RELATION})
        if begins & last.places.keys() or (begins & _NAMES and Attribute.FULL_NAME in last.places):
            return self._new(meaning.subject, meaning.number)
        last.number = last.number if last.number is not None else meaning.number
        if meaning.attributes & _NAMES:
            last.subject = meaning.subject
        return last

    def _new(self, subject: Subject, number: int | None) -> Block:
        block = Block(subject, number)
        self._columns.guardians.append(block)
        return block

    @staticmethod
    def _says_it_twice(block: Block, attribute: Attribute) -> bool:
        """A full name beside the surname or the name of the same person."""
        parts = {Attribute.SURNAME, Attribute.NAME}
        if attribute is Attribute.FULL_NAME:
            return bool(parts & block.places.keys())
        return attribute in parts and Attribute.FULL_NAME in block.places


def _is_only_phones(block: Block) -> bool:
    return block.subject in _GENERIC and bool(block.phones) and not block.places
