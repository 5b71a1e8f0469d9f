"""What a linked guardian is called in Matrix: “Мария (мама Пети)”."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel.lists import format_list

from rooms.language import say
from rooms.roster.declension import genitive, given_name
from rooms.roster.model import RELATIONS, Child, Guardian, Relation
from rooms.roster.short_names import short_name
from rooms.storage.contacts import Contact
from rooms.storage.roster import StoredChild

_TITLES: Mapping[Relation, str] = {
    "mother": "{name} (mother of {children})",
    "father": "{name} (father of {children})",
    "grandmother": "{name} (grandmother of {children})",
    "grandfather": "{name} (grandfather of {children})",
    "guardian": "{name} (guardian of {children})",
    "other": "{name} (for {children})",
}
_BARE_TITLES: Mapping[Relation, str] = {
    "mother": "{name} (mother, {children})",
    "father": "{name} (father, {children})",
    "grandmother": "{name} (grandmother, {children})",
    "grandfather": "{name} (grandfather, {children})",
    "guardian": "{name} (guardian, {children})",
    "other": "{name} ({children})",
}
"""For names that cannot be declined."""


@dataclass(frozen=True, slots=True)
class Title:
    """What is known of a guardian: their first name (may be empty) and whose relative they are."""

    name: str
    text: str
    children: str

    def words(self, language: str, own_name: str) -> str:
        """The whole name; `own_name` is what the messenger shows, for want of a better one."""
        return say(language, self.text, name=self.name or own_name, children=self.children)


def titles(
    children: Sequence[StoredChild], contacts: Iterable[Contact], language: str
) -> dict[tuple[str, str], Title]:
    """The titles of all linked accounts, by network and remote id.

    A child whom a custody block keeps from a guardian is not named with them.
    """
    here = [stored for stored in children if stored.left_at is None]
    doubles = Counter((one.child.group, short_name(one.child.name)) for one in here)
    entries: defaultdict[int, list[tuple[Child, Guardian]]] = defaultdict(list)
    for one in here:
        for who, listed in zip(one.guardian_ids, one.child.guardians, strict=True):
            if not listed.blocked:
                entries[who].append((one.child, listed))
    return {
        (contact.network, contact.person): _title(entries[contact.guardian], doubles, language)
        for contact in contacts
        if contact.guardian is not None and contact.guardian in entries
    }


def _title(
    entries: Sequence[tuple[Child, Guardian]], doubles: Mapping[tuple[str, str], int], language: str
) -> Title:
    relation = min((listed.relation for _, listed in entries), key=RELATIONS.index)
    name = max((listed.name for _, listed in entries), key=len)
    children = [child for child, listed in entries if listed.relation == relation]
    text, shown = _TITLES[relation], children
    called = [_called(child, doubles, language, decline=True) for child in shown]
    if None in called:
        text = _BARE_TITLES[relation]
        called = [_called(child, doubles, language, decline=False) for child in shown]
    listed = format_list(list(dict.fromkeys(filter(None, called))), locale=language)
    return Title(given_name(name), text, listed)


def _called(
    child: Child, doubles: Mapping[tuple[str, str], int], language: str, *, decline: bool
) -> str | None:
    """A child's short name, with the surname's initial where two of a group are called so."""
    short = short_name(child.name)
    called: str | None = short
    if decline and language == "ru":
        called = genitive(short, child.patronymic)
    if called and doubles[child.group, short] > 1 and child.surname:
        return f"{called} {child.surname[0].upper()}."
    return called
