"""What of people is shown to whom: names and phones are masked unless only the right ones read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rooms.language import say
from rooms.roster.masking import masked_guardian, masked_name, masked_phone
from rooms.roster.model import Child, Guardian, Relation

SEES_PEOPLE = frozenset({"head", "deputy", "duty", "admin"})
"""Roles that may see parents' and children's names, where nobody else reads them."""

_RELATIONS: dict[Relation, str] = {
    "mother": "mother",
    "father": "father",
    "grandmother": "grandmother",
    "grandfather": "grandfather",
    "guardian": "guardian",
    "other": "relative",
}


@dataclass(frozen=True, slots=True)
class Discretion:
    """How people are shown; `open`: in full."""

    language: str
    open: bool = False

    @classmethod
    def towards(cls, roles: frozenset[str], language: str, *, alone: bool) -> "Discretion":
        """What somebody of these roles may see; `alone`: nobody else reads the answer."""
        return cls(language, open=alone and bool(roles & SEES_PEOPLE))

    def shown(self, name: str) -> str:
        """What somebody is called, such as “Мария (мама Пети)”."""
        return name if self.open else re.sub(r"\w+", lambda word: f"{word[0][0]}…", name)

    def child(self, child: Child) -> str:
        """A child by name."""
        name = " ".join(filter(None, (child.surname, child.name)))
        return name if self.open else masked_name(name)

    def guardian(self, guardian: Guardian) -> str:
        """A guardian: relation, name and phones, and whether a custody block stands."""
        one = guardian if self.open else masked_guardian(guardian)
        relation = say(self.language, _RELATIONS[guardian.relation])
        words = ", ".join(filter(None, (f"{relation} {one.name}".strip(), *one.phones)))
        if guardian.blocked:
            words = say(self.language, "{words} (custody block)", words=words)
        return words

    def person(self, network: str, person: str) -> str:
        """Somebody's id in a messenger, which is a phone in some."""
        return f"{network}/{person if self.open else masked_phone(person)}"

    def guardians(self, guardians: Sequence[Guardian]) -> str:
        """All guardians of a child."""
        return "; ".join(self.guardian(each) for each in guardians)
