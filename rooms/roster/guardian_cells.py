"""The cells of a row that are about guardians: names, relations, phones, languages, blocks."""

import re
from collections.abc import Sequence

from rooms.roster.columns import Block, Columns
from rooms.roster.drafts import Doubts, GuardianDraft
from rooms.roster.headers import Attribute, Subject
from rooms.roster.languages import language_of
from rooms.roster.model import RELATIONS, Relation
from rooms.roster.names import female, name_problem, tidy_name
from rooms.roster.people import Person, numbers_in, people_in
from rooms.roster.relations import relations_in
from rooms.roster.restrictions import restriction
from rooms.roster.spelling import says_nothing
from rooms.roster.tables.table import Cell, Row
from rooms.sentence import Sentence

_NAME_PARTS = (Attribute.SURNAME, Attribute.NAME, Attribute.PATRONYMIC)
_WHOSE_PHONE = Sentence(
    "It cannot be told whose phone number this is: write «мама» or «папа» beside the number, or"
    " make a column for each."
)
_WHO_IS_BLOCKED = Sentence(
    "It cannot be told who is to get nothing about the child: write «да» in the row or column of"
    " this person, or whom it is about, such as «отец»."
)


def read_guardians(row: Row, columns: Columns, doubts: Doubts) -> list[GuardianDraft]:
    """Everybody whom the row names; what is doubtful is told."""
    reading = _Reading(row, doubts)
    for block in columns.guardians:
        reading.take_block(block)
    reading.take_family(columns.family)
    return reading.guardians


