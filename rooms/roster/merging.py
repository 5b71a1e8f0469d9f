"""Rows that are about the same child put together; those that contradict each other are told."""

from collections import defaultdict

from rooms.roster.drafts import ChildDraft, Doubts, GuardianDraft, PhotoDraft
from rooms.roster.model import Child
from rooms.roster.spelling import fold
from rooms.roster.tables.table import Cell
from rooms.sentence import Sentence

_ONE_EACH = frozenset({"mother", "father"})
"""Relations of which a child has one."""


class Children:
    """All children read so far, in the order of their first rows."""

    def __init__(self) -> None:
        self._drafts: list[ChildDraft] = []
        self._by_name: dict[tuple[str, str], list[ChildDraft]] = defaultdict(list)

    def add(self, draft: ChildDraft, doubts: Doubts, goes_on: bool = False) -> ChildDraft:
        """Keep a child; returns the draft that its further rows belong to."""
        namesakes = self._by_name[fold(draft.surname), fold(draft.name)]
        for known in namesakes:
            if (contradiction := _contradiction(known, draft)) is not None:
                known.is_doubtful = True
                doubts.add(*contradiction)
                return known
            if _is_same(known, draft):
                _complete(known, draft)
                self.add_guardians(known, draft.guardians, doubts, goes_on)
                self.add_photo(known, draft.photo, doubts)
                return known
        merged = draft.guardians
        draft.guardians = []
        namesakes.append(draft)
        self._drafts.append(draft)
        self.add_guardians(draft, merged, doubts, goes_on=True)
        return draft

    def add_guardians(
        self,
        child: ChildDraft,
        guardians: list[GuardianDraft],
        doubts: Doubts,
        goes_on: bool = False,
    ) -> None:
        """More guardians of a child; a row that `goes_on` with the child above adds phones."""
        for guardian in guardians:
            if (wrong := _add_guardian(child, guardian, goes_on)) is not None:
                child.is_doubtful = True
                doubts.add(*wrong)

    def add_photo(self, child: ChildDraft, photo: PhotoDraft | None, doubts: Doubts) -> None:
        """What a further row says of the child's consent to pictures."""
        known = child.photo
        if known is None or photo is None or known.consent is None:
            child.photo = photo or known
        elif photo.consent not in (None, known.consent):
            child.is_doubtful = True
            what = "In row {row} it says the opposite about pictures of this child."
            doubts.add(photo.cell, Sentence(what, {"row": child.place}))

    def finished(self) -> tuple[Child, ...]:
        """The children about whom nothing is doubtful."""
        return tuple(draft.finished() for draft in self._drafts if not draft.is_doubtful)


def _contradiction(known: ChildDraft, draft: ChildDraft) -> tuple[Cell, Sentence] | None:
    row = {"row": known.place}
    same_group = known.group == draft.group
    same_birth = known.birth_date == draft.birth_date
    births_known = known.birth_date is not None and draft.birth_date is not None
    patronymics = {fold(known.patronymic), fold(draft.patronymic)}
    if len(patronymics - {""}) > 1:
        if births_known and same_birth:
            return draft.cell, Sentence("In row {row} this child has another patronymic.", row)
    elif births_known and not same_birth:
        if same_group:
            what = Sentence("In row {row} this child has another date of birth.", row)
            return draft.birth_cell, what
    elif not same_group:
        return draft.group_cell, Sentence("In row {row} this child is in another group.", row)
    return None


def _is_same(known: ChildDraft, draft: ChildDraft) -> bool:
    """Whether nothing tells the two apart; what would contradict was looked for before."""
    births = {known.birth_date, draft.birth_date} - {None}
    patronymics = {fold(known.patronymic), fold(draft.patronymic)} - {""}
    return known.group == draft.group and len(births) < 2 and len(patronymics) < 2


def _complete(known: ChildDraft, draft: ChildDraft) -> None:
    known.surname = _fuller(known.surname, draft.surname)
    known.name = _fuller(known.name, draft.name)
    known.patronymic = _fuller(known.patronymic, draft.patronymic)
    known.birth_date = known.birth_date or draft.birth_date
    known.is_doubtful |= draft.is_doubtful


def _fuller(one: str, other: str) -> str:
    """Of two spellings that compare the same, the one with its ё."""
    if not one or other.casefold().count("ё") > one.casefold().count("ё"):
        return other
    return one


def _add_guardian(
    child: ChildDraft, guardian: GuardianDraft, goes_on: bool
) -> tuple[Cell, Sentence] | None:
    known = _known(child, guardian)
    if known is None:
        child.guardians.append(guardian)
        return None
    cell = guardian.cell
    row = {"row": child.place}
    before, now = set(known.phones), set(guardian.phones)
    if known.name and guardian.name and fold(known.name) != fold(guardian.name):
        return cell, Sentence(
            "Row {row} names somebody else as the mother or the father of this child.", row
        )
    if known.is_told and guardian.is_told and known.relation != guardian.relation:
        return cell, Sentence("In row {row} the same person is something else to this child.", row)
    if known.language and guardian.language and known.language != guardian.language:
        return cell, Sentence("In row {row} the same person speaks another language.", row)
    if not goes_on and not (before <= now or now <= before):
        what = Sentence("In row {row} the same person has another phone number.", row)
        return guardian.phone_cell or cell, what
    _complete_guardian(known, guardian)
    return None


def _known(child: ChildDraft, guardian: GuardianDraft) -> GuardianDraft | None:
    """Who of the child's guardians this is, by the name, or as the one mother or father."""
    for known in child.guardians:
        if guardian.name and fold(known.name) == fold(guardian.name):
            return known
    for known in child.guardians:
        same_relation = known.relation == guardian.relation
        if same_relation and (guardian.relation in _ONE_EACH or _is_nameless_same(known, guardian)):
            return known
    return None


def _is_nameless_same(known: GuardianDraft, guardian: GuardianDraft) -> bool:
    return not known.name and not guardian.name and known.phones == guardian.phones


def _complete_guardian(known: GuardianDraft, guardian: GuardianDraft) -> None:
    if guardian.is_told and not known.is_told:
        known.relation, known.is_told = guardian.relation, True
    known.name = _fuller(known.name, guardian.name)
    known.add_phones(guardian.phones)
    known.language = known.language or guardian.language
    known.blocked |= guardian.blocked