class _Reading:
    def __init__(self, row: Row, doubts: Doubts) -> None:
        self._row = row
        self._doubts = doubts
        self.guardians: list[GuardianDraft] = []

    def take_block(self, block: Block) -> None:
        guardians = self._named(block)
        for column in block.phones:
            self._give_phones(self._row.cell(column), guardians, block)
        if Attribute.BLOCKED in block.places:
            self._block(self._row.cell(block.places[Attribute.BLOCKED]), guardians, block)
        if Attribute.LANGUAGE in block.places:
            self._speak(self._row.cell(block.places[Attribute.LANGUAGE]), guardians)
        self.guardians += guardians

    def take_family(self, family: Block) -> None:
        """The columns of which the header does not say whom they are about."""
        nameless = [one for one in self.guardians if not one.name and not one.is_told]
        for guardian in nameless if len(self.guardians) > len(nameless) else []:
            # «Контакты родителей» with nothing but numbers, beside the columns of the parents.
            self.guardians.remove(guardian)
            self._hand_out([Person(phones=guardian.phones)], guardian.cell)
        for column in family.phones:
            self._give_phones(self._row.cell(column), self.guardians, None)
        if Attribute.BLOCKED in family.places:
            self._block(self._row.cell(family.places[Attribute.BLOCKED]), self.guardians, None)
        if Attribute.LANGUAGE in family.places:
            self._speak(self._row.cell(family.places[Attribute.LANGUAGE]), self.guardians)

    def _named(self, block: Block) -> list[GuardianDraft]:
        cell, people = self._people(block)
        for person in people:
            if person.problem is not None:
                self._doubts.add(cell, person.problem)
        told = self._told_relations(block, len(people))
        is_unclear = any(one.relation is None for one in people[1:]) and not told
        if is_unclear and block.subject is not Subject.PARENT:
            self._doubts.add(cell, Sentence("One person is expected in this cell."))
        return [
            _draft(cell, person, told[index] if told else None, block.subject)
            for index, person in enumerate(people)
            if person.name or person.phones
        ]

    def _people(self, block: Block) -> tuple[Cell, list[Person]]:
        if Attribute.FULL_NAME in block.places:
            cell = self._row.cell(block.places[Attribute.FULL_NAME])
            return cell, people_in(cell.text)
        cells = [self._row.cell(block.places[p]) for p in _NAME_PARTS if p in block.places]
        name = tidy_name(" ".join(cell.text for cell in cells if not says_nothing(cell.text)))
        cell = cells[0] if cells else self._row.cell(min(block.columns))
        return cell, [Person(name, problem=name_problem(name))] if name else []

    def _told_relations(self, block: Block, people: int) -> list[Relation]:
        """What the column of the relation says; one for each person, or none at all."""
        if Attribute.RELATION not in block.places:
            return []
        cell = self._row.cell(block.places[Attribute.RELATION])
        if says_nothing(cell.text):
            return []
        found, rest = relations_in(cell.text)
        if re.search(r"[^\W_]", rest) or not found:
            self._doubts.add(
                cell,
                Sentence("Nobody knows this relation; write мама, папа, бабушка, дедушка, опекун."),
            )
            return []
        if people and len(found) != people:
            self._doubts.add(cell, Sentence("The relation of one person is expected here."))
            return []
        return found

    def _give_phones(self, cell: Cell, guardians: list[GuardianDraft], block: Block | None) -> None:
        """Each number to the one whose it is; a number without anybody makes a nameless one."""
        if says_nothing(cell.text):
            return
        numbers = numbers_in(cell.text)
        for number in numbers:
            if number.problem is not None:
                self._doubts.add(cell, number.problem)
        self._hand_out(numbers, cell, guardians, block)

    def _hand_out(
        self,
        numbers: Sequence[Person],
        cell: Cell,
        guardians: list[GuardianDraft] | None = None,
        block: Block | None = None,
    ) -> None:
        guardians = self.guardians if guardians is None else guardians
        in_order = block is not None and len(guardians) == len(numbers) > 1
        for index, number in enumerate(numbers):
            if not number.phones:
                continue
            known = [one for one in guardians if one.relation == number.relation]
            if number.relation is not None and len(known) == 1:
                known[0].add_phones(number.phones, cell)
            elif number.relation is not None or not guardians:
                subject = block.subject if block else Subject.PARENT
                told = self._told_relations(block, 1) if block else []
                guardians.append(_draft(cell, number, told[0] if told else None, subject))
            elif len(guardians) == 1:
                guardians[0].add_phones(number.phones, cell)
            elif in_order and all(one.relation is None for one in numbers):
                guardians[index].add_phones(number.phones, cell)
            else:
                self._doubts.add(cell, _WHOSE_PHONE)

    def _block(self, cell: Cell, guardians: list[GuardianDraft], block: Block | None) -> None:
        found = restriction(cell.text)
        if found is None:
            self._doubts.add(cell, _WHO_IS_BLOCKED)
            return
        if found.everybody:
            self._block_all(cell, guardians, block)
        for relation in found.relations:
            blocked = [one for one in guardians if one.relation == relation]
            if not blocked:
                blocked = [GuardianDraft(cell, "", relation)]
                guardians += blocked
            for guardian in blocked:
                guardian.blocked = True

    def _block_all(self, cell: Cell, guardians: list[GuardianDraft], block: Block | None) -> None:
        if not guardians and block is not None and block.subject in RELATIONS:
            guardians.append(_draft(cell, Person(), None, block.subject))
        if len(guardians) != 1:
            self._doubts.add(cell, _WHO_IS_BLOCKED)
        for guardian in guardians:
            guardian.blocked = True

    def _speak(self, cell: Cell, guardians: list[GuardianDraft]) -> None:
        if says_nothing(cell.text):
            return
        languages = [language_of(part) for part in re.split(r"[,;/\n]", cell.text)]
        if None in languages:
            self._doubts.add(
                cell, Sentence("Nobody knows this language; write for example русский or ru.")
            )
            return
        for guardian in guardians:
            guardian.language = guardian.language or languages[0]


def _draft(cell: Cell, person: Person, told: Relation | None, subject: Subject) -> GuardianDraft:
    relation = person.relation or told or _usual(subject)
    if relation is not None:
        return GuardianDraft(cell, person.name, relation, phones=person.phones)
    concluded: Relation = "other"
    if subject is Subject.REPRESENTATIVE:
        concluded = "guardian"
    elif (is_female := female(person.name)) is not None:
        concluded = "mother" if is_female else "father"
    return GuardianDraft(cell, person.name, concluded, False, person.phones)


def _usual(subject: Subject) -> Relation | None:
    return next((relation for relation in RELATIONS if relation == subject.value), None)
